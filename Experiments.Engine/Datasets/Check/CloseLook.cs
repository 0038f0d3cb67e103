using Experiments.Engine.Imaging;

namespace Experiments.Engine.Datasets.Check;

/// <summary>A colour and how often it occurs.</summary>
internal readonly record struct ColourCount(int Rgb, long Pixels)
{
    public override string ToString() => $"#{Rgb:x6}";
}

/// <summary>What is counted in a part of the images only: colours, and what the edges of a label look like.</summary>
internal sealed record CloseLook
{
    /// <summary>Most images of a subset that are looked at closely.</summary>
    public const int MostImages = 200;

    /// <summary>Colours are counted up to here; photographs have more.</summary>
    public const int MostColours = 1024;

    /// <summary>Different colours of the image, at most <see cref="MostColours"/> + 1.</summary>
    public int ImageColours { get; init; }

    /// <summary>Colours of a label that stores colours, by pixels; empty for labels that store values.</summary>
    public IReadOnlyList<ColourCount> LabelColours { get; init; } = [];

    /// <summary>Pixels of the label that differ from their left or their upper neighbour.</summary>
    public long EdgePixels { get; init; }

    /// <summary>Pixels of the label that differ from all four neighbours.</summary>
    public long LonePixels { get; init; }

    /// <summary>Pixels of the label whose value lies strictly between those of two opposite neighbours.</summary>
    public long BetweenPixels { get; init; }

    /// <summary>Whether an image of a subset is looked at closely: at most 200, evenly spread.</summary>
    /// <param name="index">Its position.</param>
    /// <param name="count">Images in the subset.</param>
    public static bool Wants(int index, int count) =>
        count <= MostImages || (long)index * MostImages / count != ((long)index - 1) * MostImages / count || index == 0;

    /// <summary>Looks at what could be read.</summary>
    /// <param name="image">Image; null where it could not be read.</param>
    /// <param name="labels">Labels; null where they could not be read.</param>
    /// <param name="colourLabel">The label file as a picture, where it is one; null otherwise.</param>
    public static CloseLook At(RgbImage? image, RawLabels? labels, RgbImage? colourLabel)
    {
        var (edge, lone, between) = labels is null ? default : EdgesOf(labels);
        return new CloseLook
        {
            ImageColours = image is null ? 0 : ColoursOf(image).Count,
            LabelColours = colourLabel is null ? [] : [.. ColoursOf(colourLabel).OrderByDescending(c => c.Value).ThenBy(c => c.Key).Select(c => new ColourCount(c.Key, c.Value))],
            EdgePixels = edge,
            LonePixels = lone,
            BetweenPixels = between,
        };
    }

    private static Dictionary<int, long> ColoursOf(RgbImage image)
    {
        var counts = new Dictionary<int, long>();
        var pixels = image.Pixels;
        for (var i = 0; i < pixels.Length && counts.Count <= MostColours; i += 3)
        {
            var rgb = (pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2];
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, rgb, out _)++;
        }

        return counts;
    }

    private static (long Edge, long Lone, long Between) EdgesOf(RawLabels labels)
    {
        var (width, samples) = (labels.Width, labels.Samples);
        long edge = 0, lone = 0, between = 0;
        for (var y = 1; y < labels.Height - 1; y++)
        {
            for (var i = (y * width) + 1; i < ((y + 1) * width) - 1; i++)
            {
                int here = samples[i], left = samples[i - 1], up = samples[i - width];
                if (here == left && here == up) continue;
                edge++;
                int right = samples[i + 1], down = samples[i + width];
                if (here != left && here != up && here != right && here != down) lone++;
                if (IsBetween(here, left, right) || IsBetween(here, up, down)) between++;
            }
        }

        return (edge, lone, between);
    }

    private static bool IsBetween(int here, int a, int b) => (a < here && here < b) || (b < here && here < a);
}
