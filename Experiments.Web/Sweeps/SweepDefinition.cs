using Experiments.Engine.Schema;

namespace Experiments.Web.Sweeps;

/// <summary>
/// A declared set of configurations × seeds, as a person defines it: settings that differ from their defaults, settings
/// that take several values, seeds, and the protocols under which every run is scored. Values are texts, as typed;
/// <see cref="SweepExpansion"/> reads and checks them. Immutable and serialisable: a sweep stores its definition.
/// </summary>
public sealed record SweepDefinition
{
    /// <summary>Name of the sweep and of its results grid.</summary>
    public string Name { get; init; } = "";

    /// <summary>Settings that differ from their defaults: key to text.</summary>
    public IReadOnlyDictionary<string, string> Overrides { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings that take several values; the first varies slowest.</summary>
    public IReadOnlyList<SweepAxis> Axes { get; init; } = [];

    /// <summary>Seeds of each configuration, for example <c>0-2</c> or <c>0, 1, 2</c>.</summary>
    public string Seeds { get; init; } = "0-2";

    /// <summary>Names of the protocols that score every run: SS, MS, 10-crop; a run is scored under those that fit it.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [SingleScale, MultiScale];

    /// <summary>Name of the single-scale protocol.</summary>
    public const string SingleScale = "SS";

    /// <summary>Name of the multi-scale protocol.</summary>
    public const string MultiScale = "MS";

    /// <summary>Name of the protocol that averages ten crops, a classifier's.</summary>
    public const string TenCrop = "10-crop";

    /// <summary>Names of every protocol, in table order (single-scale first).</summary>
    public static IReadOnlyList<string> AllProtocols { get; } = [SingleScale, MultiScale, TenCrop];

    /// <summary>
    /// The templates of the named protocols, in table order (single-scale first): the engine's own, which stand for those
    /// of each row's profile (<see cref="Engine.Schema.ProtocolTemplates.InRow"/>).
    /// </summary>
    public IReadOnlyList<Protocol> ProtocolTemplates =>
        [.. new[] { Protocol.SingleScale, Protocol.MultiScale, Protocol.TenCrop }.Where(p => Protocols.Contains(p.Name, StringComparer.Ordinal))];
}

/// <summary>A setting that takes several values.</summary>
/// <param name="Key">The setting's key, for example <c>regulariser.kind</c>.</param>
/// <param name="Values">Its values as texts, in order.</param>
public sealed record SweepAxis(string Key, IReadOnlyList<string> Values)
{
    /// <summary>Between the values of an axis where a person types them; commas are taken by lists.</summary>
    public const char Separator = '|';

    /// <summary>Reads the values that a person typed, <c>l2 | l2-sp</c>; empty ones are dropped.</summary>
    /// <remarks>An empty text is a value of its own only when it stands alone: no weights, for example.</remarks>
    public static IReadOnlyList<string> Split(string text) =>
        string.IsNullOrWhiteSpace(text) ? [""] : text.Split(Separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The values as a person types them.</summary>
    public static string Join(IEnumerable<string> values) => string.Join($" {Separator} ", values);
}
