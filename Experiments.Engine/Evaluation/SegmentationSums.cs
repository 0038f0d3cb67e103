using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Evaluation;

/// <summary>What an evaluation adds up over its images, from what is journalled of each: in the same order the same sums, bit by bit, whoever scored an image when.</summary>
/// <param name="classes">The classes, in index order.</param>
public sealed class SegmentationSums(IReadOnlyList<DatasetClass> classes)
{
    /// <summary>Counts of pixels.</summary>
    public Confusion Confusion { get; } = new(classes.Count);

    /// <summary>Sums over the instances; null while no image had any said of them.</summary>
    public InstanceScores? Instances { get; private set; }

    /// <summary>Adds an image.</summary>
    public void Add(ImageScoredEvent image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Confusion.Add(Confusion.FromSparse(classes.Count, image.Counts, []));
        if (image.Instances is { } instances) (Instances ??= new InstanceScores(classes)).Add(InstanceScores.FromNumbers(instances));
    }
}
