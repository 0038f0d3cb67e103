using Experiments.Engine.Datasets;
using Experiments.Engine.Journal;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Cli;

/// <summary>Chooses the checkpoint that a training goes on from. The journal beside a checkpoint has its hash: one that differs is not used.</summary>
internal static class SnapshotToGoOnFrom
{
    /// <summary>The checkpoint that was given, or with <c>--resume</c> the newest intact one of the attempt's folder; null for a fresh start.</summary>
    /// <exception cref="DataException">The one that was given is not the file that its training wrote.</exception>
    public static string? Of(TrainArguments arguments, AttemptFolder attempt)
    {
        if (arguments.ResumeFrom is { } given) return Checked(given);
        return arguments.Resume ? NewestIn(attempt) : null;
    }

    /// <summary>The newest one in a folder that is the file that its training wrote; one that is not is passed over, and the log says so.</summary>
    public static string? NewestIn(AttemptFolder attempt)
    {
        // What was never journalled was never vouched for: its training was killed in between, and the one before does as well.
        CheckpointEvent[] written = [.. Journalled(attempt.Path).OrderByDescending(c => c.Iteration).ThenByDescending(c => c.Sequence).DistinctBy(c => c.Path)];
        var folder = attempt.File(CheckpointFiles.Folder);
        foreach (var path in Directory.Exists(folder) ? CheckpointFiles.Snapshots(folder).Except(written.Select(c => attempt.File(c.Path)), StringComparer.Ordinal) : [])
            attempt.Log($"does not go on from {path}: {JournalWriter.FileName} of this folder does not say that it was written; to use it all the same give it with --resume-from");
        foreach (var checkpoint in written)
        {
            var path = attempt.File(checkpoint.Path);
            if (!File.Exists(path)) continue;
            if (FileHash.Of(path) == checkpoint.Sha256) return path;
            attempt.Log($"does not go on from {path}: it is not the file that was written (its SHA-256 differs from the journal's)");
        }

        return null;
    }

    private static string Checked(string path)
    {
        if (!File.Exists(path)) throw new UsageException($"--resume-from {path} does not exist: give a checkpoint of the run's, iteration-N.safetensors, or use --resume.");
        var attempt = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(path)));
        var expected = attempt is null ? null : Journalled(attempt).LastOrDefault(c => Path.GetFullPath(Path.Combine(attempt, c.Path)) == Path.GetFullPath(path));
        // A copy that lies elsewhere has no journal beside it.
        if (expected is null || FileHash.Of(path) == expected.Sha256) return path;
        throw new DataException($"Checkpoint {path} is not the file that its training wrote (its SHA-256 differs from that in {JournalWriter.FileName} beside it): go on from the one before.", "weights");
    }

    private static IEnumerable<CheckpointEvent> Journalled(string attempt) =>
        JournalFile.Read(Path.Combine(attempt, JournalWriter.FileName)).OfType<CheckpointEvent>().Where(c => CheckpointFiles.IsSnapshot(c.Path));
}
