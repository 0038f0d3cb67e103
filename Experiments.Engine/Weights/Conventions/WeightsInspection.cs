using System.Globalization;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights.Names;

namespace Experiments.Engine.Weights.Conventions;

/// <summary>A tensor of an inspected file.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Its shape as stored.</param>
/// <param name="Key">The tensor of our networks that it fills; null for none.</param>
/// <param name="Why">Why it fills none; null where it does.</param>
public sealed record InspectedTensor(string Name, string Type, IReadOnlyList<long> Shape, string? Key, string? Why);

/// <summary>What a weights file holds, found without reading its numbers.</summary>
public sealed record WeightsInspection
{
    /// <summary>Where it lies.</summary>
    public string Path { get; init; } = "";

    /// <summary>Its format.</summary>
    public string Format { get; init; } = "";

    /// <summary>Name of its naming scheme; null for none that is known.</summary>
    public string? Scheme { get; init; }

    /// <summary>Its tensors.</summary>
    public IReadOnlyList<InspectedTensor> Tensors { get; init; } = [];

    /// <summary>Parts of a network that it fills, with the number of units of a block.</summary>
    public IReadOnlyList<string> Stages { get; init; } = [];

    /// <summary>Number of classes of its classifier, or of its segmentation head; null for neither.</summary>
    public long? Classes { get; init; }

    /// <summary>Its own text.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>How its network is built and fed, as settings.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Inspects a file.</summary>
    /// <exception cref="DataException">It is no weights file, or its text cannot be used.</exception>
    public static WeightsInspection Of(WeightsHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var scheme = NameSchemes.Recognise([.. header.Entries.Keys]);
        var shapes = header.ShapesUnder(scheme);
        long? ClassesOf(string key) => shapes.TryGetValue(key, out var shape) && shape.Count > 0 ? shape[0] : null;
        return new WeightsInspection
        {
            Path = header.Path,
            Format = header.Format.Title(),
            Scheme = scheme?.Name,
            Tensors = [.. header.Entries.Select(e => Tensor(e.Key, e.Value, scheme))],
            Stages =
            [
                .. shapes.Keys.Select(NetworkKeys.StageOf).Distinct().OrderBy(s => s == "stem" ? 0 : s.StartsWith("layer", StringComparison.Ordinal) ? 1 : 2).ThenBy(s => s, StringComparer.Ordinal)
                    .Select(s => s.StartsWith("layer", StringComparison.Ordinal) ? $"{s} ({NetworkKeys.UnitsOf(shapes.Keys, s[^1] - '0')} units)" : s),
            ],
            Classes = ClassesOf("fc.weight") ?? ClassesOf("head.classifier.weight"),
            Metadata = header.Metadata,
            Settings = InputConvention.Of(header).Settings.ToDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>The inspection as text, a table of the tensors last.</summary>
    public IEnumerable<string> ToLines()
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"{Path}: {Format}, {Tensors.Count} tensors, {Tensors.Sum(t => t.Shape.Aggregate(1L, (a, b) => a * b)):n0} numbers");
        yield return Scheme is null
            ? $"names: of no scheme that is known ({string.Join(", ", NameSchemes.All.Select(s => s.Name))})"
            : $"names: {Scheme} ({NameSchemes.Get(Scheme).Title})";
        yield return $"parts: {(Stages.Count == 0 ? "none of our networks" : string.Join(", ", Stages))}";
        yield return $"classes: {(Classes is { } count ? count.ToString(CultureInfo.InvariantCulture) : "no classifier")}";
        foreach (var (key, text) in Metadata) yield return $"text {key}: {Short(text)}";
        yield return $"how it is built and fed: {(Settings.Count == 0 ? "neither its text nor its names say" : string.Join(" ", Settings.Select(s => $"{s.Key}=\"{s.Value}\"")))}";
        var width = Tensors.Select(t => t.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var tensor in Tensors)
            yield return $"{tensor.Name.PadRight(width)}  {tensor.Type,-5} {string.Join("×", tensor.Shape),-16} {(tensor.Key is null ? $"({tensor.Why})" : tensor.Key)}";
    }

    private static InspectedTensor Tensor(string name, TensorEntry entry, NameScheme? scheme) => scheme?.Find(name) is { } place
        ? new InspectedTensor(name, entry.Type.ShortName(), entry.Shape, place.Key, null)
        : new InspectedTensor(name, entry.Type.ShortName(), entry.Shape, null, scheme?.WhyNot(name) switch
        {
            null => scheme is null ? "a name of no scheme that is known" : $"no name of {scheme.Title}",
            "" => "not wanted",
            var why => why,
        });

    /// <summary>A checkpoint's configuration is long.</summary>
    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(", ");
        return line.Length <= 160 ? line : $"{line[..160]}... ({text.Length} characters)";
    }
}
