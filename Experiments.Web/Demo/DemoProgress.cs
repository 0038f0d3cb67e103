using System.Globalization;
using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Spectre.Console;

namespace Experiments.Web.Demo;

/// <summary>Told how far the demo is.</summary>
public interface IDemoProgress
{
    /// <summary>The jobs of the step under way, as they are now.</summary>
    void Report(IReadOnlyList<JobRow> jobs);
}

/// <summary>Work of one kind: its name and the share of it that is done.</summary>
/// <param name="Title">Name.</param>
/// <param name="Share">0 to 1.</param>
/// <param name="Ended">Jobs that have ended.</param>
/// <param name="Jobs">Jobs in all.</param>
public sealed record DemoStep(string Title, double Share, int Ended, int Jobs)
{
    /// <summary>Sums jobs up by kind, in the order in which the kinds come.</summary>
    public static IReadOnlyList<DemoStep> Of(IEnumerable<JobRow> jobs) =>
    [
        .. jobs.GroupBy(j => j.Kind).OrderBy(g => g.Key is JobKind.Pretraining ? -1 : (int)g.Key).Select(g => new DemoStep(
            TitleOf(g.Key),
            g.Average(ShareOf),
            g.Count(HasEnded),
            g.Count())),
    ];

    private static string TitleOf(JobKind kind) => kind switch
    {
        JobKind.Pretraining => "pre-training",
        JobKind.Training => "fine-tuning",
        JobKind.Evaluation => "scoring",
        _ => kind.ToString(),
    };

    private static bool HasEnded(JobRow job) => job.State is JobState.Succeeded or JobState.Failed or JobState.Cancelled or JobState.Pruned;

    private static double ShareOf(JobRow job) => HasEnded(job) ? 1 : job.Total > 0 ? Math.Min(1, (double)job.Done / job.Total) : 0;
}

/// <summary>A bar for each kind of work, with the time left: for a terminal.</summary>
/// <param name="context">The live display.</param>
public sealed class DemoBars(ProgressContext context) : IDemoProgress
{
    private readonly Dictionary<string, ProgressTask> _bars = [];

    /// <inheritdoc/>
    public void Report(IReadOnlyList<JobRow> jobs)
    {
        foreach (var step in DemoStep.Of(jobs))
        {
            if (!_bars.TryGetValue(step.Title, out var bar)) bar = _bars[step.Title] = context.AddTask(step.Title, maxValue: 1);
            bar.Description = step.Jobs == 1 ? step.Title : string.Create(CultureInfo.InvariantCulture, $"{step.Title} {step.Ended}/{step.Jobs}");
            bar.Value = step.Share;
        }
    }
}

/// <summary>A plain line whenever a job ends and every now and then: for a file or a pipe.</summary>
/// <param name="output">Where to.</param>
/// <param name="time">Clock.</param>
public sealed class DemoLines(TextWriter output, TimeProvider time) : IDemoProgress
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private long _last;
    private int _ended = -1;

    /// <inheritdoc/>
    public void Report(IReadOnlyList<JobRow> jobs)
    {
        var steps = DemoStep.Of(jobs);
        var ended = steps.Sum(s => s.Ended);
        if (ended == _ended && time.GetElapsedTime(_last) < Every) return;
        (_ended, _last) = (ended, time.GetTimestamp());
        output.WriteLine(string.Join("; ", steps.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Title} {s.Share:0%} ({s.Ended}/{s.Jobs} done)"))));
    }
}
