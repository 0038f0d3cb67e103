using System.Globalization;
using Experiments.Data.Jobs;
using Experiments.Data.Metrics;
using Experiments.Data.Model;
using Experiments.Engine.Schema;
using Experiments.Web.Evaluations;
using Experiments.Web.Hosting;

namespace Experiments.Web.Attempts;

/// <summary>Decides what the engine process of an attempt is told: verb, configuration, checkpoint to go on from or to score.</summary>
public sealed class AttemptPlan(ExperimentsSettings settings, JobQueries queries, MetricQueries metrics, CheckpointFinder checkpoints, ILogger<AttemptPlan> logger)
{
    // Well within the lease, so that a heartbeat that comes late does no harm.
    private const int HeartbeatsPerLease = 6;

    /// <summary>Writes the attempt's folder and says how to start the engine on it.</summary>
    /// <exception cref="UsageException">The job cannot be done as it is: the thing, its value, the remedy.</exception>
    public async Task<EngineCommand> PrepareAsync(ClaimedJob job, AttemptFolder folder, CancellationToken cancellationToken)
    {
        var configuration = Localise(SchemaJson.ReadConfiguration(job.ConfigurationJson, $"configuration of run {job.RunId}"), job);
        var protocol = job.Kind == JobKind.Evaluation ? SchemaJson.ReadProtocol(job.RequestJson, $"protocol of job {job.JobId}") : null;
        folder.Prepare(configuration, protocol);

        var arguments = new List<string>(job.Kind switch
        {
            JobKind.FirstStage => ["train", "--stage", "first", .. await ResumeAsync(job, cancellationToken)],
            JobKind.Training when TwoStage.Applies(configuration) =>
                ["train", "--stage", "second", "--first-stage-checkpoint", await FirstStageCheckpointAsync(job, cancellationToken), .. await ResumeAsync(job, cancellationToken)],
            JobKind.Training => ["train", .. await ResumeAsync(job, cancellationToken)],
            JobKind.FisherEstimation => ["fisher"],
            JobKind.Pretraining => ["pretrain", .. await ResumeAsync(job, cancellationToken)],
            JobKind.Evaluation => (IEnumerable<string>)["evaluate", "--checkpoint", await ScoredCheckpointAsync(job, configuration, protocol!, cancellationToken), "--protocol", folder.Protocol, .. EarlierJournals(job)],
            _ => throw new UsageException($"Job {job.JobId} is of the kind {job.Kind}, which this program cannot run: use a newer one."),
        });
        if (job.Attempt > 1 && await metrics.LastSystemSecondAsync(job.JobId, cancellationToken) is var second and > 0)
            arguments.AddRange(["--seconds-before", second.ToString(CultureInfo.InvariantCulture)]);
        arguments.AddRange(["--config", folder.Configuration, "--out", folder.FullPath, "--lease", SettingDescriptor.Format(settings.LeaseSeconds)]);

        var (fileName, prefix) = EngineLocation.Start(EngineLocation.Resolve(settings.Engine));
        var command = new EngineCommand
        {
            FileName = fileName,
            Arguments = [.. prefix, .. arguments],
            Environment = EngineLocation.Environment(configuration.Execution.Threads),
            HeartbeatEvery = TimeSpan.FromSeconds((double)settings.LeaseSeconds / HeartbeatsPerLease),
            StopGrace = settings.StopGrace,
            TimeLimit = job.TimeLimitSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : settings.TimeLimit,
            MemoryLimit = settings.MemoryLimit,
        };
        var recorded = AttemptEnvironment.Of(configuration, command);
        folder.Record(recorded, CodeState.Here.Diff);
        return command with { Recorded = recorded };
    }

    /// <summary>
    /// Threads that the configuration states hold; otherwise those of the job's first attempt, because they can move
    /// final bits. The device is the slot's, unless the configuration spreads its replicas over several.
    /// </summary>
    private static RunConfiguration Localise(RunConfiguration configuration, ClaimedJob job)
    {
        var execution = configuration.Execution;
        return configuration with
        {
            Execution = execution with
            {
                Threads = execution.Threads > 0 ? execution.Threads : job.Threads,
                Devices = execution.Devices.Count > 1 ? execution.Devices : [job.Device],
            },
        };
    }

    private async Task<IReadOnlyList<string>> ResumeAsync(ClaimedJob job, CancellationToken cancellationToken)
    {
        // The others have no optimiser state: nothing goes on from them.
        foreach (var checkpoint in (await queries.CheckpointsAsync(job.JobId, cancellationToken)).Where(c => CheckpointFiles.IsSnapshot(c.Path)))
        {
            var path = Path.Combine(settings.RunsFolder, checkpoint.Path);
            if (await CheckpointFinder.IsIntactAsync(path, checkpoint.Sha256, cancellationToken)) return ["--resume-from", path];
            logger.LogInformation("Job {JobId} cannot go on from {Checkpoint}: the file is gone or damaged.", job.JobId, path);
        }

        return [];
    }

    /// <summary>
    /// What the attempts before scored, the newest first: the engine takes each image over from the first journal that has it and fits. Each attempt
    /// journals what it takes over, so mostly the first has all; one that was ended in the middle of that has not.
    /// </summary>
    private IEnumerable<string> EarlierJournals(ClaimedJob job)
    {
        for (var attempt = job.Attempt - 1; attempt > 0; attempt--)
        {
            var journal = new AttemptFolder(settings.RunsFolder, job.RunId, job.JobId, attempt).Journal;
            if (!File.Exists(journal)) continue;
            yield return "--resume-from";
            yield return journal;
        }
    }

    private Task<string> ScoredCheckpointAsync(ClaimedJob job, RunConfiguration configuration, Protocol protocol, CancellationToken cancellationToken) =>
        checkpoints.FindIntactAsync(job.RunId, configuration, CheckpointRule.Of(protocol, configuration), cancellationToken);

    private async Task<string> FirstStageCheckpointAsync(ClaimedJob job, CancellationToken cancellationToken)
    {
        var checkpoint = await queries.FirstStageCheckpointAsync(job.RunId, cancellationToken)
            ?? throw new UsageException($"Run {job.RunId} has no checkpoint of its first stage to start from: train that first (retry its first stage).");
        var path = Path.Combine(settings.RunsFolder, checkpoint.Path);
        return await CheckpointFinder.IsIntactAsync(path, checkpoint.Sha256, cancellationToken)
            ? path
            : throw new UsageException($"The first stage's checkpoint of run {job.RunId} ({path}) is gone or is not the file that its training wrote: restore it, or run the row again.");
    }
}
