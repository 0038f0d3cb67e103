using System.Security.Cryptography;
using System.Text;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>The training images of two data sets with the same classes, one after the other; validation is the second's.</summary>
public sealed class JoinedTraining : IDataset
{
    private readonly IDataset _first;
    private readonly IDataset _second;
    private readonly int _border;
    private readonly string[] _stems;

    /// <summary>Joins.</summary>
    /// <exception cref="UsageException">Their classes differ.</exception>
    public JoinedTraining(IDataset first, IDataset second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        CheckClasses(first, second);
        (_first, _second, _border) = (first, second, first.Stems(Subset.Train).Count);
        _stems = [.. first.Stems(Subset.Train), .. second.Stems(Subset.Train)];
    }

    /// <summary>Both stages of a recipe must tell the same classes apart.</summary>
    /// <exception cref="UsageException">Their classes differ.</exception>
    public static void CheckClasses(IDataset first, IDataset second)
    {
        if (!first.Classes.Select(c => c.Name).SequenceEqual(second.Classes.Select(c => c.Name), StringComparer.Ordinal))
            throw new UsageException($"The first stage's images have {first.Classes.Count} classes ({first.Classes[0].Name}, ...) and the second's {second.Classes.Count} ({second.Classes[0].Name}, ...): both stages must have the same; name them in data.classesFile.");
    }

    /// <inheritdoc />
    public string Name => _second.Name;

    /// <inheritdoc />
    public IReadOnlyList<DatasetClass> Classes => _second.Classes;

    /// <inheritdoc />
    public IReadOnlyList<string> Stems(Subset subset) => subset == Subset.Train ? _stems : _second.Stems(subset);

    /// <inheritdoc />
    public Sample Load(Subset subset, int index)
    {
        var (owner, place) = Locate(subset, index);
        return owner.Load(subset, place);
    }

    /// <inheritdoc />
    public LabelMap LoadLabels(Subset subset, int index)
    {
        var (owner, place) = Locate(subset, index);
        return owner.LoadLabels(subset, place);
    }

    /// <inheritdoc />
    public string ManifestOf(Subset subset) => subset == Subset.Train
        ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{_first.ManifestOf(subset)}\n{_second.ManifestOf(subset)}\n")))
        : _second.ManifestOf(subset);

    private (IDataset Owner, int Index) Locate(Subset subset, int index) =>
        subset != Subset.Train ? (_second, index) : index < _border ? (_first, index) : (_second, index - _border);
}
