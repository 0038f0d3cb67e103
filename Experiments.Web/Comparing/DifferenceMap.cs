using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Web.Comparing;

/// <summary>Where two predictions of one image differ, and which of them is right there.</summary>
public static class DifferenceMap
{
    /// <summary>Value of a pixel that both have right.</summary>
    public const byte BothRight = 0;

    /// <summary>Value of a pixel that both have wrong in the same way.</summary>
    public const byte SameWrong = 1;

    /// <summary>Value of a pixel that only A has right.</summary>
    public const byte OnlyA = 2;

    /// <summary>Value of a pixel that only B has right.</summary>
    public const byte OnlyB = 3;

    /// <summary>Value of a pixel that both have wrong, each in its own way; without a truth, of one on which they differ.</summary>
    public const byte Differ = 4;

    /// <summary>Value of a pixel that counts for nothing.</summary>
    public const byte Aside = 5;

    /// <summary>Colours of the values, in their order: they differ in lightness too, and stand on light and dark pages.</summary>
    public static IReadOnlyList<DatasetClass> Colours { get; } =
    [
        new("both right", 0x2b, 0x36, 0x3f), new("both wrong alike", 0x6b, 0x78, 0x85), new("only A right", 0x3d, 0xa9, 0xfc), new("only B right", 0xff, 0xb0, 0x3a),
        new("both wrong, each otherwise", 0xf0, 0x5d, 0x8f), new("not counted", 0xd5, 0xda, 0xe0),
    ];

    /// <summary>The map.</summary>
    /// <param name="a">Predicted classes.</param>
    /// <param name="b">Predicted classes, of the same size.</param>
    /// <param name="truth">Labels of the same size, 255 is ignored; null where there are none.</param>
    /// <exception cref="DataException">The sizes differ.</exception>
    public static LabelMap Of(LabelMap a, LabelMap b, LabelMap? truth)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if ((a.Height, a.Width) != (b.Height, b.Width) || (truth is not null && (a.Height, a.Width) != (truth.Height, truth.Width)))
            throw new DataException($"The predictions are {a.Width}×{a.Height} and {b.Width}×{b.Height} pixels{(truth is null ? "" : $", the truth {truth.Width}×{truth.Height}")}: they must have one size; score both again under one protocol.");
        var map = new LabelMap(a.Height, a.Width, BothRight);
        for (var i = 0; i < map.Values.Length; i++) map.Values[i] = Of(a.Values[i], b.Values[i], truth?.Values[i]);
        return map;
    }

    /// <summary>Share of the pixels that count on which the two differ, 0 to 1; 0 where none counts.</summary>
    public static double Disagreement(LabelMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var (differ, counted) = (0L, 0L);
        foreach (var value in map.Values)
        {
            if (value == Aside) continue;
            counted++;
            if (value is OnlyA or OnlyB or Differ) differ++;
        }

        return counted == 0 ? 0 : (double)differ / counted;
    }

    private static byte Of(byte a, byte b, byte? truth)
    {
        if (truth is not { } t) return a == b ? BothRight : Differ;
        if (t == LabelMap.Ignored) return Aside;
        if (a == b) return a == t ? BothRight : SameWrong;
        return a == t ? OnlyA : b == t ? OnlyB : Differ;
    }
}
