using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Golden;

namespace Experiments.Engine.Tests.Augmentation;

/// <summary>Seven images of noise by formula, of odd and even sizes, with labels below 5 and some 255: the same bits everywhere.</summary>
internal sealed class FormulaDataset : IDataset
{
    public string Name => "formula";

    public IReadOnlyList<DatasetClass> Classes { get; } = [.. Enumerable.Range(0, 5).Select(ClassFile.Unnamed)];

    public IReadOnlyList<string> Stems(Subset subset) => [.. Enumerable.Range(0, 7).Select(i => $"{i}")];

    public Sample Load(Subset subset, int index) =>
        new($"{index}", Image($"formula/{index}", 41 + index, 52 + index), LoadLabels(subset, index));

    public LabelMap LoadLabels(Subset subset, int index) => Labels($"formula/{index}", 41 + index, 52 + index);

    public string ManifestOf(Subset subset) => "";

    /// <summary>An image whose bytes are ⌊256·u⌋ of a named sequence, row by row, red, green, blue in turn.</summary>
    public static RgbImage Image(string name, int height, int width) =>
        new(height, width, [.. FormulaNumbers.Uniform(name, height * width * 3).Select(u => (byte)(256 * u))]);

    /// <summary>Labels below 5, one in ten 255.</summary>
    public static LabelMap Labels(string name, int height, int width) =>
        new(height, width, [.. FormulaNumbers.Labels(name, height * width, 5).Select(l => (byte)l)]);
}
