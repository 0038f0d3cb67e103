using System.Globalization;
using Experiments.Benchmarks.Storage;

namespace Experiments.Benchmarks.Browser;

/// <summary>One line of the table: something that is timed again and again, its first time apart.</summary>
/// <param name="name">What it is called.</param>
/// <param name="time">Times it once: milliseconds to the first paint, and until it answers; null for what it has not.</param>
internal sealed class BrowserRow(string name, Func<Task<(double? Paint, double? Ready)>> time)
{
    private readonly Timings _paint = new();
    private readonly Timings _ready = new();
    private (double? Paint, double? Ready)? _first;

    /// <summary>Times it once more.</summary>
    public async Task TimeAsync()
    {
        var took = await time();
        if (_first is null)
        {
            _first = took;
            return;
        }

        if (took.Paint is { } paint) _paint.Add(TimeSpan.FromMilliseconds(paint));
        if (took.Ready is { } ready) _ready.Add(TimeSpan.FromMilliseconds(ready));
    }

    /// <summary>The line: first time; median and worst afterwards.</summary>
    public override string ToString() => $"| {name} | {Cell(_first?.Paint)} | {Cell(_first?.Ready)} | {Later(_paint)} | {Later(_ready)} |";

    private static string Later(Timings timings) => timings.Count == 0 ? "– | –" : $"{Cell(timings.Quantile(0.5))} | {Cell(timings.Quantile(1))}";

    private static string Cell(double? milliseconds) => milliseconds?.ToString("0", CultureInfo.InvariantCulture) ?? "–";
}
