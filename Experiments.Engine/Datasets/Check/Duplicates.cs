namespace Experiments.Engine.Datasets.Check;

/// <summary>Finds images with the same pixels, within and across subsets.</summary>
internal static class Duplicates
{
    /// <summary>Groups of two or more, in the order of their first images.</summary>
    public static IReadOnlyList<DuplicateImages> Find(IReadOnlyList<SubsetTally> subsets) =>
    [
        .. subsets.SelectMany(s => s.Facts.Where(f => f.PixelHash.Length > 0).Select(f => (s.Subset, Facts: f)))
            .GroupBy(i => i.Facts.PixelHash, StringComparer.Ordinal)
            .Where(g => g.Skip(1).Any())
            .Select(g => new DuplicateImages(
                [.. g.Select(i => new ImageName(i.Subset, i.Facts.Stem))],
                g.Select(i => i.Facts.ImageHash).Distinct(StringComparer.Ordinal).Count() == 1,
                g.Select(i => i.Subset).Distinct().Count() > 1)),
    ];
}
