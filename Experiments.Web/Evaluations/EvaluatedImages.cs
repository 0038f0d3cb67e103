using System.Text.Json;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;

namespace Experiments.Web.Evaluations;

/// <summary>Finds the images that protocols score and hashes them, once for all runs that share them. For one plan: files may change.</summary>
internal sealed class EvaluatedImages
{
    private readonly Dictionary<string, (string Manifest, int Count)> _known = new(StringComparer.Ordinal);

    /// <summary>Manifest and number of the images that a protocol scores for a run.</summary>
    /// <exception cref="UsageException">Every problem at once: folders or lists that cannot be used, or images that are not the run's any more.</exception>
    /// <exception cref="DataException">A file cannot be used.</exception>
    public (string Manifest, int Count) Of(RunConfiguration configuration, Protocol protocol)
    {
        var set = JsonSerializer.Serialize(new { configuration.Data, configuration.Synthetic }, SchemaJson.Compact);
        var key = $"{protocol.Subset}|{protocol.ImageList}|{set}";
        if (_known.TryGetValue(key, out var known)) return known;
        CheckOwn(configuration, set);
        var scored = SelectedImages.ToScore(configuration, protocol);
        return _known[key] = (scored.ManifestOf(protocol.Subset), scored.Stems(protocol.Subset).Count);
    }

    /// <summary>Scores of other images than the run was made with would stand beside those of its own.</summary>
    private void CheckOwn(RunConfiguration configuration, string set)
    {
        if (configuration.Data.Manifest.Length == 0) return;
        if (!_known.TryGetValue(set, out var own)) _known[set] = own = (DatasetFactory.ManifestOf(DatasetFactory.OpenAny(configuration)), 0);
        if (!own.Manifest.Equals(configuration.Data.Manifest, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"data.manifest is {configuration.Data.Manifest}, but the images and labels found give {own.Manifest}: they are not the ones that the run was made with; restore them.");
    }
}
