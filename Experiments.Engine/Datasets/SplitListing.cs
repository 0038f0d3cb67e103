using System.Globalization;
using System.IO.Enumeration;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>How a set's split lists name its images.</summary>
/// <param name="Parts">How many parts of a path make a stem: 1 for <c>name</c>, 2 for <c>class/name</c>.</param>
/// <param name="Unknown">What a line that means nothing is, with the list's path as {0}.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Instead">What to give in place of a list that cannot be read.</param>
/// <param name="Suffix">What file names of images have after the stem.</param>
internal sealed record StemStyle(int Parts, string Unknown, string Remedy, string Instead, string Suffix = "");

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
    private readonly HashSet<(string Subset, string Stem)> _toLeaveOut = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _leftOut = new(StringComparer.Ordinal);

    /// <summary>Looks for the root folder.</summary>
    /// <param name="settings">Its root counts.</param>
    /// <param name="kind">The kind of set, for messages: <c>a folder set</c>.</param>
    /// <param name="style">How split lists name images.</param>
    protected SplitListing(DataSettings settings, string kind, StemStyle style)
    {
        _style = style;
        Root = settings.Root.Length == 0 ? "" : Path.GetFullPath(settings.Root);
        HasRoot = Directory.Exists(Root);
        if (!HasRoot)
        {
            Problem(Root.Length == 0
                ? $"data.root is empty: {kind} needs its root folder."
                : $"data.root is \"{settings.Root}\", which is no folder ({Root}): give the root of the data set.");
        }
        else if (settings.LeaveOut.Length > 0 && Lines("data.leaveOut", settings.LeaveOut, WithoutReason, "a text file of stems, one a line with its reason after #") is { } lines)
        {
            _toLeaveOut.UnionWith(lines.Select(LeftOut));
        }
    }

    /// <summary>Whether the root folder exists.</summary>
    public bool HasRoot { get; }

    /// <summary>What is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Stems of a subset that the settings leave out of it, sorted.</summary>
    public IReadOnlyList<string> LeftOutOf(Subset subset) => _leftOut.GetValueOrDefault(SettingDescriptor.NameOf(subset), []);

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
        Problem($"{what}: {string.Join(", ", found.Take(Named).Select(TextLines.Shown))}{more}; {remedy}.");
    }

    /// <summary>The stems that a split chooses and that are not left out, sorted by ordinal value; null when its list cannot be read.</summary>
    /// <param name="subset">Name of the subset in settings: <c>train</c>, <c>validation</c>.</param>
    /// <param name="list">Empty for all, a pattern, or a text file of stems (lines with # are remarks).</param>
    /// <param name="all">Every stem.</param>
    protected IReadOnlyList<string>? Select(string subset, string list, IEnumerable<string> all)
    {
        var known = all.ToHashSet(StringComparer.Ordinal);
        if (Chosen(subset, list, known) is not { } chosen) return null;
        _leftOut[subset] = [.. chosen.Where(s => IsLeftOut(subset, s))];
        return [.. chosen.Where(s => !IsLeftOut(subset, s))];
    }

    private bool IsLeftOut(string subset, string stem) => _toLeaveOut.Contains(("", stem)) || _toLeaveOut.Contains((subset, stem));

    private IReadOnlyList<string>? Chosen(string subset, string list, HashSet<string> known)
    {
        var setting = $"data.{subset}List";
        var sorted = known.Order(StringComparer.Ordinal);
        if (list.Length == 0) return [.. sorted];
        if (list.Contains('*', StringComparison.Ordinal) || list.Contains('?', StringComparison.Ordinal))
            return [.. sorted.Where(s => FileSystemName.MatchesSimpleExpression(list, s, ignoreCase: false))];
        if (Lines(setting, list, line => line.StartsWith('#') ? "" : line.Trim(), _style.Instead) is not { } lines) return null;
        var chosen = lines.Select(line => Known(line, stem => known.Contains(stem) || IsLeftOut(subset, stem))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        Report(
            chosen.Where(s => !known.Contains(s) && !IsLeftOut(subset, s)),
            string.Format(CultureInfo.InvariantCulture, _style.Unknown, Path.Combine(Root, list)), _style.Remedy);
        return [.. chosen.Where(known.Contains)];
    }

    /// <summary>The lines of a text file without its remarks; null, with the problem told, when it cannot be read.</summary>
    private List<string>? Lines(string setting, string list, Func<string, string> withoutRemark, string instead)
    {
        var path = Path.Combine(Root, list);
        try
        {
            return [.. TextLines.Read(path, TextLines.MaximumListBytes).Select(withoutRemark).Where(line => line.Length > 0)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem($"{setting} is \"{list}\", but {path} cannot be read ({e.Message}): give {instead}.");
            return null;
        }
    }

    /// <summary>What stands before a reason: # at the start of a line, or between blanks; a name may hold one.</summary>
    private static string WithoutReason(string line)
    {
        for (var at = line.IndexOf('#', StringComparison.Ordinal); at >= 0; at = line.IndexOf('#', at + 1))
        {
            if (at == 0 || (char.IsWhiteSpace(line[at - 1]) && (at + 1 == line.Length || char.IsWhiteSpace(line[at + 1])))) return line[..at].Trim();
        }

        return line.Trim();
    }

    /// <summary>A line of <c>data.leaveOut</c>: a stem, of one subset where the line names it (<c>train: stem</c>).</summary>
    private (string Subset, string Stem) LeftOut(string line)
    {
        foreach (var subset in Enum.GetValues<Subset>().Select(s => SettingDescriptor.NameOf(s)))
        {
            if (line.StartsWith(subset + ": ", StringComparison.Ordinal)) return (subset, StemOf(line[(subset.Length + 2)..].Trim()));
        }

        return ("", StemOf(line));
    }

    /// <summary>A line's stem. Where the line is none, its first column is: lists of images with their labels beside them.</summary>
    private string Known(string line, Func<string, bool> isKnown)
    {
        var stem = StemOf(line);
        if (isKnown(stem)) return stem;
        var columns = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var first = columns.Length > 1 ? StemOf(columns[0]) : stem;
        return isKnown(first) ? first : stem;
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
        if (_style.Suffix.Length > 0 && parts[^1].EndsWith(_style.Suffix, StringComparison.Ordinal)) parts[^1] = parts[^1][..^_style.Suffix.Length];
        return string.Join('/', parts.TakeLast(_style.Parts));
    }
}
