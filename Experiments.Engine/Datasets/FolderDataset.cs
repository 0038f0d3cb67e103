using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>Two folders of images and label PNGs with the same stems.</summary>
public sealed class FolderDataset : IDataset
{
    /// <summary>Lists the files.</summary>
    /// <param name="settings">Folders, lists, classes.</param>
    public FolderDataset(DataSettings settings) => throw new NotSupportedException("In the making.");

    /// <inheritdoc />
    public string Name => "";

    /// <inheritdoc />
    public IReadOnlyList<DatasetClass> Classes => [];

    /// <inheritdoc />
    public IReadOnlyList<string> Stems(Subset subset) => [];

    /// <inheritdoc />
    public Sample Load(Subset subset, int index) => throw new NotSupportedException();

    /// <inheritdoc />
    public LabelMap LoadLabels(Subset subset, int index) => throw new NotSupportedException();

    /// <inheritdoc />
    public string ManifestOf(Subset subset) => throw new NotSupportedException();
}
