using Experiments.Engine.Schema;

namespace Experiments.Engine.Evaluation;

/// <summary>Top left corner of a crop in an image; negative where the image is smaller and padding comes first.</summary>
/// <param name="Top">Row.</param>
/// <param name="Left">Column.</param>
public readonly record struct CropPlace(int Top, int Left);

/// <summary>Where a classifier's test crops lie.</summary>
public static class ImageCrops
{
    /// <summary>
    /// The centre at ⌊(length − crop)/2⌋, and before it, where asked for, the four corners (Krizhevsky et al. 2012,
    /// section 4.1: with their mirror images the ten crops). A side shorter than the crop is padded centred, the odd
    /// pixel last, whatever the crop.
    /// </summary>
    /// <param name="height">Height of the image in pixels.</param>
    /// <param name="width">Width of the image in pixels.</param>
    /// <param name="crop">Side of the crop in pixels.</param>
    /// <param name="views">Which crops.</param>
    public static IReadOnlyList<CropPlace> Places(int height, int width, int crop, ImageViews views)
    {
        var (top, left) = (Centre(height, crop), Centre(width, crop));
        var (lastTop, lastLeft) = (Last(height, crop), Last(width, crop));
        var (firstTop, firstLeft) = (First(height, crop), First(width, crop));
        return views switch
        {
            ImageViews.Centre => [new(top, left)],
            ImageViews.CornersAndCentre =>
                [new(firstTop, firstLeft), new(firstTop, lastLeft), new(lastTop, firstLeft), new(lastTop, lastLeft), new(top, left)],
            _ => throw new ArgumentOutOfRangeException(nameof(views), views, "Unknown crops."),
        };
    }

    private static int Centre(int length, int crop) => length >= crop ? (length - crop) / 2 : -((crop - length) / 2);

    private static int First(int length, int crop) => length >= crop ? 0 : Centre(length, crop);

    private static int Last(int length, int crop) => length >= crop ? length - crop : Centre(length, crop);
}
