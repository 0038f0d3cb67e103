using Experiments.Data.Model;
using Experiments.Web.Components.Shared;

namespace Experiments.Web.Results;

/// <summary>The end of an attempt's log.</summary>
/// <param name="JobId">Job.</param>
/// <param name="Attempt">Attempt.</param>
/// <param name="Title">Which attempt, in words.</param>
/// <param name="Text">The last lines.</param>
/// <param name="Size">Bytes of the whole log; 0 where only its end is kept.</param>
public sealed record LogTail(long JobId, int Attempt, string Title, string Text, long Size);

/// <summary>Reads the ends of logs: a log of a long training is not read whole to show what it says now.</summary>
/// <param name="files">The runs folder.</param>
public sealed class LogQuery(RunFiles files)
{
    private const string LogFile = "engine.log";

    /// <summary>Which attempt's log matters most: of what runs, else of what failed, else of what ended last; null before the first attempt.</summary>
    /// <param name="jobs">Jobs of a run with their attempts.</param>
    public static Attempt? Newest(IReadOnlyList<Job> jobs)
    {
        var attempts = jobs.SelectMany(j => j.Attempts).OrderBy(a => a.StartedMs).ToList();
        if (attempts.Count == 0) return null;
        if (attempts.FindLast(a => a.EndedMs is null) is { } open) return open;
        var failed = jobs.FirstOrDefault(j => j.State == JobState.Failed);
        return attempts.FindLast(a => a.JobId == failed?.Id) ?? attempts[^1];
    }

    /// <summary>The end of an attempt's log; the end that is kept with its row where the file is gone.</summary>
    /// <param name="job">Its job.</param>
    /// <param name="attempt">Attempt.</param>
    /// <param name="bytes">At most this much of the file, whole lines.</param>
    /// <param name="known">What was read before: it is given back where the file has not grown.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<LogTail> TailAsync(Job job, Attempt attempt, int bytes, LogTail? known = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(attempt);
        var size = files.SizeOf(attempt.Folder, LogFile) ?? 0;
        if (known is not null && size > 0 && (known.JobId, known.Attempt, known.Size) == (job.Id, attempt.Number, size)) return known;
        var text = await files.TailAsync(attempt.Folder, LogFile, bytes, cancellationToken) ?? attempt.LogTail;
        return new LogTail(job.Id, attempt.Number, $"{JobText.Of(job.Kind, job.ProtocolName)}, attempt {attempt.Number}", text, size);
    }
}
