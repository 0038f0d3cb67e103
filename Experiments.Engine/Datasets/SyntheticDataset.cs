using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>The built-in street scenes.</summary>
public sealed class SyntheticDataset : IDataset
{
    /// <summary>Lists the files.</summary>
    /// <param name="settings">Folders, lists, classes.</param>
    public SyntheticDataset(SyntheticSettings settings) => throw new NotSupportedException("In the making.");

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
