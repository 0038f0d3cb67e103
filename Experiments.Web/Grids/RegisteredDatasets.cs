using Experiments.Data.Datasets;
using Experiments.Engine.Schema;
using Experiments.Web.Datasets;

namespace Experiments.Web.Grids;

/// <summary>
/// Lays the settings of registered data sets under what a cell states: by name (the key <c>dataset</c>), or, where an official set is named
/// without a folder, the registered one of that kind.
/// </summary>
/// <param name="rows">The registered data sets.</param>
public sealed class RegisteredDatasets(IReadOnlyList<DatasetRow> rows)
{
    /// <summary>The key that names a registered data set.</summary>
    public const string Key = "dataset";

    private const string KindKey = "data.dataset";
    private const string RootKey = "data.root";

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names { get; } = [.. rows.Select(r => r.Name)];

    /// <summary>The settings with those of the data set that they name.</summary>
    /// <exception cref="UsageException">No data set of that name or kind is registered.</exception>
    public IReadOnlyDictionary<string, string> Lay(IReadOnlyDictionary<string, string> settings)
    {
        if (Find(settings) is not { } found) return settings;
        var laid = new Dictionary<string, string>(DatasetSettings.ToSweep(found.Name, DatasetSettings.Read(found.SettingsJson)).Overrides);
        foreach (var (key, value) in settings.Where(s => s.Key != Key)) laid[key] = value;
        return laid;
    }

    private DatasetRow? Find(IReadOnlyDictionary<string, string> settings)
    {
        if (settings.TryGetValue(Key, out var name))
        {
            return rows.FirstOrDefault(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new UsageException($"dataset is \"{name}\": no data set of that name is registered. {Known()}");
        }

        if (!settings.TryGetValue(KindKey, out var kind) || settings.GetValueOrDefault(RootKey, "").Length > 0) return null;
        if (!Enum.GetValues<DatasetName>().Any(d => DatasetDefaults.IsOfficial(d) && SettingDescriptor.NameOf(d) == kind)) return null;
        return rows.FirstOrDefault(r => r.Kind == kind)
            ?? throw new UsageException($"data.dataset is {kind} without data.root, and no data set of that kind is registered: register it under Data sets, or state data.root. {Known()}");
    }

    private string Known() => Names.Count == 0 ? "None is registered yet." : $"Registered: {string.Join(", ", Names)}.";
}
