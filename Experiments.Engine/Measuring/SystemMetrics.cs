using Experiments.Engine.Journal;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Measuring;

/// <summary>
/// Journals every few seconds what this process uses and how fast its work goes on, from a thread of its own: it touches no tensor, no generator and none of the work's threads,
/// so that it moves no number. A last look is taken at the end, so that work of less than an interval has one too.
/// </summary>
/// <remarks>
/// The points' step is the second that the job has run, over all its attempts: it grows from attempt to attempt, whatever iterations are done
/// again, and no clock of the day is in it.
/// </remarks>
internal sealed class SystemMetrics : IDisposable
{
    private readonly JournalWriter _journal;
    private readonly TimeProvider _clock;
    private readonly ProcessUsage _process;
    private readonly GpuUsage _gpus;
    private readonly WorkPace _pace;
    private readonly int _secondsBefore;
    private readonly long _started;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread? _thread;
    private int _last;

    /// <summary>Starts to look, unless <see cref="ExecutionSettings.SystemEvery"/> is 0.</summary>
    /// <param name="journal">Where the points go.</param>
    /// <param name="execution">Interval and devices.</param>
    /// <param name="secondsBefore">Last second of the job's earlier attempts.</param>
    /// <param name="pace">How fast the work goes on.</param>
    /// <param name="clock">What seconds are counted by.</param>
    public SystemMetrics(JournalWriter journal, ExecutionSettings execution, int secondsBefore, WorkPace pace, TimeProvider clock)
    {
        (_journal, _clock, _pace, _secondsBefore, _last, _started) = (journal, clock, pace, secondsBefore, secondsBefore, clock.GetTimestamp());
        _process = new ProcessUsage(clock);
        _gpus = new GpuUsage(execution.Devices, Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES"));
        if (execution.SystemEvery == 0) return;
        var every = TimeSpan.FromSeconds(execution.SystemEvery);
        _thread = new Thread(() => LookEvery(every)) { IsBackground = true, Name = "system metrics", Priority = ThreadPriority.BelowNormal };
        _thread.Start();
    }

    /// <summary>Last second of what a journal says of the system; 0 where it says nothing.</summary>
    /// <param name="events">The journal.</param>
    public static int LastSecond(IEnumerable<JournalEvent> events) =>
        events.OfType<PointEvent>().Where(p => p.Key.StartsWith(SystemSeries.Prefix, StringComparison.Ordinal)).Select(p => p.Step).DefaultIfEmpty().Max();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        _thread?.Join();
        _stop.Dispose();
    }

    private void LookEvery(TimeSpan every)
    {
        try
        {
            while (!_stop.Wait(every)) Look();
            Look();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The journal cannot be written. The work will meet the same and say so; this alone is no reason to end it.
        }
    }

    private void Look()
    {
        // A second has one point; the last look may come right after another.
        var second = Math.Max(_last + 1, _secondsBefore + (int)_clock.GetElapsedTime(_started).TotalSeconds);
        foreach (var (series, value) in _process.Look().Concat(_gpus.Look()).Concat(_pace.Look())) _journal.Write(new PointEvent { Key = series, Step = second, Value = value });
        _last = second;
    }
}
