using System.IO.Enumeration;

namespace Experiments.Engine.Datasets;

/// <summary>Chooses the images of a split among those of class folders: all, those that match a pattern, or those that a text file lists.</summary>
/// <param name="root">Root of the data set, which list files are relative to.</param>
/// <param name="problems">Receives what is wrong.</param>
internal sealed class StemSelection(string root, List<string> problems)
{
    private const int Named = 5;

    /// <summary>The chosen stems, sorted by ordinal value; null when the list cannot be read.</summary>
    /// <param name="setting">The setting that names the list.</param>
    /// <param name="list">Empty for all, a pattern such as <c>*/0016*</c>, or a file of lines <c>class/name</c> (an extension may follow).</param>
    /// <param name="all">Every stem.</param>
    public IReadOnlyList<string>? Select(string setting, string list, IReadOnlyCollection<string> all)
    {
        var sorted = all.Order(StringComparer.Ordinal);
        if (list.Length == 0) return [.. sorted];
        if (list.Contains('*', StringComparison.Ordinal) || list.Contains('?', StringComparison.Ordinal))
            return [.. sorted.Where(s => FileSystemName.MatchesSimpleExpression(list, s, ignoreCase: false))];

        var path = Path.Combine(root, list);
        try
        {
            var known = all.ToHashSet(StringComparer.Ordinal);
            var lines = File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#');
            var chosen = lines.Select(StemOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            var unknown = chosen.Where(s => !known.Contains(s)).ToList();
            if (unknown.Count > 0)
            {
                var more = unknown.Count > Named ? $" and {unknown.Count - Named} more" : "";
                problems.Add($"Line of {path} without an image: {string.Join(", ", unknown.Take(Named))}{more}; a line is class/name, as in bakery/0001; correct the list.");
            }

            return [.. chosen.Where(known.Contains)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{setting} is \"{list}\", but {path} cannot be read ({e.Message}): give a text file of class/name, one a line, or a pattern such as */0016*.");
            return null;
        }
    }

    /// <summary>The last two parts of a line, without an image's extension; a stem's own dots stay.</summary>
    private static string StemOf(string line)
    {
        var parts = line.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        var name = parts.Length == 0 ? "" : parts[^1];
        var extension = Path.GetExtension(name);
        if (FolderListing.ImageExtensions.Contains(extension, StringComparer.OrdinalIgnoreCase)) name = name[..^extension.Length];
        return parts.Length < 2 ? name : $"{parts[^2]}/{name}";
    }
}
