using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets.Check;

/// <summary>Images by class folder. In the report a class's pixels are those of its images.</summary>
internal sealed class ClassFolderSource(ClassFolderDataset set) : CheckSource(set)
{
    /// <inheritdoc/>
    public override bool HasLabels => false;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Problems => set.Problems;

    /// <inheritdoc/>
    public override ImageFacts Examine(Subset subset, int index, bool closely)
    {
        var faults = new List<(FileFault Fault, string Reason)>();
        var image = Try(() => set.Load(subset, index).Image, faults, FileFault.Image);
        var (path, own) = (set.PathOf(subset, index), set.ClassOf(subset, index));
        return new ImageFacts(set.Stems(subset)[index])
        {
            ImagePath = path,
            ImageHash = HashOf(path),
            PixelHash = image is null ? "" : HashOf(image),
            Size = image is null ? default : new Dimensions(image.Width, image.Height),
            Stored = image is null ? [] : [new ValueCount(own, (long)image.Width * image.Height, own, false)],
            Faults = faults,
        };
    }

    /// <inheritdoc/>
    public override (RgbImage? Image, RgbImage? Labels) Picture(Subset subset, int index) =>
        (Try(() => set.Load(subset, index).Image, [], FileFault.Image), null);

    /// <inheritdoc/>
    public override string ManifestOf(Subset subset, Func<string, string> hashOf) => set.ManifestOf(subset, hashOf);
}

/// <summary>Images that are drawn, not read.</summary>
internal sealed class DrawnSource(IDataset set) : CheckSource(set)
{
    /// <inheritdoc/>
    public override ImageFacts Examine(Subset subset, int index, bool closely)
    {
        var sample = set.Load(subset, index);
        var counts = sample.Labels.Values.CountBy(v => v).OrderBy(c => c.Key);
        return new ImageFacts(sample.Stem)
        {
            PixelHash = HashOf(sample.Image),
            Size = new Dimensions(sample.Image.Width, sample.Image.Height),
            LabelSize = new Dimensions(sample.Labels.Width, sample.Labels.Height),
            Stored = [.. counts.Select(c => new ValueCount(c.Key, c.Value, c.Key == LabelMap.Ignored ? ValueCount.NoClass : c.Key, false))],
        };
    }

    /// <inheritdoc/>
    public override (RgbImage? Image, RgbImage? Labels) Picture(Subset subset, int index)
    {
        var sample = set.Load(subset, index);
        return (sample.Image, Paint(sample.Labels));
    }

    /// <inheritdoc/>
    public override string ManifestOf(Subset subset, Func<string, string> hashOf) => set.ManifestOf(subset);
}
