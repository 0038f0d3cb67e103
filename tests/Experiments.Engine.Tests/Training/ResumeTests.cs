using Experiments.Engine.Cli;
using Experiments.Engine.Datasets;
using Experiments.Engine.Journal;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;
using Experiments.Engine.Weights;

namespace Experiments.Engine.Tests.Training;

/// <summary>
/// Trainings that are stopped, killed and find their newest checkpoint damaged, at moments drawn by chance, against the same training left alone.
/// </summary>
public sealed class ResumeTests : IDisposable
{
    private const int Iterations = 8;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Recipes => [.. Configurations.Keys];

    /// <summary>Each with something that a checkpoint could forget.</summary>
    private static IReadOnlyDictionary<string, Func<ResumeTests, RunConfiguration>> Configurations { get; } = new Dictionary<string, Func<ResumeTests, RunConfiguration>>
    {
        ["L2-SP, every augmentation, auxiliary head, dropout"] = test => Base with
        {
            Weights = new WeightsSettings { Path = test.SourceWeights() },
            Regulariser = new RegulariserSettings { Kind = RegulariserName.L2Sp, Alpha = 0.05, Beta = 0.02 },
            Network = Base.Network with { AuxiliaryWeight = 0.4, Dropout = 0.3 },
            Augmentation = new AugmentationSettings { Jitter = ColourJitter.Reference, Mirror = true, RotationDegrees = 10, BlurProbability = 0.5 },
        },
        ["best checkpoint, kept iterations"] = _ => Base with
        {
            Selection = new SelectionSettings { KeepBest = true },
            Execution = Base.Execution with { ValidateEvery = 2, ValidateImages = 2, KeepIterations = [3] },
        },
        ["two replicas"] = _ => Base with { Training = Base.Training with { Replicas = 2 } },
        ["Adam, accumulation, clipped gradients, hard pixels"] = _ => Base with
        {
            Training = Base.Training with { Optimiser = OptimiserName.Adam, BaseLearningRate = 0.001, BatchSize = 2, Accumulation = 2, ClipNorm = 1, OhemThreshold = 0.7, OhemMinimum = 200 },
        },
        ["second stage, steps and warm-up, the reference's extra step"] = test =>
        {
            var recipe = Base with { FirstStage = new FirstStageSettings { Iterations = 1, SyntheticCount = 4 } };
            recipe = recipe with { Training = recipe.Training with { Schedule = ScheduleName.Steps, StepIterations = [5], WarmupIterations = 3, FinalZeroStep = true } };
            var (first, path) = (TwoStage.First(recipe), test._folder["first-stage.safetensors"]);
            var recorder = new TinyRuns.Recorder { OnSnapshot = (trainer, final) => trainer.Save(path, final) };
            using var trainer = new Trainer(first, DatasetFactory.OpenFirstStage(recipe), recorder);
            trainer.Run(CancellationToken.None);
            return TwoStage.Second(recipe, path, "");
        },
        ["pre-training of a classifier"] = _ => Source with { Training = Source.Training with { Iterations = Iterations, Optimiser = OptimiserName.RmsProp, BaseLearningRate = 0.001 } },
    };

    private static RunConfiguration Base => TinyRuns.Segmentation(iterations: Iterations) with
    {
        Synthetic = new SyntheticSettings { TrainCount = 5, ValidationCount = 2, Height = 60, Width = 80 },
        Training = TinyRuns.Segmentation(iterations: Iterations).Training with { BatchSize = 2 },
        Execution = new ExecutionSettings { LogEvery = 1, Threads = 1, SnapshotEvery = 2 },
    };

    private static RunConfiguration Source => Base with
    {
        Task = LearningTask.Classification,
        Synthetic = Base.Synthetic with { Domain = SyntheticDomain.Source },
        Training = Base.Training with { Iterations = 1, BatchSize = 4 },
    };

    [Theory]
    [MemberData(nameof(Recipes))]
    public void However_often_it_is_interrupted_it_ends_with_the_bits_of_one_that_was_left_alone(string recipe)
    {
        var configuration = Configurations[recipe](this);
        var whole = _folder["whole"];
        Assert.True(Attempt(configuration, whole, interruption: null));
        var expected = Ending.Of(whole);
        Assert.Contains(expected.Points.Keys, p => p.Series == "train/loss");

        // Chance is a parameter: the draws that failed once fail again.
        var chance = new Random(recipe.Length);
        foreach (var round in Enumerable.Range(0, 2))
        {
            var folder = _folder[$"interrupted-{round}"];
            var attempts = 1;
            while (!Attempt(configuration, folder, attempts <= 4 ? Interruption.Draw(chance) : null))
            {
                Damage(folder, chance);
                attempts++;
            }

            Assert.True(attempts > 1);
            var actual = Ending.Of(folder);
            Assert.Equal(expected.Final, actual.Final);
            Assert.Equal(expected.Kept, actual.Kept);
            Assert.Equal(expected.Points, actual.Points);
        }
    }

