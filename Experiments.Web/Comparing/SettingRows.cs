using Experiments.Data.Comparing;

namespace Experiments.Web.Comparing;

/// <summary>A setting that differs, by group.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Values">What each group has: one value, or all that its runs have.</param>
/// <param name="DiffersFromReference">Whether a group has another than the reference.</param>
public sealed record SettingRow(string Key, IReadOnlyList<string> Values, IReadOnlyList<bool> DiffersFromReference);

/// <summary>The settings in which groups differ, the reference first.</summary>
public static class SettingRows
{
    private const int Named = 4;

    /// <summary>The rows whose key or one of whose values contains a text, whatever the case; all where it is empty.</summary>
    /// <param name="settings">Settings that differ between runs.</param>
    /// <param name="groups">The groups in the order of the columns, the reference first.</param>
    /// <param name="search">The text.</param>
    public static IReadOnlyList<SettingRow> Of(IReadOnlyList<DifferingSetting> settings, IReadOnlyList<ComparedGroup> groups, string search)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return [.. settings.Select(s => Row(s, groups)).Where(r => search.Length == 0 || r.Key.Contains(search, StringComparison.OrdinalIgnoreCase) || r.Values.Any(v => v.Contains(search, StringComparison.OrdinalIgnoreCase)))];
    }

    private static SettingRow Row(DifferingSetting setting, IReadOnlyList<ComparedGroup> groups)
    {
        var values = groups.Select(g => Text(setting, g)).ToList();
        return new SettingRow(setting.Key, values, [.. values.Select(v => v != values[0])]);
    }

    private static string Text(DifferingSetting setting, ComparedGroup group)
    {
        var all = group.Runs.Select(r => setting.Values.TryGetValue(r.RunId, out var value) ? value.Length == 0 ? "empty" : value : Components.Shared.Show.Nothing).Distinct(StringComparer.Ordinal).ToList();
        return all.Count <= Named ? string.Join(" | ", all) : $"{string.Join(" | ", all.Take(Named))} and {Components.Shared.Show.Plural(all.Count - Named, "other")}";
    }
}
