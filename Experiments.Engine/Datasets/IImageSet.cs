using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>
/// Images with classes in a training and a validation subset, whatever it is that has a class: a pixel
/// (<see cref="IDataset"/>) or an image (<see cref="IClassificationDataset"/>). Every member may be called from several
/// threads at once and gives the same answer each time.
/// </summary>
public interface IImageSet
{
    /// <summary>Name in tables.</summary>
    string Name { get; }

    /// <summary>The classes, in index order.</summary>
    IReadOnlyList<DatasetClass> Classes { get; }

    /// <summary>The stems of a subset, sorted; their positions are the indices by which images are loaded.</summary>
    IReadOnlyList<string> Stems(Subset subset);

    /// <summary>SHA-256 (64 hexadecimal digits) of everything that a subset holds: images, labels, classes, ignored values.</summary>
    string ManifestOf(Subset subset);
}
