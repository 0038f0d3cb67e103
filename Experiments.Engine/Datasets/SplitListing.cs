using System.IO.Enumeration;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>How a set's split lists name its images.</summary>
/// <param name="Parts">How many parts of a path make a stem: 1 for <c>name</c>, 2 for <c>class/name</c>.</param>
/// <param name="Unknown">What a line that means nothing is, with the list's path as {0}.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Instead">What to give in place of a list that cannot be read.</param>
internal sealed record StemStyle(int Parts, string Unknown, string Remedy, string Instead);

/// <summary>
/// What the listings of data sets share: the root folder, split lists and patterns, and everything that is wrong, one sentence each.
/// Files are listed, not opened.
/// </summary>
internal abstract class SplitListing
{
    /// <summary>Extensions of images, whatever their case.</summary>
    internal static readonly string[] ImageExtensions = [".png", ".jpg", ".jpeg"];

    private const int Named = 5;

    private readonly List<string> _problems = [];
    private readonly StemStyle _style;

    /// <summary>Looks for the root folder.</summary>
    /// <param name="settings">Its root counts.</param>
    /// <param name="kind">The kind of set, for messages: <c>a folder set</c>.</param>
    /// <param name="style">How split lists name images.</param>
    protected SplitListing(DataSettings settings, string kind, StemStyle style)
    {
        _style = style;
        Root = settings.Root.Length == 0 ? "" : Path.GetFullPath(settings.Root);
        HasRoot = Directory.Exists(Root);
        if (HasRoot) return;
        Problem(Root.Length == 0
            ? $"data.root is empty: {kind} needs its root folder."
            : $"data.root is \"{settings.Root}\", which is no folder ({Root}): give the root of the data set.");
    }

    /// <summary>Whether the root folder exists.</summary>
    public bool HasRoot { get; }

    /// <summary>What is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Absolute path of the root folder.</summary>
    protected string Root { get; }

    /// <summary>Adds a problem.</summary>
    protected void Problem(string text) => _problems.Add(text);

    /// <summary>Adds a problem that several names share, if any has it.</summary>
    protected void Report(IEnumerable<string> names, string what, string remedy)
    {
        var found = names.ToList();
        if (found.Count == 0) return;
        var more = found.Count > Named ? $" and {found.Count - Named} more" : "";
        Problem($"{what}: {string.Join(", ", found.Take(Named))}{more}; {remedy}.");
    }

    /// <summary>The stems that a split chooses, sorted by ordinal value; null when its list cannot be read.</summary>
    /// <param name="setting">The setting that names the list.</param>
    /// <param name="list">Empty for all, a pattern, or a text file of stems (lines with # are remarks).</param>
    /// <param name="all">Every stem.</param>
    protected IReadOnlyList<string>? Select(string setting, string list, IEnumerable<string> all)
    {
        var known = all.ToHashSet(StringComparer.Ordinal);
        var sorted = known.Order(StringComparer.Ordinal);
        if (list.Length == 0) return [.. sorted];
        if (list.Contains('*', StringComparison.Ordinal) || list.Contains('?', StringComparison.Ordinal))
            return [.. sorted.Where(s => FileSystemName.MatchesSimpleExpression(list, s, ignoreCase: false))];

        var path = Path.Combine(Root, list);
        try
        {
            var lines = File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#');
            var chosen = lines.Select(StemOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            Report(chosen.Where(s => !known.Contains(s)), string.Format(System.Globalization.CultureInfo.InvariantCulture, _style.Unknown, path), _style.Remedy);
            return [.. chosen.Where(known.Contains)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem($"{setting} is \"{list}\", but {path} cannot be read ({e.Message}): give {_style.Instead}.");
            return null;
        }
    }

    /// <summary>The folders that do exist beside the one that does not.</summary>
    protected static string Neighbours(string path)
    {
        var parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path));
        while (parent is not null && !Directory.Exists(parent)) parent = Path.GetDirectoryName(parent);
        if (parent is null) return "";
        var names = Directory.EnumerateDirectories(parent).Select(Path.GetFileName).Order(StringComparer.Ordinal).Take(Named).ToList();
        return names.Count == 0 ? "" : $"; {parent} has {string.Join(", ", names)}";
    }

    /// <summary>At most so many, evenly over the sorted split: entry ⌊i·n/limit⌋ for i = 0 … limit − 1; 0 takes all.</summary>
    protected static IReadOnlyList<T> Limited<T>(IReadOnlyList<T> entries, int limit) => limit == 0 || limit >= entries.Count
        ? entries
        : [.. Enumerable.Range(0, limit).Select(i => entries[(int)((long)i * entries.Count / limit)])];

    /// <summary>Lists may name files, with folders and an extension; a stem's own dots stay.</summary>
    private string StemOf(string line)
    {
        var parts = line.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0) return "";
        var extension = Path.GetExtension(parts[^1]);
        if (ImageExtensions.Contains(extension, StringComparer.OrdinalIgnoreCase)) parts[^1] = parts[^1][..^extension.Length];
        return string.Join('/', parts.TakeLast(_style.Parts));
    }
}
