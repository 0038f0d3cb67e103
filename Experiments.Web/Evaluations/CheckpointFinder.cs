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
    /// <summary>The rules by which the run can be scored: those of its configuration whose file is still there.</summary>
    /// <param name="runId">Run.</param>
    /// <param name="configuration">Its configuration.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyList<CheckpointRule>> AvailableAsync(long runId, RunConfiguration configuration, CancellationToken cancellationToken = default)
    {
        var written = await queries.TrainedCheckpointsAsync(runId, cancellationToken);
        return [.. CheckpointRule.AvailableIn(configuration).Where(rule => Of(written, configuration, rule).Any(c => File.Exists(PathOf(c))))];
    }

    /// <summary>The newest file of the checkpoint; its content is not looked at.</summary>
    /// <exception cref="UsageException">The run is not trained, keeps no such checkpoint, or the file is gone: says which there are.</exception>
    public async Task<CheckpointFile> FindAsync(long runId, RunConfiguration configuration, CheckpointRule rule, CancellationToken cancellationToken = default) =>
        await FirstAsync(runId, configuration, rule, c => Task.FromResult(File.Exists(PathOf(c))), cancellationToken);

    /// <summary>Path of the newest file of the checkpoint that is what its training wrote.</summary>
    /// <exception cref="UsageException">The run is not trained, keeps no such checkpoint, or the file is gone or damaged: says which there are.</exception>
    public async Task<string> FindIntactAsync(long runId, RunConfiguration configuration, CheckpointRule rule, CancellationToken cancellationToken = default) =>
        PathOf(await FirstAsync(runId, configuration, rule, c => IsIntactAsync(PathOf(c), c.Sha256, cancellationToken), cancellationToken));

    /// <summary>Whether a file is there and is the one that was written.</summary>
    public static async Task<bool> IsIntactAsync(string path, string? sha256, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) return false;
        if (string.IsNullOrEmpty(sha256)) return true;
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)).Equals(sha256, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<CheckpointFile> FirstAsync(
        long runId, RunConfiguration configuration, CheckpointRule rule, Func<CheckpointFile, Task<bool>> isUsable, CancellationToken cancellationToken)
    {
        var written = await queries.TrainedCheckpointsAsync(runId, cancellationToken);
        if (!written.Any(c => c.IsFinal))
            throw new UsageException($"Run {runId} has no final checkpoint to score: train it first (retry its training).");
        var named = Of(written, configuration, rule).ToList();
        foreach (var checkpoint in named)
        {
            if (await isUsable(checkpoint)) return checkpoint;
        }

        var there = string.Join(", ", await AvailableAsync(runId, configuration, cancellationToken));
        if (there.Length == 0) there = "none";
        throw new UsageException(named.Count > 0
            ? $"The {Words(rule)} of run {runId} ({PathOf(named[0])}) is gone or is not the file that its training wrote: restore it, run the row again, or score another one (there: {there})."
            : $"Run {runId} left no checkpoint \"{rule}\" (there: {there}): score one of these{(rule.Choice == CheckpointChoice.Best ? "; none of its evaluations during training gave a number" : "")}.");
    }

    /// <summary>The files of a rule, the newest attempt's first: a later attempt writes again what it went through again, with the same bits.</summary>
    private static IEnumerable<CheckpointFile> Of(IReadOnlyList<CheckpointFile> written, RunConfiguration configuration, CheckpointRule rule)
    {
        var name = rule.FileName(configuration);
        return written.Where(c => name == CheckpointFiles.Final ? c.IsFinal : Path.GetFileName(c.Path) == name).OrderByDescending(c => c.Attempt);
    }

    private static string Words(CheckpointRule rule) => rule.Choice == CheckpointChoice.Last ? "final checkpoint" : $"checkpoint \"{rule}\"";

    private string PathOf(CheckpointFile checkpoint) => Path.Combine(settings.RunsFolder, checkpoint.Path);
}
