using System.Text;
using Experiments.Engine.Schema;

namespace Experiments.Web.Sweeps;

/// <summary>Settings of one part of the form.</summary>
/// <param name="Id">Name in markup.</param>
/// <param name="Title">Heading.</param>
/// <param name="Summary">What the part is about.</param>
/// <param name="Settings">Its settings, in order.</param>
public sealed record SettingGroup(string Id, string Title, string Summary, IReadOnlyList<SettingDescriptor> Settings);

/// <summary>How the form arranges the catalogue: what is set in nearly every sweep first, the rest by section.</summary>
public static class SettingGroups
{
    private static readonly string[] CommonKeys =
    [
        "network.backbone", "network.widthMultiplier", "weights.path", "data.dataset", "data.root",
        "training.iterations", "training.batchSize", "training.crop", "training.baseLearningRate",
        "regulariser.kind", "regulariser.alpha", "regulariser.beta",
    ];

    private static readonly Dictionary<string, (string Title, string Summary)> Sections = new()
    {
        [""] = ("Task and conventions", "What is trained, and whose conventions hold where nothing else is said."),
        ["network"] = ("Network", "Pyramid, heads, batch norm and resizing."),
        ["weights"] = ("Weights", "What training starts from."),
        ["data"] = ("Data", "Folders, splits, classes and normalisation."),
        ["synthetic"] = ("Synthetic street", "The built-in scenes; used when the data set is synthetic."),
        ["training"] = ("Training", "Schedule, rates and loss."),
        ["firstStage"] = ("First stage", "Other images to train on before (coarse → fine); switched off where its iterations are 0."),
        ["regulariser"] = ("Regulariser", "Weight decay and its relatives."),
        ["selection"] = ("Selection", "Which weights are kept as the best, and the images that they are chosen on."),
        ["augmentation"] = ("Augmentation", "Random changes of the training images."),
        ["execution"] = ("Execution", "Devices and intervals; not part of the fingerprint."),
    };

    /// <summary>The settings that the form shows first.</summary>
    public static SettingGroup Common { get; } =
        new("common", "Common settings", "What nearly every sweep sets.", [.. CommonKeys.Select(SettingCatalog.Get)]);

    /// <summary>Every other setting but the seed (seeds have a field of their own), by section.</summary>
    public static IReadOnlyList<SettingGroup> Rest { get; } =
    [
        .. SettingCatalog.All
            .Where(s => s.Key != "seed" && !CommonKeys.Contains(s.Key, StringComparer.Ordinal))
            .GroupBy(s => s.Section)
            .Select(g => Sections.TryGetValue(g.Key, out var named)
                ? new SettingGroup(g.Key.Length == 0 ? "task" : g.Key, named.Title, named.Summary, [.. g])
                : new SettingGroup(g.Key, Words(g.Key), "", [.. g])),
    ];

    /// <summary>A setting's name in words: <c>training.baseLearningRate</c> is "Base learning rate".</summary>
    public static string LabelOf(SettingDescriptor setting) => LabelOf(setting.Key);

    /// <summary>A setting's name in words.</summary>
    public static string LabelOf(string key) => key switch
    {
        "compat" => "Conventions of",
        "regulariser.kind" => "Regulariser",
        "regulariser.alpha" => "α, rate of inherited weights",
        "regulariser.beta" => "β, rate of new weights",
        "weights.path" => "Weights file (w⁰)",
        "weights.sha256" => "Weights' SHA-256",
        "data.dataset" => "Data set",
        "data.root" => "Root folder",
        "data.sbdRoot" => "SBD's root folder",
        "data.trainListSha256" => "SHA-256 of the training images' names",
        "data.validationListSha256" => "SHA-256 of the validation images' names",
        "selection.list" => "Images to choose on",
        "selection.subset" => "Images to choose on lie among",
        "selection.manifest" => "SHA-256 of the images to choose on",
        "data.std" => "Standard deviation",
        "synthetic.domain" => "City",
        "synthetic.seed" => "Seed of the scenes",
        _ => Words(key.Split('.')[^1]),
    };

    /// <summary>The allowed range in words, or the choices; empty where any value goes.</summary>
    public static string RangeOf(SettingDescriptor setting)
    {
        var (min, max) = (setting.Attribute.Min, setting.Attribute.Max);
        return (double.IsFinite(min), double.IsFinite(max)) switch
        {
            (true, true) => $"{SettingDescriptor.Format(min)} to {SettingDescriptor.Format(max)}",
            (true, false) => $"at least {SettingDescriptor.Format(min)}",
            (false, true) => $"at most {SettingDescriptor.Format(max)}",
            _ => "",
        };
    }

    /// <summary>Whether a search finds the setting: every word occurs in its key, its name or its help.</summary>
    public static bool Matches(SettingDescriptor setting, string search)
    {
        var text = $"{setting.Key} {LabelOf(setting)} {setting.Help}";
        return search.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .All(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static string Words(string camelCase)
    {
        var words = new StringBuilder();
        foreach (var c in camelCase)
        {
            if (words.Length == 0) words.Append(char.ToUpperInvariant(c));
            else if (char.IsUpper(c)) words.Append(' ').Append(char.ToLowerInvariant(c));
            else words.Append(c);
        }

        return words.ToString();
    }
}
