using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Experiments.Benchmarks.Storage;

/// <summary>How long something took, each time. Safe for concurrent use.</summary>
internal sealed class Timings
{
    private readonly ConcurrentBag<double> _milliseconds = [];

    /// <summary>How often it was timed.</summary>
    public int Count => _milliseconds.Count;

    /// <summary>Times something.</summary>
    public async Task<T> OfAsync<T>(Func<Task<T>> work)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await work();
        Add(Stopwatch.GetElapsedTime(start));
        return result;
    }

    /// <summary>Adds a time.</summary>
    public void Add(TimeSpan time) => _milliseconds.Add(time.TotalMilliseconds);

    /// <summary>A quantile, milliseconds; NaN when nothing was timed.</summary>
    /// <param name="share">0 for the smallest, 1 for the largest.</param>
    public double Quantile(double share)
    {
        var sorted = _milliseconds.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[(int)Math.Round(share * (sorted.Length - 1))];
    }

    /// <summary>Cells of a table: median, 95th percentile, largest, in milliseconds.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Quantile(0.5):0.0} | {Quantile(0.95):0.0} | {Quantile(1):0.0}");
}
