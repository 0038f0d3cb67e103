using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights.Conventions;
using Experiments.Engine.Weights.Names;
using static TorchSharp.torch;

namespace Experiments.Engine.Weights;

/// <summary>What became of a file's tensors when they were given other names.</summary>
/// <param name="Scheme">The scheme that the names were read by.</param>
/// <param name="Written">Names in the new file.</param>
/// <param name="Skipped">Tensors that are not in it, with the reason.</param>
/// <param name="Sha256">SHA-256 of the new file.</param>
public sealed record ExchangeReport(NameScheme Scheme, IReadOnlyList<string> Written, IReadOnlyList<SkippedTensors> Skipped, string Sha256);

/// <summary>
/// Weights from anywhere under our names, and ours under other people's. How the network is fed goes along as text
/// (<c>input.*</c>), so that the next reader need not guess.
/// </summary>
public static class WeightsExchange
{
    /// <summary>Text <c>format</c> of a file that was imported.</summary>
    public const string ImportFormat = "experiments-weights-1";

    /// <summary>Text <c>format</c> of a file that was exported.</summary>
    public const string ExportFormat = "experiments-export-1";

    /// <summary>Writes the tensors of a file under our names and in our layout.</summary>
    /// <param name="source">A weights file of any scheme.</param>
    /// <param name="target">The safetensors file to write; replaced whole.</param>
    /// <exception cref="DataException">The source is unusable, or has no name that a scheme knows.</exception>
    public static ExchangeReport Import(string source, string target)
    {
        using var file = WeightsFile.Open(source);
        return Write(file, NameSchemes.Ours, target, ImportFormat, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["source.name"] = Path.GetFileName(source),
            ["source.sha256"] = FileHash.Sha256(TensorFlowBundle.IndexOf(source) ?? source),
        });
    }

    /// <summary>Writes the network of a checkpoint, or any weights file, under somebody's names and in their layout.</summary>
    /// <param name="source">A checkpoint of this engine, or a weights file of any scheme.</param>
    /// <param name="target">The safetensors file to write; replaced whole.</param>
    /// <param name="names">Whose names.</param>
    /// <exception cref="DataException">The source is unusable, or has no tensor that the scheme has a name for.</exception>
    public static ExchangeReport Export(string source, string target, NameScheme names)
    {
        ArgumentNullException.ThrowIfNull(names);
        using var file = WeightsFile.Open(source);
        var about = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["source.name"] = Path.GetFileName(source),
            ["source.sha256"] = FileHash.Sha256(TensorFlowBundle.IndexOf(source) ?? source),
        };
        if (file.Metadata.TryGetValue("classes", out var classes)) about["classes"] = classes;
        return Write(file, names, target, ExportFormat, about);
    }

    private static ExchangeReport Write(WeightsFile file, NameScheme names, string target, string format, Dictionary<string, string> about)
    {
        if (Path.GetFullPath(target) == Path.GetFullPath(file.Path))
            throw new UsageException($"--out {target} is the file that is read: give another name.");
        var scheme = NameSchemes.Recognise([.. file.Tensors.Keys])
            ?? throw new DataException($"Weights file {file.Path}: none of its {file.Tensors.Count} names is of a scheme that is known ({string.Join(", ", NameSchemes.All.Select(s => s.Name))}); rename its tensors, for example to torchvision's names ({string.Join(", ", NameSchemes.Torchvision.Examples)}).", "weights");
        var skipped = new List<(string Name, string Why)>();
        var places = new Dictionary<string, (string Theirs, TensorPlace Place)>(StringComparer.Ordinal);
        foreach (var name in file.Tensors.Keys)
        {
            if (scheme.Find(name) is not { } place)
            {
                var why = scheme.WhyNot(name) ?? $"no name of {scheme.Title}";
                if (why.Length > 0) skipped.Add((name, why));
            }
            else if (!places.TryAdd(place.Key, (name, place)))
            {
                skipped.Add((name, $"the same tensor as {places[place.Key].Theirs}"));
            }
        }

        var written = names.NamesOf(places.Keys);
        skipped.AddRange(places.Where(p => !written.ContainsKey(p.Key)).Select(p => (p.Value.Theirs, $"{names.Title} has no name for it")));
        if (written.Count == 0) throw new DataException($"Weights file {file.Path}: {names.Title} has a name for none of its tensors; use another scheme.", "weights");

        var tensors = new List<KeyValuePair<string, Tensor>>();
        try
        {
            foreach (var (key, place) in written.OrderBy(w => w.Value.Key, StringComparer.Ordinal))
            {
                using var ours = FileTensors.Ours(file, places[key].Theirs, scheme, places[key].Place.Layout);
                using var theirs = FileTensors.ToTheirs(ours, place.Layout);
                // Half precision becomes what every reader knows; counts stay whole numbers.
                tensors.Add(new(place.Key, theirs.is_floating_point() && theirs.dtype != ScalarType.Float64 ? theirs.to(ScalarType.Float32).contiguous() : theirs.contiguous()));
            }

            about["format"] = format;
            about["names"] = names.Name;
            about["source.names"] = scheme.Name;
            foreach (var (key, value) in StatedInput.ToMetadata(InputConvention.Of(FileTensors.HeaderOf(file)))) about[key] = value;
            var sha256 = SafetensorsFile.Write(target, tensors, about);
            return new ExchangeReport(
                scheme, [.. tensors.Select(t => t.Key)],
                [.. skipped.GroupBy(s => s.Why).Select(g => new SkippedTensors { Why = g.Key, Names = [.. g.Select(s => s.Name)] })], sha256);
        }
        finally
        {
            foreach (var (_, tensor) in tensors) tensor.Dispose();
        }
    }
}
