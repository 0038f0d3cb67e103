using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>A class of a data set; its index is its position in <see cref="IImageSet.Classes"/>.</summary>
/// <param name="Name">Name.</param>
/// <param name="Red">Red of its colour in pictures.</param>
/// <param name="Green">Green.</param>
/// <param name="Blue">Blue.</param>
/// <param name="Category">The category that it belongs to, such as Cityscapes' <c>vehicle</c>; empty for none.</param>
/// <param name="LabelId">Its number in instance images where that is not its index, as Cityscapes' label ids are; null for its index.</param>
public sealed record DatasetClass(string Name, byte Red, byte Green, byte Blue, string Category = "", int? LabelId = null)
{
    /// <summary>The colour as #rrggbb.</summary>
    public string Colour => $"#{Red:x2}{Green:x2}{Blue:x2}";
}

/// <summary>An image with its labels, of the same size.</summary>
/// <param name="Stem">File name without extension; unique in its subset.</param>
/// <param name="Image">Image.</param>
/// <param name="Labels">Class indices; 255 is ignored.</param>
public sealed record Sample(string Stem, RgbImage Image, LabelMap Labels);

/// <summary>Images with a class for each pixel.</summary>
public interface IDataset : IImageSet
{
    /// <summary>Reads one image and its labels.</summary>
    /// <exception cref="DataException">A file cannot be used: says which, why and what to do.</exception>
    Sample Load(Subset subset, int index);

    /// <summary>Reads the labels of one image alone.</summary>
    /// <exception cref="DataException">The file cannot be used: says which, why and what to do.</exception>
    LabelMap LoadLabels(Subset subset, int index);

    /// <summary>
    /// The instances of one image: samples above 1000 are class number · 1000 + a number of the instance, all others
    /// belong to none. Null where the data set has none.
    /// </summary>
    /// <exception cref="DataException">The file cannot be used: says which, why and what to do.</exception>
    RawLabels? LoadInstances(Subset subset, int index) => null;
}
