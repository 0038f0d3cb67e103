using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;
using Experiments.Engine.Weights;
using Experiments.Engine.Weights.Conventions;

namespace Experiments.Engine.Cli;

/// <summary>Arguments of <c>train</c> and <c>pretrain</c>.</summary>
/// <param name="Configuration">Path of the configuration.</param>
/// <param name="Place">The attempt's folder, and who supervises it.</param>
/// <param name="Resume">Go on from the newest checkpoint in that folder.</param>
/// <param name="ResumeFrom">Go on from this checkpoint.</param>
internal sealed record TrainArguments(string Configuration, AttemptPlace Place, bool Resume, string? ResumeFrom)
{
    /// <summary>Which stage of a two-stage recipe.</summary>
    public TrainingStage Stage { get; init; }

    /// <summary>What the second stage starts from.</summary>
    public string? FirstStageCheckpoint { get; init; }
}

/// <summary>Stages of a two-stage recipe.</summary>
internal enum TrainingStage
{
    /// <summary>All there are, one after the other.</summary>
    All,

    /// <summary>The first alone.</summary>
    First,

    /// <summary>The second alone, from the first's checkpoint.</summary>
    Second,
}

/// <summary><c>train</c> and <c>pretrain</c>: trains a network and leaves checkpoints.</summary>
internal static class TrainVerb
{
    /// <summary>Trains.</summary>
    /// <param name="arguments">Where from and where to.</param>
    /// <param name="tasks">What the verb trains; the configuration's task must be one of them.</param>
    public static int Run(TrainArguments arguments, IReadOnlyList<LearningTask> tasks) =>
        EngineProcess.Run(arguments.Place, (attempt, cancellation) => Train(arguments, tasks, attempt, cancellation));

    private static void Train(TrainArguments arguments, IReadOnlyList<LearningTask> tasks, AttemptFolder attempt, CancellationToken cancellation)
    {
        var configuration = ConfigurationFile.Read(arguments.Configuration);
        if (!tasks.Contains(configuration.Task))
        {
            var (now, verb) = (SettingDescriptor.NameOf(configuration.Task), VerbOf(configuration.Task));
            throw new UsageException($"task is {now}, which this verb does not train: use `{verb}`, or set task to {string.Join(" or ", tasks.Select(t => SettingDescriptor.NameOf(t)))}.");
        }

        configuration = ConfigurationResolver.Resolve(configuration);
        if (!TwoStage.Applies(configuration))
        {
            if (arguments.Stage != TrainingStage.All) throw new UsageException("--stage is given, but firstStage.iterations is 0: the configuration has one stage; leave the option out.");
            TrainOne(arguments, configuration, DatasetFactory.OpenAny(configuration), attempt, cancellation);
            return;
        }

        switch (arguments.Stage)
        {
            case TrainingStage.First:
                TrainOne(arguments, TwoStage.First(configuration), DatasetFactory.OpenFirstStage(configuration), attempt, cancellation);
                break;
            case TrainingStage.Second:
                var checkpoint = arguments.FirstStageCheckpoint ?? throw new UsageException("--stage second needs --first-stage-checkpoint: the final checkpoint that the first stage left.");
                TrainSecond(arguments, configuration, checkpoint, attempt, cancellation);
                break;
            default:
                TrainBoth(arguments, configuration, attempt, cancellation);
                break;
        }
    }

    private static string VerbOf(LearningTask task) => task switch
    {
        LearningTask.Segmentation => "train",
        LearningTask.Classification => "pretrain",
        LearningTask.Fisher => "fisher",
        _ => throw new ArgumentOutOfRangeException(nameof(task), task, "Unknown task."),
    };