    [Fact]
    public void Snapshots_change_nothing_and_come_by_minutes_of_a_clock_that_nobody_sets()
    {
        var without = Base with { Execution = Base.Execution with { SnapshotEvery = 0 } };
        var often = Base with { Execution = Base.Execution with { SnapshotEvery = 1 } };
        var timed = Base with { Execution = Base.Execution with { SnapshotEvery = 0, SnapshotMinutes = 1.5 } };
        Assert.Equal(Fingerprint.Of(without), Fingerprint.Of(timed));
        var expected = Train(without, new SteppingClock(TimeSpan.Zero), out var none);
        Assert.Empty(none);
        Assert.Equal(expected, Train(often, new SteppingClock(TimeSpan.Zero), out var each));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], each);
        // A minute an iteration, while the day's clock goes back by a year at each look.
        Assert.Equal(expected, Train(timed, new SteppingClock(TimeSpan.FromMinutes(1)), out var byTime));
        Assert.Equal([2, 4, 6], byTime);
    }

    [Fact]
    public void The_last_two_snapshots_are_kept_and_a_damaged_later_one_is_none_of_them()
    {
        var folder = _folder["kept"];
        Assert.False(Attempt(Base, folder, new Interruption(7, IsKill: true)));
        var snapshots = CheckpointFiles.Snapshots(Path.Combine(folder, CheckpointFiles.Folder));
        Assert.Equal(["iteration-00000002.safetensors", "iteration-00000004.safetensors", "iteration-00000006.safetensors"], snapshots.Select(Path.GetFileName));
        File.WriteAllText(snapshots[2], "torn");
        using var attempt = new AttemptFolder(folder, TimeProvider.System);
        Assert.Equal(snapshots[1], SnapshotToGoOnFrom.NewestIn(attempt));
        File.Delete(snapshots[0]);
        File.Delete(snapshots[1]);
        Assert.Null(SnapshotToGoOnFrom.NewestIn(attempt));
        var given = Assert.Throws<DataException>(() => SnapshotToGoOnFrom.Of(new TrainArguments("", new AttemptPlace(folder), Resume: false, snapshots[2]), attempt));
        Assert.StartsWith($"Checkpoint {snapshots[2]} is not the file that its training wrote (its SHA-256 differs from that in events.jsonl beside it)", given.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_says_which_lines_of_its_journal_count()
    {
        var folder = _folder["lines"];
        Assert.False(Attempt(Base, folder, new Interruption(5, IsKill: true)));
        var before = JournalFile.Read(Path.Combine(folder, JournalWriter.FileName)).ToList();
        var snapshot = before.OfType<CheckpointEvent>().Last();
        Assert.Equal(4, snapshot.Iteration);
        Assert.True(Attempt(Base, folder, interruption: null));
        var again = JournalFile.Read(Path.Combine(folder, JournalWriter.FileName)).OfType<StartedEvent>().Last();
        Assert.Equal((4, snapshot.Sequence - 1), (again.ResumedFrom, again.ResumedFromLine));
        Assert.Contains(before, e => e is PointEvent { Step: 4 } && e.Sequence > again.ResumedFromLine);
    }

    /// <summary>One attempt of the engine alone in a folder: goes on from what is there.</summary>
    /// <returns>Whether it came to its end.</returns>
    private static bool Attempt(RunConfiguration configuration, string folder, Interruption? interruption)
    {
        using var attempt = new AttemptFolder(folder, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var listener = new Interrupted(new JournalListener(attempt, (_, _) => { }), interruption, stop);
        using var trainer = new Trainer(configuration, DatasetFactory.OpenAny(configuration), listener);
        var from = SnapshotToGoOnFrom.Of(new TrainArguments("", new AttemptPlace(folder), Resume: true, null), attempt) is { } snapshot ? trainer.Resume(snapshot) : null;
        attempt.Journal.Write(new StartedEvent { ResumedFrom = trainer.Iteration, ResumedFromLine = from?.JournalLine ?? 0 });
        try
        {
            trainer.Run(stop.Token);
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or KilledException)
        {
            return false;
        }
    }

    private static string Train(RunConfiguration configuration, SteppingClock clock, out List<int> snapshots)
    {
        var (taken, path) = (new List<int>(), Path.GetTempFileName());
        var recorder = new TinyRuns.Recorder
        {
            OnAdvanced = _ => clock.Step(),
            OnSnapshot = (trainer, final) =>
            {
                if (!final) taken.Add(trainer.Iteration);
                trainer.Save(path, final);
            },
        };
        using (var trainer = new Trainer(configuration, DatasetFactory.OpenAny(configuration), recorder, clock)) trainer.Run(CancellationToken.None);
        snapshots = taken;
        var (_, file) = Checkpoint.Read(path);
        using (file) return string.Concat(file.Tensors.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(t.Value.bytes))));
    }

    /// <summary>Now and then the newest checkpoint is cut off, changed in one bit, or gone; sometimes the journal's last line is torn.</summary>
    private static void Damage(string folder, Random chance)
    {
        var journal = Path.Combine(folder, JournalWriter.FileName);
        if (chance.Next(3) == 0)
        {
            using var stream = File.OpenWrite(journal);
            stream.SetLength(stream.Length - 1 - chance.Next(10));
        }

        var checkpoints = Path.Combine(folder, CheckpointFiles.Folder);
        if (!Directory.Exists(checkpoints) || CheckpointFiles.Snapshots(checkpoints) is not [.., var newest]) return;
        var bytes = File.ReadAllBytes(newest);
        switch (chance.Next(6))
        {
            case 0:
                File.WriteAllBytes(newest, bytes[..chance.Next(bytes.Length)]);
                break;
            case 1:
                bytes[chance.Next(bytes.Length)] ^= (byte)(1 << chance.Next(8));
                File.WriteAllBytes(newest, bytes);
                break;
            case 2:
                File.Delete(newest);
                break;
        }
    }

    private string SourceWeights()
    {
        var path = _folder["source.safetensors"];
        var recorder = new TinyRuns.Recorder { OnSnapshot = (trainer, final) => trainer.Save(path, final) };
        using var trainer = new Trainer(Source, DatasetFactory.OpenAny(Source), recorder);
        trainer.Run(CancellationToken.None);
        return path;
    }

    /// <summary>When an attempt ends, and how: told to (it writes a checkpoint) or by a kill.</summary>
    private sealed record Interruption(int Iteration, bool IsKill)
    {
        public static Interruption Draw(Random chance) => new(1 + chance.Next(Iterations - 1), chance.Next(2) == 0);
    }

    private sealed class KilledException : Exception;

    /// <summary>A clock whose time passes only when it is told to, and whose day and hour are wrong.</summary>
    private sealed class SteppingClock(TimeSpan step) : TimeProvider
    {
        private long _ticks;

        private DateTimeOffset _day = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Step() => _ticks += step.Ticks;

        public override long GetTimestamp() => _ticks;

        public override DateTimeOffset GetUtcNow() => _day = _day.AddYears(-1);
    }

    private sealed class Interrupted(ITrainingListener listener, Interruption? interruption, CancellationTokenSource stop) : ITrainingListener
    {
        public void WeightsLoaded(WeightsReportEvent report) => listener.WeightsLoaded(report);

        public void Measured(string series, int iteration, double value) => listener.Measured(series, iteration, value);

        public void SnapshotDue(Trainer trainer, bool final) => listener.SnapshotDue(trainer, final);

        public void KeepDue(Trainer trainer, CheckpointRule rule) => listener.KeepDue(trainer, rule);

        public void Advanced(int done, int total)
        {
            listener.Advanced(done, total);
            if (interruption is null || done < interruption.Iteration) return;
            if (interruption.IsKill) throw new KilledException();
            stop.Cancel();
        }
    }

    /// <summary>What a training leaves: hashes of its checkpoints but the snapshots, and its points, of each the last that was said.</summary>
    private sealed record Ending(string Final, IReadOnlyDictionary<string, string> Kept, IReadOnlyDictionary<(string Series, int Step), double> Points)
    {
        public static Ending Of(string folder)
        {
            var checkpoints = Directory.GetFiles(Path.Combine(folder, CheckpointFiles.Folder)).ToDictionary(p => Path.GetFileName(p)!, FileHash.Of, StringComparer.Ordinal);
            var points = new SortedDictionary<(string, int), double>();
            foreach (var point in JournalFile.Read(Path.Combine(folder, JournalWriter.FileName)).OfType<PointEvent>()) points[(point.Key, point.Step)] = point.Value;
            return new Ending(
                checkpoints[CheckpointFiles.Final],
                new SortedDictionary<string, string>(checkpoints.Where(c => !CheckpointFiles.IsSnapshot(c.Key)).ToDictionary()),
                points);
        }
    }
}
