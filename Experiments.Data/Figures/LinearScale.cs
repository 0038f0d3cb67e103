using System.Globalization;

namespace Experiments.Data.Figures;

/// <summary>A linear axis: places of values, and ticks at round ones whose labels do not touch.</summary>
internal sealed class LinearScale
{
    private const int MostTicks = 9;
    private readonly double _low;
    private readonly double _high;
    private readonly double _from;
    private readonly double _to;

    /// <summary>An axis over values.</summary>
    /// <param name="values">What it must hold; not-a-numbers and infinities are skipped.</param>
    /// <param name="from">Place of the low end.</param>
    /// <param name="to">Place of the high end.</param>
    /// <param name="labelRoom">Room that a label of a width takes along the axis.</param>
    public LinearScale(IEnumerable<double> values, double from, double to, Func<string, double> labelRoom)
    {
        var finite = values.Where(double.IsFinite).ToArray();
        var (low, high) = finite.Length == 0 ? (0, 1) : (finite.Min(), finite.Max());
        var pad = high > low ? 0.05 * (high - low) : low == 0 ? 1 : Math.Abs(low) * 0.1;
        (_low, _high, _from, _to) = (low - pad, high + pad, from, to);
        Ticks = TicksFor(labelRoom);
    }

    /// <summary>Values with a tick, and their labels.</summary>
    public IReadOnlyList<(double Value, string Label)> Ticks { get; }

    /// <summary>Place of a value.</summary>
    public double Place(double value) => _from + ((value - _low) / (_high - _low) * (_to - _from));

    private IReadOnlyList<(double, string)> TicksFor(Func<string, double> labelRoom)
    {
        var range = _high - _low;
        var power = (int)Math.Floor(Math.Log10(range)) - 2;
        for (; ; power++)
        {
            foreach (var factor in new[] { 1, 2, 5 })
            {
                var step = factor * Math.Pow(10, power);
                if (range / step > MostTicks && step < range) continue;
                var ticks = At(step, power).ToArray();
                var room = Math.Abs(_to - _from) * step / range;
                if (ticks.Length < 2 || ticks.All(t => labelRoom(t.Item2) <= room)) return ticks;
            }
        }
    }

    private IEnumerable<(double, string)> At(double step, int power)
    {
        for (var i = Math.Ceiling(_low / step); i * step <= _high; i++) yield return (i * step, Number(i * step, power));
    }

    private static string Number(double value, int power) => power is < -6 or > 6
        ? FigureNumber.Signed(value.ToString("G3", CultureInfo.InvariantCulture))
        : FigureNumber.Of(value, Math.Max(0, -power));
}