    /// <summary>The first stage leaves its journal, log and checkpoints in a folder of its own; once it is done it is not done again.</summary>
    private static void TrainBoth(TrainArguments arguments, RunConfiguration configuration, AttemptFolder attempt, CancellationToken cancellation)
    {
        if (arguments.ResumeFrom is not null) throw new UsageException("--resume-from is given for a recipe of two stages: say which one it belongs to with --stage, or use --resume.");
        var folder = attempt.File("first-stage");
        var checkpoint = Path.Combine(folder, CheckpointFiles.Folder, CheckpointFiles.Final);
        if (!arguments.Resume || !File.Exists(checkpoint))
        {
            attempt.Log($"first stage: {folder}");
            using var first = new AttemptFolder(folder, TimeProvider.System);
            TrainOne(arguments, TwoStage.First(configuration), DatasetFactory.OpenFirstStage(configuration), first, cancellation);
            first.Journal.Write(new FinishedEvent());
        }

        TrainSecond(arguments, configuration, checkpoint, attempt, cancellation);
    }

    private static void TrainSecond(TrainArguments arguments, RunConfiguration configuration, string checkpoint, AttemptFolder attempt, CancellationToken cancellation)
    {
        CheckFirstStage(configuration, checkpoint);
        // The images were hashed already; only the checkpoint is new.
        var second = TwoStage.Second(configuration, checkpoint, FileHash.Of(checkpoint));
        TrainOne(arguments, second, DatasetFactory.Open(second), attempt, cancellation);
    }

    /// <summary>A first stage of other settings, images or seed is no start for this recipe's second.</summary>
    private static void CheckFirstStage(RunConfiguration configuration, string checkpoint)
    {
        if (!File.Exists(checkpoint)) throw new UsageException($"--first-stage-checkpoint {checkpoint} does not exist: give the final checkpoint that the first stage left.");
        EngineProcess.PrepareTorch(configuration.Execution);
        var (about, file) = Checkpoint.Read(checkpoint);
        file.Dispose();
        if (Fingerprint.Of(about.Configuration) != Fingerprint.Of(TwoStage.First(configuration)) || about.Configuration.Seed != configuration.Seed)
            throw new UsageException($"Checkpoint {checkpoint} is of another first stage than the configuration's (its settings, images or seed differ): train the first stage anew, into another --out.");
    }

    private static void TrainOne(TrainArguments arguments, RunConfiguration configuration, IImageSet dataset, AttemptFolder attempt, CancellationToken cancellation)
    {
        attempt.WriteConfiguration(configuration);
        using var metrics = attempt.MeasureSystem(configuration.Execution);
        attempt.Log($"engine {EngineProcess.Version}, fingerprint {Fingerprint.Of(configuration)}, seed {configuration.Seed}, pull {Pull.Of(configuration):g4}");
        if (configuration.Compat != Compatibility.Engine)
            attempt.Log($"conventions of {SettingDescriptor.NameOf(configuration.Compat)}{string.Concat(Profiles.Differences(configuration).Select(d => $"; {d.Key} is {d.Value}, not {d.Profile}"))}");
        var threads = EngineProcess.PrepareTorch(configuration.Execution);
        ConsoleProgress.Run(SettingDescriptor.NameOf(configuration.Task), "iterations", TimeProvider.System, report =>
        {
            using var trainer = new Trainer(configuration, dataset, new JournalListener(attempt, report));
            var snapshot = SnapshotToGoOnFrom.Of(arguments, attempt);
            var from = snapshot is null ? null : trainer.Resume(snapshot);
            if (from is not null) attempt.Log($"goes on from {snapshot} at iteration {trainer.Iteration}, line {from.JournalLine} of its journal");

            var (classes, colours) = (dataset.Classes.Select(c => c.Name), dataset.Classes.Select(c => c.Colour));
            attempt.Journal.Write(EngineProcess.Started(configuration.Execution, threads, [.. classes], [.. colours]) with
            {
                ResumedFrom = trainer.Iteration,
                ResumedFromLine = from?.JournalLine ?? 0,
                Parameters = trainer.ParameterCount,
                Pull = Pull.Of(configuration),
            });
            trainer.Run(cancellation);
        });
    }
}

/// <summary>Writes what a training says into the attempt's folder: journal, log, checkpoints.</summary>
internal sealed class JournalListener(AttemptFolder attempt, ProgressReport report) : ITrainingListener
{
    private const int SnapshotsKept = 2;

