using System.Security.Cryptography;
using Experiments.Data.Jobs;
using Experiments.Engine.Schema;
using Experiments.Web.Hosting;

namespace Experiments.Web.Evaluations;

/// <summary>Finds the checkpoint of a trained run that a protocol names, among the files that its training left.</summary>
/// <param name="settings">The runs folder.</param>
/// <param name="queries">Reads the checkpoints that were journalled.</param>
public sealed class CheckpointFinder(ExperimentsSettings settings, JobQueries queries)
{
    /// <summary>What the trainings of some runs wrote, for <see cref="Available"/> and <see cref="Find"/>.</summary>
    public Task<ILookup<long, CheckpointFile>> WrittenAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default) =>
        queries.TrainedCheckpointsAsync(runIds, cancellationToken);

    /// <summary>The rules by which a run can be scored: those of its configuration whose file is still there.</summary>
    /// <param name="written">What its training wrote.</param>
    /// <param name="configuration">Its configuration.</param>
    public IReadOnlyList<CheckpointRule> Available(IEnumerable<CheckpointFile> written, RunConfiguration configuration) =>
        [.. CheckpointRule.AvailableIn(configuration).Where(rule => Of(written, configuration, rule).Any(c => File.Exists(PathOf(c))))];

    /// <summary>The newest file of the checkpoint; its content is not looked at.</summary>
    /// <param name="runId">Run.</param>
    /// <param name="written">What its training wrote.</param>
    /// <param name="configuration">Its configuration.</param>
    /// <param name="rule">The checkpoint.</param>
    /// <exception cref="UsageException">The run is not trained, keeps no such checkpoint, or the file is gone: says which there are.</exception>
    public CheckpointFile Find(long runId, IEnumerable<CheckpointFile> written, RunConfiguration configuration, CheckpointRule rule)
    {
        List<CheckpointFile> files = [.. written];
        return Named(runId, files, configuration, rule).FirstOrDefault(c => File.Exists(PathOf(c))) ?? throw Gone(runId, files, configuration, rule);
    }

    /// <summary>Path of the newest file of the checkpoint that is what its training wrote.</summary>
    /// <exception cref="UsageException">The run is not trained, keeps no such checkpoint, or the file is gone or damaged: says which there are.</exception>
    public async Task<string> FindIntactAsync(long runId, RunConfiguration configuration, CheckpointRule rule, CancellationToken cancellationToken = default)
    {
        List<CheckpointFile> files = [.. (await WrittenAsync([runId], cancellationToken))[runId]];
        foreach (var checkpoint in Named(runId, files, configuration, rule))
        {
            if (await IsIntactAsync(PathOf(checkpoint), checkpoint.Sha256, cancellationToken)) return PathOf(checkpoint);
        }

        throw Gone(runId, files, configuration, rule);
    }

    /// <summary>Whether a file is there and is the one that was written.</summary>
    public static async Task<bool> IsIntactAsync(string path, string? sha256, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) return false;
        if (string.IsNullOrEmpty(sha256)) return true;
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)).Equals(sha256, StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<CheckpointFile> Named(long runId, List<CheckpointFile> written, RunConfiguration configuration, CheckpointRule rule) => written.Exists(c => c.IsFinal)
        ? Of(written, configuration, rule)
        : throw new UsageException($"Run {runId} has no final checkpoint to score: train it first (retry its training).");

    private UsageException Gone(long runId, List<CheckpointFile> written, RunConfiguration configuration, CheckpointRule rule)
    {
        var there = string.Join(", ", Available(written, configuration));
        if (there.Length == 0) there = "none";
        return new UsageException(Of(written, configuration, rule).FirstOrDefault() is { } named
            ? $"The {Words(rule)} of run {runId} ({PathOf(named)}) is gone or is not the file that its training wrote: restore it, run the row again, or score another one (there: {there})."
            : $"Run {runId} left no checkpoint \"{rule}\" (there: {there}): score one of these{(rule.Choice == CheckpointChoice.Best ? "; none of its evaluations during training gave a number" : "")}.");
    }

    /// <summary>The files of a rule, the newest attempt's first: a later attempt writes again what it went through again, with the same bits.</summary>
    private static IEnumerable<CheckpointFile> Of(IEnumerable<CheckpointFile> written, RunConfiguration configuration, CheckpointRule rule)
    {
        var name = rule.FileName(configuration);
        return written.Where(c => name == CheckpointFiles.Final ? c.IsFinal : Path.GetFileName(c.Path) == name).OrderByDescending(c => c.Attempt);
    }

    private static string Words(CheckpointRule rule) => rule.Choice == CheckpointChoice.Last ? "final checkpoint" : $"checkpoint \"{rule}\"";

    private string PathOf(CheckpointFile checkpoint) => Path.Combine(settings.RunsFolder, checkpoint.Path);
}
