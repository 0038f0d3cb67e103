namespace Experiments.Engine.Datasets.Check.Rules;

/// <summary>
/// Palette PNGs that were opened as pictures and saved as grey: instead of the indices the files hold the brightness of
/// the classes' colours (ITU-R 601: 0.299 R + 0.587 G + 0.114 B).
/// </summary>
internal sealed class GreyPalette : ICheckRule
{
    private const double RareShare = 0.001;

    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        var common = set.Counting.Where(v => v.Value > 0 && set.ShareOf(x => x == v.Value) >= RareShare).ToList();
        if (common.Count < 2 || common[^1].Value > 255) return null;
        if (!set.AreClassesDerived && set.Strange.Count == 0) return null;
        // Without a class file the colours are those of the Pascal VOC palette, which has 21 classes.
        var colours = set.AreClassesDerived ? [.. Enumerable.Range(0, 21).Select(ClassFile.Unnamed)] : set.Classes;
        var brightness = colours.SelectMany((c, i) => Brightness(c).Select(b => (Grey: b, Class: i))).DistinctBy(b => b.Grey).ToDictionary(b => b.Grey, b => b.Class);
        // The void colour of VOC's palette, (224, 224, 192), is allowed beside them.
        if (!common.All(v => brightness.ContainsKey(v.Value) || v.Value is 220 or 255)) return null;
        // Greys that are class indices as well prove nothing: at least two must not be.
        if (common.Count(v => brightness.TryGetValue(v.Value, out var index) && index != v.Value && v.Value >= (set.AreClassesDerived ? 21 : set.Classes.Count)) < 2) return null;
        return new DatasetFinding(
            "grey-palette", FindingWeight.Wrong,
            "The labels were palette PNGs and have been turned to grey: they hold the brightness of the classes' colours, not the classes.",
            [
                $"values found: {Show.Ranges(set.Counting.Select(v => v.Value))}",
                string.Join(", ", common.Where(v => brightness.ContainsKey(v.Value)).Take(5).Select(v => $"{v.Value} is the brightness of {colours[brightness[v.Value]].Colour} ({colours[brightness[v.Value]].Name})")),
            ],
            "Take the original palette PNGs, which are read as they are; or convert each grey value to its class. When labels are copied, keep mode P (Pillow) instead of converting to L.");
    }

    /// <summary>Rounded and cut off: programs differ.</summary>
    private static IEnumerable<int> Brightness(DatasetClass c)
    {
        var exact = ((299 * c.Red) + (587 * c.Green) + (114 * c.Blue)) / 1000.0;
        return [(int)Math.Round(exact, MidpointRounding.AwayFromZero), (int)exact];
    }
}
