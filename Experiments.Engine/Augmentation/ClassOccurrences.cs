using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Augmentation;

/// <summary>Which images have pixels of which class, and how many: what a class-balanced draw of pixels needs.</summary>
internal sealed class ClassOccurrences
{
    private readonly List<Occurrence> _classes = [];

    /// <summary>Counts; reads the labels of every image.</summary>
    /// <param name="images">Images.</param>
    /// <param name="classCount">Number of classes.</param>
    /// <exception cref="DataException">No pixel has a class.</exception>
    public ClassOccurrences(CachedSubset images, int classCount)
    {
        var found = new List<(int Image, int Pixels)>[classCount];
        for (var c = 0; c < classCount; c++) found[c] = [];
        Span<int> counts = stackalloc int[256];
        for (var image = 0; image < images.Count; image++)
        {
            counts.Clear();
            foreach (var value in images.LoadLabels(image).Values) counts[value]++;
            for (var c = 0; c < classCount; c++)
            {
                if (counts[c] > 0) found[c].Add((image, counts[c]));
            }
        }

        for (var c = 0; c < classCount; c++)
        {
            if (found[c].Count > 0) _classes.Add(new Occurrence(c, found[c]));
        }

        if (_classes.Count == 0)
            throw new DataException("The training labels have no pixel that counts: every value is ignored. Check data.ignoreLabels and the label files.");
    }

    /// <summary>Draws a class, an image and a pixel: three draws.</summary>
    public Place Draw(ChanceGenerator chance)
    {
        var occurrence = _classes[chance.NextInt(_classes.Count)];
        var (image, pixels) = occurrence.Images[chance.NextInt(occurrence.Images.Count)];
        return new Place(occurrence.Class, image, chance.NextInt(pixels));
    }

    /// <summary>Index of the pixel that a place means.</summary>
    public static int Find(LabelMap labels, Place place)
    {
        var left = place.Rank;
        for (var i = 0; i < labels.Values.Length; i++)
        {
            if (labels.Values[i] == place.Class && left-- == 0) return i;
        }

        throw new InvalidOperationException($"Class {place.Class} has fewer than {place.Rank + 1} pixels in image {place.Image}: the labels changed while they were in use.");
    }

    /// <summary>The rank-th pixel of a class in an image.</summary>
    internal readonly record struct Place(int Class, int Image, int Rank);

    private sealed record Occurrence(int Class, List<(int Image, int Pixels)> Images);
}
