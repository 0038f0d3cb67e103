using System.Runtime.InteropServices;

namespace Experiments.Data.Metrics;

/// <summary>An instant of a job's work that is known by its place in a journal.</summary>
/// <param name="Attempt">Attempt.</param>
/// <param name="Sequence">Line of that attempt's journal.</param>
/// <param name="Seconds">Seconds that the job had run by then, over all its attempts.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ClockTick(int Attempt, long Sequence, double Seconds);

/// <summary>
/// When a job wrote the lines of its journals. Points carry no time: it is read off between the lines whose time is known, those that say
/// what the process used and the ends of the attempts, in proportion to the lines between them.
/// </summary>
public sealed class JobClock
{
    private readonly List<ClockTick> _ticks = [];

    /// <summary>A clock.</summary>
    /// <param name="ticks">Known instants in any order. Of one that would turn the time back the later time is kept.</param>
    public JobClock(IEnumerable<ClockTick> ticks)
    {
        var latest = 0.0;
        foreach (var tick in ticks.OrderBy(t => t.Attempt).ThenBy(t => t.Sequence))
        {
            latest = Math.Max(latest, tick.Seconds);
            _ticks.Add(tick with { Seconds = latest });
        }
    }

    /// <summary>Seconds that the job had run when it wrote a line; null where nothing of that attempt's is known on both sides of it.</summary>
    /// <param name="attempt">Attempt.</param>
    /// <param name="sequence">Line of its journal.</param>
    public double? SecondsAt(int attempt, long sequence)
    {
        var after = _ticks.BinarySearch(new ClockTick(attempt, sequence, 0), InOrder.Instance);
        if (after >= 0) return _ticks[after].Seconds;
        after = ~after;
        if (after == _ticks.Count || _ticks[after].Attempt != attempt) return null;
        if (after == 0 || _ticks[after - 1].Attempt != attempt) return null;
        var (from, to) = (_ticks[after - 1], _ticks[after]);
        return from.Seconds + ((to.Seconds - from.Seconds) * (sequence - from.Sequence) / (to.Sequence - from.Sequence));
    }

    private sealed class InOrder : IComparer<ClockTick>
    {
        public static readonly InOrder Instance = new();

        public int Compare(ClockTick x, ClockTick y) => x.Attempt != y.Attempt ? x.Attempt.CompareTo(y.Attempt) : x.Sequence.CompareTo(y.Sequence);
    }
}
