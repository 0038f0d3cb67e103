using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Experiments.Engine.Schema;
using Experiments.Web.Runs;

namespace Experiments.Web.Sweeps;

/// <summary>
/// A declared set of configurations × seeds, as a person defines it: settings that differ from their defaults, settings
/// that take several values, how those are combined, seeds, and the protocols under which every run is scored. Values are texts, as
/// typed; <see cref="SweepExpansion"/> reads and checks them. Immutable and serialisable: a sweep stores its definition, and a file
/// holds the same. What is left out has a neutral default, so older definitions still read.
/// </summary>
public sealed record SweepDefinition
{
    /// <summary>Name of the sweep and of its results grid.</summary>
    [Description("Name of the sweep and of its results grid.")]
    public string Name { get; init; } = "";

    /// <summary>Settings that differ from their defaults: key to text.</summary>
    [Description("Settings that every row has, where they differ from their defaults: key to value, for example training.crop: 96.")]
    public IReadOnlyDictionary<string, string> Overrides { get; init; } = new Dictionary<string, string>();

    /// <summary>How the axes are combined.</summary>
    [Description("Which combinations of the axes become rows.")]
    public SweepDesign Design { get; init; }

    /// <summary>Number of draws; random and Latin hypercube only.</summary>
    [Description("Number of draws of random and latin-hypercube.")]
    public int Draws { get; init; } = 20;

    /// <summary>Seed of the design's own chance; random and Latin hypercube only. No run's seed.</summary>
    [Description("Seed of the draws of random and latin-hypercube; no run's seed.")]
    public int DesignSeed { get; init; }

    /// <summary>Resolution of a fractional factorial: 3 or 4.</summary>
    [Description("Resolution of fractional-factorial: 3 (main effects are clear of each other) or 4 (also of two-way interactions).")]
    public int Resolution { get; init; } = 4;

    /// <summary>Settings that take several values; the first varies slowest.</summary>
    [Description("Settings that take several values; the first varies slowest.")]
    public IReadOnlyList<SweepAxis> Axes { get; init; } = [];

    /// <summary>The rows of a list: key to text each.</summary>
    [Description("The rows of design list: the settings of each, key to value.")]
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Rows { get; init; } = [];

    /// <summary>Conditions that every row must meet; rows that do not are left out.</summary>
    [Description("Conditions that a row must meet, for example training.crop <= 96; rows that do not are left out.")]
    public IReadOnlyList<string> Constraints { get; init; } = [];

    /// <summary>Settings that follow others, <c>key = expression</c> each.</summary>
    [Description("Settings that follow others, for example training.newBiasMultiplier = 2 * training.newWeightMultiplier, or regulariser.alpha = pull(0.16).")]
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>Seeds of each configuration, for example <c>0-2</c> or <c>0, 1, 2</c>.</summary>
    [Description("Seeds of each row: numbers and ranges, for example 0-2 or 0, 1, 7.")]
    public string Seeds { get; init; } = "0-2";

    /// <summary>Names of the protocols that score every run: SS, MS, 10-crop; a run is scored under those that fit it.</summary>
    [Description("Protocols that score every run they fit: SS, MS, 10-crop.")]
    public IReadOnlyList<string> Protocols { get; init; } = [SingleScale, MultiScale];

    /// <summary>Side of the windows in which segmentation runs are scored, pixels; 0 takes each row's training crop.</summary>
    [Description("Side in pixels of the windows in which segmentation runs are scored; 0 follows each row's training crop.")]
    public int TestCrop { get; init; }

    /// <summary>The sweep that this one adds seeds or values to; null for none.</summary>
    [Description("Number of the sweep that this one extends, in the database where it is queued.")]
    public long? Extends { get; init; }

    /// <summary>Name of the single-scale protocol.</summary>
    public const string SingleScale = "SS";

    /// <summary>Name of the multi-scale protocol.</summary>
    public const string MultiScale = "MS";

    /// <summary>Name of the protocol that averages ten crops, a classifier's.</summary>
    public const string TenCrop = "10-crop";

    /// <summary>Names of every protocol, in table order (single-scale first).</summary>
    [JsonIgnore]
    public static IReadOnlyList<string> AllProtocols { get; } = [SingleScale, MultiScale, TenCrop];

    /// <summary>
    /// The templates of the named protocols, in table order (single-scale first): the engine's own, which stand for those
    /// of each row's profile (<see cref="Engine.Schema.ProtocolTemplates.InRow"/>).
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<Protocol> ProtocolTemplates =>
        [.. Scoring.Named(Protocols).Select(p => TestCrop > 0 ? p with { Crop = TestCrop, OtherCrop = true } : p)];

    /// <summary>As a sweep stores it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>Reads what a sweep stores, of this version or an older one.</summary>
    /// <exception cref="UsageException">It is no definition: the sweep was not made by the form or a sweep file.</exception>
    public static SweepDefinition FromJson(string json)
    {
        try
        {
            var definition = JsonSerializer.Deserialize<SweepDefinition>(json, JsonSerializerOptions.Web);
            if (definition is { Name.Length: > 0 }) return definition;
        }
        catch (JsonException)
        {
            // said below
        }

        throw new UsageException("The sweep holds no definition that the form can read: it was not made by the form or from a sweep file; define a new one.");
    }
}
