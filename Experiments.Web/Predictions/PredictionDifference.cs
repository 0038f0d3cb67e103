using Experiments.Engine.Imaging;

namespace Experiments.Web.Predictions;

/// <summary>Pixels that one prediction calls this and the other that.</summary>
/// <param name="A">Class of the first.</param>
/// <param name="B">Class of the second.</param>
/// <param name="Pixels">How many.</param>
public sealed record Disagreement(string A, string B, long Pixels);

/// <summary>Where two predictions of one image differ. Classes are the same where their names are: two runs may count them in another order.</summary>
/// <param name="Pixels">Pixels that differ.</param>
/// <param name="Total">Pixels in all.</param>
/// <param name="Disagreements">Which classes, the most pixels first.</param>
public sealed record PredictionDifference(long Pixels, long Total, IReadOnlyList<Disagreement> Disagreements)
{
    /// <summary>Share of the pixels that differ, 0 to 1.</summary>
    public double Share => Total == 0 ? 0 : (double)Pixels / Total;

    /// <summary>Compares two predictions of one image.</summary>
    /// <param name="a">A class index a pixel.</param>
    /// <param name="namesOfA">Its classes, in index order.</param>
    /// <param name="b">The other, of the same size.</param>
    /// <param name="namesOfB">Its classes.</param>
    /// <returns>What differs, and a map with 1 where it does and 0 elsewhere.</returns>
    public static (PredictionDifference Difference, LabelMap Where) Of(LabelMap a, IReadOnlyList<string> namesOfA, LabelMap b, IReadOnlyList<string> namesOfB)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if ((a.Height, a.Width) != (b.Height, b.Width)) throw new ArgumentException($"One is {a.Width}×{a.Height} and the other {b.Width}×{b.Height}: both must be of one image.", nameof(b));
        var same = new bool[256 * 256];
        for (var i = 0; i < same.Length; i++) same[i] = NameOf(namesOfA, i >> 8) == NameOf(namesOfB, i & 255);
        var pairs = new long[same.Length];
        var where = new LabelMap(a.Height, a.Width, 0);
        for (var i = 0; i < a.Values.Length; i++)
        {
            var pair = (a.Values[i] << 8) | b.Values[i];
            if (same[pair]) continue;
            pairs[pair]++;
            where.Values[i] = 1;
        }

        var found = pairs.Index().Where(p => p.Item > 0)
            .Select(p => new Disagreement(NameOf(namesOfA, p.Index >> 8), NameOf(namesOfB, p.Index & 255), p.Item))
            .OrderByDescending(d => d.Pixels).ThenBy(d => d.A, StringComparer.Ordinal).ThenBy(d => d.B, StringComparer.Ordinal).ToList();
        return (new PredictionDifference(found.Sum(d => d.Pixels), a.Values.Length, found), where);
    }

    private static string NameOf(IReadOnlyList<string> names, int index) => index < names.Count ? names[index] : "no class";
}
