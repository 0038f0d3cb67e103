using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Experiments.Engine.Datasets.Synthetic;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>
/// The built-in street scenes, rendered on demand: a source and a target city that differ as two cities do and share
/// their shapes. A scene is a function of (seed, domain, subset, index) and the size of the image.
/// </summary>
/// <param name="settings">City, counts, size, seed.</param>
public sealed class SyntheticDataset(SyntheticSettings settings) : IDataset
{
    private readonly string[] _train = StemsOf(settings.TrainCount, "train");
    private readonly string[] _validation = StemsOf(settings.ValidationCount, "val");

    /// <inheritdoc />
    public string Name => $"synthetic-{SettingDescriptor.NameOf(settings.Domain)}";

    /// <inheritdoc />
    public IReadOnlyList<DatasetClass> Classes => StreetClasses.All;

    /// <inheritdoc />
    public IReadOnlyList<string> Stems(Subset subset) => subset == Subset.Train ? _train : _validation;

    /// <inheritdoc />
    public Sample Load(Subset subset, int index)
    {
        var (image, labels) = SceneRenderer.Render(settings, subset, index);
        return new Sample(Stems(subset)[index], image, labels);
    }

    /// <inheritdoc />
    public LabelMap LoadLabels(Subset subset, int index) => Load(subset, index).Labels;

    /// <summary>SHA-256 of the settings that make the subset and of the renderer's version: nothing is rendered.</summary>
    public string ManifestOf(Subset subset)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"synthetic street, renderer {SceneRenderer.Version}, {SettingDescriptor.NameOf(settings.Domain)}, seed {settings.Seed}, {settings.Width}x{settings.Height}, {SettingDescriptor.NameOf(subset)} {Stems(subset).Count}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static string[] StemsOf(int count, string prefix) =>
        [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{prefix}_{i:D6}"))];
}
