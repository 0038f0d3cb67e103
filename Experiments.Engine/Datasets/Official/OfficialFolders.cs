using System.Diagnostics.CodeAnalysis;

namespace Experiments.Engine.Datasets.Official;

/// <summary>Finds an official set's folders from the one that a person named, and lists their files. Opens no image.</summary>
/// <param name="root">Absolute path of the folder named.</param>
/// <param name="problem">Told what is wrong.</param>
internal sealed class OfficialFolders(string root, Action<string> problem)
{
    /// <summary>Absolute path of the folder named.</summary>
    public string Root { get; } = Path.TrimEndingDirectorySeparator(root);

    /// <summary>Tells what is wrong.</summary>
    public void Problem(string text) => problem(text);

    /// <summary>
    /// The folder that has all marks: the named one, one nested in it as archives nest them, or, where the named folder is one
    /// of the set's inner folders, the one around it. Null where there is none.
    /// </summary>
    /// <param name="layout">How the set's archives nest their folders.</param>
    /// <param name="marks">Folders that must be in it.</param>
    public string? Find(ArchiveLayout layout, params string[] marks)
    {
        for (var at = Root; at is not null; at = Path.GetDirectoryName(at))
        {
            foreach (var nested in layout.Nested)
            {
                var folder = nested.Length == 0 ? at : Path.Combine(at, nested);
                if (marks.All(mark => Directory.Exists(Path.Combine(folder, mark)))) return folder;
            }

            // A neighbour of a wrong folder is not what was asked for.
            if (!layout.Inner.Contains(Path.GetFileName(at), StringComparer.Ordinal)) return null;
        }

        return null;
    }

    /// <summary>Files of a folder by stem: their name without the suffix.</summary>
    /// <param name="folder">Folder.</param>
    /// <param name="suffix">What names end in, <c>_leftImg8bit.png</c>; others are passed over.</param>
    /// <param name="inFolders">Whether the files lie in folders of the folder (Cityscapes' cities).</param>
    /// <returns>Null, with the problem told, where the folder cannot be listed.</returns>
    public Dictionary<string, string>? Files(string folder, string suffix, bool inFolders = false)
    {
        try
        {
            var files = new Dictionary<string, string>(StringComparer.Ordinal);
            var folders = inFolders ? Directory.GetDirectories(folder).Order(StringComparer.Ordinal) : Enumerable.Repeat(folder, 1);
            foreach (var file in folders.SelectMany(Directory.GetFiles))
            {
                var name = Path.GetFileName(file);
                if (!name.EndsWith(suffix, StringComparison.Ordinal) || name.StartsWith('.')) continue;
                var stem = name[..^suffix.Length];
                if (!files.TryAdd(stem, file)) problem($"{files[stem]} and {file} have the same stem; remove one of them.");
            }

            return files;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem($"{folder} cannot be listed ({e.Message}): check that it exists and its permissions.");
            return null;
        }
    }

    /// <summary>The lines of a list that belongs to the set, such as VOC's <c>train.txt</c>.</summary>
    /// <returns>Null, with the problem told, where it cannot be read.</returns>
    public IReadOnlyList<string>? Lines(string path)
    {
        try
        {
            return [.. TextLines.Read(path, TextLines.MaximumListBytes).Select(l => l.Trim()).Where(l => l.Length > 0)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem($"{path}, a list that belongs to the data set, cannot be read ({e.Message}): unpack the archive again.");
            return null;
        }
    }

    /// <summary>Tells that a folder of the set is nowhere to be found.</summary>
    /// <param name="setting">The setting that names where it was looked for.</param>
    /// <param name="what">What is missing.</param>
    /// <param name="remedy">What to unpack.</param>
    [SuppressMessage("Design", "CA1031", Justification = "What the folder has instead is a help, not needed.")]
    public void Missing(string setting, string what, string remedy)
    {
        var has = "";
        try
        {
            var names = Directory.EnumerateDirectories(Root).Select(Path.GetFileName).Order(StringComparer.Ordinal).Take(6).ToList();
            has = names.Count == 0 ? " (it has no folders)" : $" (it has {string.Join(", ", names)})";
        }
        catch (Exception)
        {
            // The sentence stands without.
        }

        problem($"{setting} is \"{Root}\", where {what} was not found{has}: {remedy}.");
    }
}

/// <summary>How a set's archives nest their folders.</summary>
/// <param name="Nested">Folders in which the set's own folders may lie, below the one that archives were unpacked in.</param>
/// <param name="Inner">Names of the set's own folders: a person who names one of these means the folder around it.</param>
internal sealed record ArchiveLayout(IReadOnlyList<string> Nested, IReadOnlyList<string> Inner);
