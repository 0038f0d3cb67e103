using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Augmentation;

/// <summary>
/// The images of one subset with their shorter side resized to one length, kept in memory up to a bound; what does not
/// fit is decoded and resized each time.
/// </summary>
/// <param name="dataset">Data set.</param>
/// <param name="subset">Subset.</param>
/// <param name="shortSide">Length of the shorter side in pixels; 0 leaves images as they are.</param>
/// <param name="maximumBytes">Bound in bytes.</param>
public sealed class ShortSideImages(IClassificationDataset dataset, Subset subset, int shortSide, long maximumBytes = CachedSubset.DefaultBytes)
{
    private readonly BoundedCache<ClassifiedImage> _kept = new(maximumBytes);

    /// <summary>Number of images.</summary>
    public int Count { get; } = dataset.Stems(subset).Count;

    /// <summary>One image, resized; shared, so it must not be changed. May be called from several threads at once.</summary>
    /// <param name="index">Position in the subset.</param>
    /// <exception cref="DataException">The file cannot be used.</exception>
    public ClassifiedImage Load(int index)
    {
        if (_kept.Find(index) is { } kept) return kept;
        var read = dataset.Load(subset, index);
        var resized = read with { Image = Resized(read.Image, shortSide) };
        _kept.Keep(index, resized, resized.Image.Pixels.Length);
        return resized;
    }

    /// <summary>
    /// An image whose shorter side has the given length and whose longer one ⌊length · longer / shorter⌋ (torchvision's
    /// rule), bilinear with half-pixel centres and no smoothing, rounded to bytes.
    /// </summary>
    /// <param name="image">Image.</param>
    /// <param name="shortSide">Length in pixels; 0 gives the image as it is.</param>
    public static RgbImage Resized(RgbImage image, int shortSide)
    {
        ArgumentNullException.ThrowIfNull(image);
        var shorter = Math.Min(image.Height, image.Width);
        if (shortSide == 0 || shorter == shortSide) return image;
        return Resize.Bilinear(image, Length(image.Height), Length(image.Width));

        int Length(int side) => (int)((long)shortSide * side / shorter);
    }
}
