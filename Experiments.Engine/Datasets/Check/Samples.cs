using Experiments.Engine.Imaging;

namespace Experiments.Engine.Datasets.Check;

/// <summary>Chooses the images that a person is shown, and writes pictures of them.</summary>
internal static class Samples
{
    private const int Most = 8;
    private const int LongestSide = 960;

    /// <summary>
    /// At most eight images: first those that add the most classes not yet shown (the earlier one of equals), then
    /// others, evenly spread. Where no pair is readable, images whose label can at least be looked at. No chance is involved.
    /// </summary>
    /// <param name="source">The set.</param>
    /// <param name="tally">What was found in the subset.</param>
    /// <param name="folder">Folder for the pictures; null for none.</param>
    public static IReadOnlyList<SampleImage> Choose(CheckSource source, SubsetTally tally, string? folder)
    {
        var chosen = Cover(tally);
        return [.. chosen.Select((index, place) => Describe(source, tally, index, folder, $"{tally.Name}-{place + 1}"))];
    }

    private static List<int> Cover(SubsetTally tally)
    {
        var candidates = Enumerable.Range(0, tally.Facts.Count).Where(i => tally.Facts[i].IsReadable).ToList();
        if (candidates.Count == 0) candidates = [.. Enumerable.Range(0, tally.Facts.Count).Where(i => tally.Facts[i].Size.IsKnown)];
        var shown = new HashSet<int>();
        var chosen = new List<int>();
        while (chosen.Count < Most)
        {
            var (best, gain) = (-1, 0);
            foreach (var i in candidates)
            {
                var adds = tally.ClassesOf[i].Count(c => !shown.Contains(c));
                if (adds > gain) (best, gain) = (i, adds);
            }

            if (best < 0) break;
            chosen.Add(best);
            shown.UnionWith(tally.ClassesOf[best]);
        }

        var rest = candidates.Except(chosen).ToList();
        var more = Math.Min(Most - chosen.Count, rest.Count);
        chosen.AddRange(Enumerable.Range(0, more).Select(k => rest[(int)((long)k * rest.Count / more)]));
        chosen.Sort();
        return chosen;
    }

    private static SampleImage Describe(CheckSource source, SubsetTally tally, int index, string? folder, string name)
    {
        var facts = tally.Facts[index];
        var sample = new SampleImage(facts.Stem, facts.Size.Width, facts.Size.Height, tally.ClassesOf[index]);
        if (folder is null) return sample;
        var (image, labels) = source.Picture(tally.Subset, index);
        if (image is null) return sample;
        // Both are reduced to one size, so that one can be laid over the other.
        var scale = Math.Min(1, (double)LongestSide / Math.Max(image.Width, image.Height));
        var (height, width) = (Math.Max(1, (int)(image.Height * scale)), Math.Max(1, (int)(image.Width * scale)));
        PngFile.WriteRgb(Path.Combine(folder, $"{name}.png"), Resize.Bilinear(image, height, width));
        if (labels is null) return sample with { Image = $"{name}.png" };
        PngFile.WriteRgb(Path.Combine(folder, $"{name}-labels.png"), Nearest(labels, height, width));
        return sample with { Image = $"{name}.png", Labels = $"{name}-labels.png" };
    }

    private static RgbImage Nearest(RgbImage image, int height, int width)
    {
        var result = new RgbImage(height, width);
        for (var y = 0; y < height; y++)
        {
            var row = image.Pixels.AsSpan(Resize.NearestSource(y, image.Height, height) * image.Width * 3);
            for (var x = 0; x < width; x++)
                row.Slice(Resize.NearestSource(x, image.Width, width) * 3, 3).CopyTo(result.Pixels.AsSpan(((y * width) + x) * 3));
        }

        return result;
    }
}