    // Who supervises this process may be a little behind: what it heard of last must still be there to go on from.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly Dictionary<string, long> _written = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void WeightsLoaded(WeightsReportEvent weights)
    {
        attempt.Journal.Write(weights);
        attempt.Log($"weights: {weights.Loaded.Count} tensors loaded, {weights.New.Count} new, {weights.Skipped.Count} skipped, {weights.Mismatched.Count} of other shapes");
        foreach (var skipped in weights.SkippedWhy) attempt.Log($"weights: skipped {skipped.Names.Count} ({skipped.Names[0]}{(skipped.Names.Count > 1 ? ", ..." : "")}): {skipped.Why}");
        foreach (var mismatch in weights.Mismatched) attempt.Log($"weights: {mismatch}");
        foreach (var difference in weights.Differences) attempt.Log($"weights: {difference}");
    }

    /// <inheritdoc/>
    public void Measured(string series, int iteration, double value) =>
        attempt.Journal.Write(new PointEvent { Key = series, Step = iteration, Value = value });

    /// <inheritdoc/>
    public void Advanced(int done, int total)
    {
        attempt.Progress(done, total);
        report(done, total);
    }

    /// <inheritdoc/>
    public void SnapshotDue(Trainer trainer, bool final)
    {
        var relative = Path.Combine(CheckpointFiles.Folder, final ? CheckpointFiles.Final : CheckpointFiles.SnapshotName(trainer.Iteration));
        var sha256 = trainer.Save(attempt.File(relative), final, attempt.Journal.LastLine);
        attempt.Journal.Write(new CheckpointEvent { Path = relative, Iteration = trainer.Iteration, Sha256 = sha256, Final = final });
        attempt.Log($"wrote {relative} at iteration {trainer.Iteration}");
        _written[attempt.File(relative)] = _clock.GetTimestamp();
        // One of a later iteration is of work that is being done again, and may be damaged: it is none of those that are kept.
        var upToNow = CheckpointFiles.Snapshots(attempt.File(CheckpointFiles.Folder))
            .Where(s => string.CompareOrdinal(Path.GetFileName(s), CheckpointFiles.SnapshotName(trainer.Iteration)) <= 0);
        foreach (var snapshot in upToNow.SkipLast(SnapshotsKept).Where(IsPastGrace)) File.Delete(snapshot);
    }

    /// <inheritdoc/>
    public void KeepDue(Trainer trainer, CheckpointRule rule)
    {
        var relative = Path.Combine(CheckpointFiles.Folder, rule.FileName(trainer.Steps));
        var isBest = rule.Choice == CheckpointChoice.Best;
        var sha256 = isBest ? trainer.SaveBest(attempt.File(relative)) : trainer.Save(attempt.File(relative), final: true);
        var iteration = isBest ? trainer.Best!.Iteration : trainer.Iteration;
        attempt.Journal.Write(new CheckpointEvent { Path = relative, Iteration = iteration, Sha256 = sha256 });
        attempt.Log(isBest
            ? $"wrote {relative}: the best of the evaluations, {trainer.Best!.Value:0.0000} at iteration {iteration}"
            : $"wrote {relative} at iteration {iteration}");
    }

    private bool IsPastGrace(string snapshot) =>
        !_written.TryGetValue(snapshot, out var written) || _clock.GetElapsedTime(written) > Grace;
}

/// <summary>Reads configuration and protocol files.</summary>
internal static class ConfigurationFile
{
    /// <summary>Reads and checks a configuration; what it does not state its weights file may say.</summary>
    /// <exception cref="UsageException">It is missing, unreadable or has problems: all of them.</exception>
    public static RunConfiguration Read(string path)
    {
        var text = ReadText(path, "--config");
        var configuration = WeightsConvention.Lay(SchemaJson.ReadConfiguration(text, path), SchemaJson.StatedIn(text));
        ConfigurationValidator.Check(configuration);
        return configuration;
    }

    /// <summary>Reads a protocol.</summary>
    /// <exception cref="UsageException">It is missing or unreadable.</exception>
    public static Protocol ReadProtocol(string path) => SchemaJson.ReadProtocol(ReadText(path, "--protocol"), path);

    /// <summary>The text of a file that an option names.</summary>
    public static string ReadText(string path, string option)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} {path} cannot be read ({e.Message.TrimEnd('.')}): `config --print-default` prints a complete configuration to start from.");
        }
    }
}
