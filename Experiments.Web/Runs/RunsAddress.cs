using System.Globalization;
using Experiments.Data.Runs.Filters;
using Experiments.Web.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Experiments.Web.Runs;

/// <summary>A column or key that the runs table is sorted by, by its name.</summary>
/// <param name="Key">Name of the key.</param>
/// <param name="Descending">Whether the largest comes first.</param>
public sealed record SortedBy(string Key, bool Descending);

/// <summary>Everything that the runs table is told by its address, and writes into it: whoever has the address sees the same.</summary>
public sealed record RunsAddress
{
    /// <summary>Name of the page in saved views.</summary>
    public const string Page = "runs";

    /// <summary>The filter as it was written; it may be none.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Names of the columns in order; empty for the usual ones.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Names of the columns that stay in sight beside the run's name.</summary>
    public IReadOnlyList<string> Pinned { get; init; } = [];

    /// <summary>What the runs are sorted by, the first first; empty for the newest first.</summary>
    public IReadOnlyList<SortedBy> Sort { get; init; } = [];

    /// <summary>What they are grouped by.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>Groups that are open, each by its oldest run.</summary>
    public IReadOnlyList<long> Open { get; init; } = [];

    /// <summary>Whether of all settings those are shown in which the runs differ, and of the other columns those in which they do.</summary>
    public bool Differing { get; init; }

    /// <summary>Name of the saved view that it began as; empty for none.</summary>
    public string View { get; init; } = "";

    /// <summary>Whether nothing was said: then the default view is meant, if there is one.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>The query without the name of a view: what a view holds.</summary>
    public string Query => Write(withView: false);

    /// <summary>The address.</summary>
    public string Url => Write(withView: true) is { Length: > 0 } query ? $"{Components.Urls.RunsTable}?{query}" : $"{Components.Urls.RunsTable}?all";

    /// <summary>Reads an address; what is no part of it is passed over.</summary>
    /// <param name="address">The whole address.</param>
    public static RunsAddress Read(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var mark = address.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? new RunsAddress { IsEmpty = true } : OfQuery(address[(mark + 1)..].Split('#')[0]);
    }

    /// <summary>Reads a query, as saved views hold them.</summary>
    public static RunsAddress OfQuery(string query)
    {
        var parts = QueryHelpers.ParseQuery(query);
        string Text(string name) => parts.TryGetValue(name, out var values) ? values.ToString() : "";
        return new RunsAddress
        {
            Filter = Text("q"),
            Columns = List(Text("cols")),
            Pinned = List(Text("pin")),
            Sort = [.. List(Text("sort")).Select(s => s.StartsWith('-') ? new SortedBy(s[1..], Descending: true) : new SortedBy(s, Descending: false))],
            GroupBy = List(Text("group")),
            Open = [.. List(Text("open")).Select(id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).Where(n => n > 0).Distinct()],
            Differing = Text("differing") == "true",
            View = Text("view"),
        };
    }

    /// <summary>Most keys or groups that an address names in one place: each column is a question to the database.</summary>
    public const int MostListed = 100;

    /// <summary>The keys of a text such as <c>-miou,name</c>, at most <see cref="MostListed"/>; names that hold a comma have it as <c>%2C</c>.</summary>
    public static IReadOnlyList<string> List(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Uri.UnescapeDataString).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostListed)];

    /// <summary>Sorts by a column: by it alone, or after what it is sorted by already; a second time turns its order round.</summary>
    /// <param name="key">The column's key.</param>
    /// <param name="after">Whether what it is sorted by already stays.</param>
    public RunsAddress SortBy(FilterKey key, bool after)
    {
        ArgumentNullException.ThrowIfNull(key);
        var there = Sort.FirstOrDefault(s => s.Key == key.Name);
        // Of numbers that came out and of dates the largest are looked for first.
        var descends = there is not null ? !there.Descending : key.Metric is not null || key.Type == FilterType.Date;
        var sorted = new SortedBy(key.Name, descends);
        return this with { Sort = !after ? [sorted] : there is null ? [.. Sort, sorted] : [.. Sort.Select(s => s == there ? sorted : s)] };
    }

    private static string Join(IEnumerable<string> names) =>
        string.Join(',', names.Select(n => n.Replace("%", "%25", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal)));

    private string Write(bool withView) => Urls.Query(
        ("view", withView ? View : ""),
        ("q", Filter),
        ("sort", Join(Sort.Select(s => s.Descending ? $"-{s.Key}" : s.Key))),
        ("group", Join(GroupBy)),
        ("open", Join(Open.Select(id => id.ToString(CultureInfo.InvariantCulture)))),
        ("cols", Join(Columns)),
        ("pin", Join(Pinned)),
        ("differing", Differing ? "true" : ""));
}
