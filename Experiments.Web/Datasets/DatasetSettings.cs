using System.Text.Json;
using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Datasets;

/// <summary>A problem of a data set's form, and the field that it is shown at.</summary>
/// <param name="Key">The setting's key; empty for the name, or where none is named.</param>
/// <param name="Message">The thing, its value, the remedy.</param>
public sealed record DatasetProblem(string Key, string Message);

/// <summary>
/// The settings by which a registered data set is read, as texts by key. They are stored as JSON and laid over the
/// engine's defaults; a sweep takes them over as they are.
/// </summary>
public static class DatasetSettings
{
    private static readonly string[] FirstKeys = ["data.dataset", "data.root", "data.classesFile", "data.ignoreLabels"];

    // What is done to images once they are read changes nothing of what a check finds.
    private static readonly string[] LeftOut = ["data.mean", "data.std", "data.shortSide", "data.displayName"];

    /// <summary>The settings that every data set needs.</summary>
    public static IReadOnlyList<SettingDescriptor> First { get; } = [.. FirstKeys.Select(SettingCatalog.Get)];

    /// <summary>The other settings that say which files are read, and how.</summary>
    public static IReadOnlyList<SettingDescriptor> Rest { get; } =
        [.. SettingCatalog.All.Where(s => s.Section == "data" && !s.Attribute.IsFilledIn && !FirstKeys.Contains(s.Key) && !LeftOut.Contains(s.Key))];

    /// <summary>What a new form says: a folder set.</summary>
    public static SweepDefinition NewForm { get; } = new() { Overrides = new Dictionary<string, string> { ["data.dataset"] = SettingDescriptor.NameOf(DatasetName.Folder) } };

    /// <summary>Settings as stored.</summary>
    public static string Write(IReadOnlyDictionary<string, string> overrides) =>
        JsonSerializer.Serialize(overrides.OrderBy(o => o.Key, StringComparer.Ordinal).ToDictionary(o => o.Key, o => o.Value), SchemaJson.Compact);

    /// <summary>Stored settings.</summary>
    public static IReadOnlyDictionary<string, string> Read(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(json, SchemaJson.Compact) ?? [];

    /// <summary>The configuration that reads the data set.</summary>
    /// <exception cref="UsageException">A setting is unknown, or a value cannot be read.</exception>
    public static RunConfiguration ToConfiguration(IReadOnlyDictionary<string, string> overrides)
    {
        var configuration = SettingCatalog.With(new RunConfiguration(), overrides);
        return configuration.Data.Dataset == DatasetName.ClassFolders ? configuration with { Task = LearningTask.Classification } : configuration;
    }

    /// <summary>The sweep form filled with the data set.</summary>
    /// <param name="name">Name of the data set.</param>
    /// <param name="overrides">Its settings.</param>
    public static SweepDefinition ToSweep(string name, IReadOnlyDictionary<string, string> overrides)
    {
        var settings = new Dictionary<string, string>(overrides);
        // An official set has its own name in tables; its folder's is no better one.
        if (!IsNamedAfterFolder(name, overrides)) settings["data.displayName"] = name;
        if (overrides.GetValueOrDefault("data.dataset") == SettingDescriptor.NameOf(DatasetName.ClassFolders)) settings["task"] = SettingDescriptor.NameOf(LearningTask.Classification);
        return new SweepDefinition { Overrides = settings };
    }

    private static bool IsNamedAfterFolder(string name, IReadOnlyDictionary<string, string> overrides) =>
        Enum.GetValues<DatasetName>().Any(d => DatasetDefaults.IsOfficial(d) && SettingDescriptor.NameOf(d) == overrides.GetValueOrDefault("data.dataset"))
        && name == Path.GetFileName(Path.TrimEndingDirectorySeparator(overrides.GetValueOrDefault("data.root", "").Trim()));

    /// <summary>What must be mended before a data set can be checked: name, values, root folder.</summary>
    public static IReadOnlyList<DatasetProblem> Problems(string name, IReadOnlyDictionary<string, string> overrides)
    {
        var problems = new List<DatasetProblem>();
        var root = overrides.GetValueOrDefault("data.root", "").Trim();
        if (root.Length > 0 && !Directory.Exists(root))
            problems.Add(new("data.root", $"data.root is \"{root}\", which is no folder on this machine: give the folder that holds the images and labels."));
        if (name.Trim().Length == 0) problems.Add(new("", "The name is empty: give the data set one, for example the folder's."));
        try
        {
            var configuration = ToConfiguration(overrides);
            problems.AddRange(ConfigurationValidator.Problems(configuration)
                .Select(p => new DatasetProblem(SweepExpansion.KeyOf(p), p))
                .Where(p => First.Concat(Rest).Any(s => s.Key == p.Key)));
        }
        catch (UsageException e)
        {
            problems.AddRange(e.Problems.Select(p => new DatasetProblem(SweepExpansion.KeyOf(p), p)));
        }

        return problems;
    }
}
