using System.IO.Enumeration;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>An image of a folder set, its label file and, where there is one, its instance file.</summary>
internal sealed record FolderEntry(string Stem, string ImagePath, string LabelPath, string InstancePath = "");

/// <summary>
/// The pairs of image and label that a folder set's settings choose, sorted by stem, with everything that is wrong.
/// Files are listed, not opened.
/// </summary>
internal sealed class FolderListing
{
    private const int NamedStems = 5;
    /// <summary>Extensions of images, whatever their case.</summary>
    internal static readonly string[] ImageExtensions = [".png", ".jpg", ".jpeg"];

    private static readonly string[] LabelExtensions = [".png"];

    private readonly string _root;
    private readonly List<string> _problems = [];

    /// <summary>Lists both subsets.</summary>
    public FolderListing(DataSettings settings)
    {
        _root = settings.Root.Length == 0 ? "" : Path.GetFullPath(settings.Root);
        if (!Directory.Exists(_root))
        {
            _problems.Add(_root.Length == 0
                ? "data.root is empty: a folder set needs its root folder."
                : $"data.root is \"{settings.Root}\", which is no folder ({_root}): give the root of the data set.");
            return;
        }

        HasRoot = true;
        Train = Choose("train", settings.TrainImages, settings.TrainLabels, settings.TrainList, settings.TrainLimit);
        Validation = Choose("validation", settings.ValidationImages, settings.ValidationLabels, settings.ValidationList, settings.ValidationLimit);
        if (settings.ValidationInstances.Length > 0) Validation = WithInstances(Validation, settings.ValidationInstances);
    }

    /// <summary>Whether the root folder exists.</summary>
    public bool HasRoot { get; }

    /// <summary>Pairs of the training subset.</summary>
    public IReadOnlyList<FolderEntry> Train { get; } = [];

    /// <summary>Pairs of the validation subset.</summary>
    public IReadOnlyList<FolderEntry> Validation { get; } = [];

    /// <summary>What is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Pairs of a subset.</summary>
    public IReadOnlyList<FolderEntry> Of(Subset subset) => subset == Subset.Train ? Train : Validation;

    private List<FolderEntry> Choose(string subset, string imageFolder, string labelFolder, string list, int limit)
    {
        var before = _problems.Count;
        var images = List($"data.{subset}Images", imageFolder, ImageExtensions);
        var labels = List($"data.{subset}Labels", labelFolder, LabelExtensions);
        if (images is null || labels is null) return [];
        var stems = Select($"data.{subset}List", list, images, labels);
        if (stems is null) return [];

        Report(stems.Where(s => !images.ContainsKey(s)), $"Label without image in \"{imageFolder}\" ({subset})", "add the image, or leave the stem out of the split");
        Report(stems.Where(s => !labels.ContainsKey(s)), $"Image without label in \"{labelFolder}\" ({subset})", "add the label PNG, or leave the stem out of the split");
        var entries = stems.Where(s => images.ContainsKey(s) && labels.ContainsKey(s)).Select(s => new FolderEntry(s, images[s], labels[s])).ToList();
        if (entries.Count == 0 && _problems.Count == before)
        {
            _problems.Add(list.Length == 0
                ? $"The {subset} split is empty: \"{imageFolder}\" has no PNG or JPEG image; check data.{subset}Images."
                : $"The {subset} split is empty: data.{subset}List \"{list}\" chooses none of the {images.Count} images in \"{imageFolder}\"; check the list or the pattern.");
        }

        return limit == 0 || limit >= entries.Count ? entries : Spread(entries, limit);
    }

    private IReadOnlyList<FolderEntry> WithInstances(IReadOnlyList<FolderEntry> entries, string folder)
    {
        if (List("data.validationInstances", folder, LabelExtensions) is not { } files) return entries;
        Report(entries.Select(e => e.Stem).Where(s => !files.ContainsKey(s)), $"Image without instances in \"{folder}\"", "add the instance PNG, or leave data.validationInstances empty");
        return [.. entries.Select(e => e with { InstancePath = files.GetValueOrDefault(e.Stem, "") })];
    }

    private Dictionary<string, string>? List(string setting, string folder, string[] extensions)
    {
        var path = Path.Combine(_root, folder);
        if (!Directory.Exists(path))
        {
            _problems.Add($"{setting} is \"{folder}\", but {path} is no folder: give a folder relative to data.root{Neighbours(path)}.");
            return null;
        }

        string[] found;
        try
        {
            found = Directory.GetFiles(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problems.Add($"{setting} is \"{folder}\", but {path} cannot be listed ({e.Message}): check its permissions.");
            return null;
        }

        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in found.Order(StringComparer.Ordinal))
        {
            if (!extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)) continue;
            var stem = Path.GetFileNameWithoutExtension(file);
            if (!files.TryAdd(stem, file))
                _problems.Add($"{setting}: {Path.GetFileName(files[stem])} and {Path.GetFileName(file)} in {path} have the same stem; remove one of them.");
        }

        return files;
    }

    /// <summary>The folders that do exist beside the one that does not.</summary>
    internal static string Neighbours(string path)
    {
        var parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path));
        while (parent is not null && !Directory.Exists(parent)) parent = Path.GetDirectoryName(parent);
        if (parent is null) return "";
        var names = Directory.EnumerateDirectories(parent).Select(Path.GetFileName).Order(StringComparer.Ordinal).Take(NamedStems).ToList();
        return names.Count == 0 ? "" : $"; {parent} has {string.Join(", ", names)}";
    }

    private List<string>? Select(string setting, string list, Dictionary<string, string> images, Dictionary<string, string> labels)
    {
        var all = images.Keys.Union(labels.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal);
        if (list.Length == 0) return [.. all];
        if (list.Contains('*', StringComparison.Ordinal) || list.Contains('?', StringComparison.Ordinal))
            return [.. all.Where(s => FileSystemName.MatchesSimpleExpression(list, s, ignoreCase: false))];

        var path = Path.Combine(_root, list);
        try
        {
            var stems = File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Select(StemOf);
            var chosen = stems.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            var unknown = chosen.Where(s => !images.ContainsKey(s) && !labels.ContainsKey(s)).ToList();
            Report(unknown, $"Stem of {path} without image and label", "correct the list");
            return [.. chosen.Except(unknown, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problems.Add($"{setting} is \"{list}\", but {path} cannot be read ({e.Message}): give a text file of stems, one a line, or a pattern such as 0016E5_*.");
            return null;
        }
    }

    /// <summary>Lists may name files, with a folder and an extension; a stem's own dots stay.</summary>
    private static string StemOf(string line)
    {
        var name = Path.GetFileName(line);
        var extension = Path.GetExtension(name);
        return ImageExtensions.Contains(extension, StringComparer.OrdinalIgnoreCase) ? name[..^extension.Length] : name;
    }

    private void Report(IEnumerable<string> stems, string what, string remedy)
    {
        var found = stems.ToList();
        if (found.Count == 0) return;
        var more = found.Count > NamedStems ? $" and {found.Count - NamedStems} more" : "";
        _problems.Add($"{what}: {string.Join(", ", found.Take(NamedStems))}{more}; {remedy}.");
    }

    /// <summary>Evenly over the sorted split: entry ⌊i·n/limit⌋ for i = 0 … limit − 1.</summary>
    internal static List<T> Spread<T>(IReadOnlyList<T> entries, int limit) =>
        [.. Enumerable.Range(0, limit).Select(i => entries[(int)((long)i * entries.Count / limit)])];
}
