using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>A class of a data set; its index is its position in <see cref="IDataset.Classes"/>.</summary>
/// <param name="Name">Name.</param>
/// <param name="Red">Red of its colour in pictures.</param>
/// <param name="Green">Green.</param>
/// <param name="Blue">Blue.</param>
public sealed record DatasetClass(string Name, byte Red, byte Green, byte Blue)
{
    /// <summary>The colour as #rrggbb.</summary>
    public string Colour => $"#{Red:x2}{Green:x2}{Blue:x2}";
}

/// <summary>An image with its labels, of the same size.</summary>
/// <param name="Stem">File name without extension; unique in its subset.</param>
/// <param name="Image">Image.</param>
/// <param name="Labels">Class indices; 255 is ignored.</param>
public sealed record Sample(string Stem, RgbImage Image, LabelMap Labels);

/// <summary>
/// Images with a class for each pixel, in a training and a validation subset. Every member may be called from several
/// threads at once and gives the same answer each time.
/// </summary>
public interface IDataset
{
    /// <summary>Name in tables.</summary>
    string Name { get; }

    /// <summary>The classes, in index order.</summary>
    IReadOnlyList<DatasetClass> Classes { get; }

    /// <summary>The stems of a subset, sorted; their positions are the indices of <see cref="Load"/>.</summary>
    IReadOnlyList<string> Stems(Subset subset);

    /// <summary>Reads one image and its labels.</summary>
    /// <exception cref="DataException">A file cannot be used: says which, why and what to do.</exception>
    Sample Load(Subset subset, int index);

    /// <summary>Reads the labels of one image alone.</summary>
    /// <exception cref="DataException">The file cannot be used: says which, why and what to do.</exception>
    LabelMap LoadLabels(Subset subset, int index);

    /// <summary>SHA-256 (64 hexadecimal digits) of everything that a subset holds: images, labels, classes, ignored values.</summary>
    string ManifestOf(Subset subset);
}
