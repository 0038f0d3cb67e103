using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>An image with its class.</summary>
/// <param name="Stem">Class folder and file name without extension, <c>bakery/0001</c>; unique in its subset.</param>
/// <param name="Image">Image.</param>
/// <param name="Class">Index of its class.</param>
public sealed record ClassifiedImage(string Stem, RgbImage Image, int Class);

/// <summary>Images with one class each.</summary>
public interface IClassificationDataset : IImageSet
{
    /// <summary>Reads one image.</summary>
    /// <exception cref="DataException">The file cannot be used: says which, why and what to do.</exception>
    ClassifiedImage Load(Subset subset, int index);

    /// <summary>Class of one image; reads no file.</summary>
    int ClassOf(Subset subset, int index);
}
