using System.IO.Enumeration;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Evaluation.Scoring;

/// <summary>A PNG below a folder.</summary>
/// <param name="Path">The file.</param>
/// <param name="Stem">Its path below the folder, with / and without extension.</param>
internal sealed record ScoredFile(string Path, string Stem)
{
    /// <summary>The stem without folders.</summary>
    public string Name => Stem[(Stem.LastIndexOf('/') + 1)..];
}

/// <summary>
/// Finds the files that belong together in two folders: of the same path below them, else of the same name, else so once
/// an ending that all files of a folder share (<c>_gtFine_labelTrainIds</c>, <c>-indices</c>) is left out. Whatever pairs most
/// files wins; no file is ever in two pairs.
/// </summary>
internal static class FileMatching
{
    /// <summary>The PNGs of a folder and of those in it, sorted by stem; a pattern may stand for the files' names.</summary>
    /// <param name="option">What named the folder, for messages.</param>
    /// <param name="place">A folder, or a folder and a pattern of file names such as <c>gtFine/val/*_labelTrainIds.png</c>.</param>
    /// <exception cref="UsageException">There is no such folder, or no PNG in it.</exception>
    public static IReadOnlyList<ScoredFile> List(string option, string place)
    {
        var (folder, pattern) = (Path.GetFullPath(place), "*");
        if (!Directory.Exists(folder) && Path.GetFileName(folder).AsSpan().IndexOfAny('*', '?') >= 0)
            (folder, pattern) = (Path.GetDirectoryName(folder)!, Path.GetFileName(folder));
        if (!Directory.Exists(folder)) throw new UsageException($"{option} is \"{place}\", which is no folder ({folder}): give a folder of PNGs, or a folder and a pattern of their names.");
        try
        {
            var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(f => Path.GetExtension(f).Equals(".png", StringComparison.OrdinalIgnoreCase) && FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(f), ignoreCase: false))
                .Select(f => new ScoredFile(f, Path.ChangeExtension(Path.GetRelativePath(folder, f), null).Replace('\\', '/')))
                .OrderBy(f => f.Stem, StringComparer.Ordinal).ToList();
            return files.Count > 0 ? files : throw new UsageException($"{option} is \"{place}\", where there is no PNG: give the folder of the PNGs to score.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} is \"{place}\", which cannot be listed ({e.Message}): check its permissions.");
        }
    }

    /// <summary>The partner of each label; null where there is none.</summary>
    /// <param name="labels">Labels.</param>
    /// <param name="others">Predictions or instance images.</param>
    public static IReadOnlyList<ScoredFile?> Match(IReadOnlyList<ScoredFile> labels, IReadOnlyList<ScoredFile> others)
    {
        IReadOnlyList<ScoredFile?> best = [.. labels.Select(_ => (ScoredFile?)null)];
        var most = 0;
        foreach (var keyOf in new Func<ScoredFile, string>[] { f => f.Stem, f => f.Name })
        {
            // From the least that is left out to the most; the first that pairs most files is taken.
            foreach (var (own, other) in Endings(labels).SelectMany(l => Endings(others).Select(o => (l, o))).OrderBy(e => e.l.Length + e.o.Length))
            {
                if (Index(labels, f => keyOf(f)[..^own.Length]) is null || Index(others, f => keyOf(f)[..^other.Length]) is not { } index) continue;
                var pairs = labels.Select(l => index.GetValueOrDefault(keyOf(l)[..^own.Length])).ToList();
                var count = pairs.Count(p => p is not null);
                if (count > most) (best, most) = (pairs, count);
            }

            if (most == labels.Count) break;
        }

        return best;
    }

    /// <summary>Files by key; null where a key means two, or nothing.</summary>
    private static Dictionary<string, ScoredFile>? Index(IReadOnlyList<ScoredFile> files, Func<ScoredFile, string> keyOf)
    {
        var index = new Dictionary<string, ScoredFile>(StringComparer.Ordinal);
        return files.All(f => keyOf(f) is { Length: > 0 } key && index.TryAdd(key, f)) ? index : null;
    }

    /// <summary>Endings that all names share: none, all of it, and from each separator in it on; a part of digits alone numbers images and is no ending.</summary>
    private static IEnumerable<string> Endings(IReadOnlyList<ScoredFile> files)
    {
        var names = files.Select(f => f.Name).ToList();
        var shared = names[0];
        foreach (var name in names)
        {
            var length = 0;
            while (length < Math.Min(shared.Length, name.Length) && shared[^(length + 1)] == name[^(length + 1)]) length++;
            shared = shared[^length..];
        }

        return Enumerable.Range(0, shared.Length).Where(i => i == 0 || shared[i] is '_' or '-' or '.').Select(i => shared[i..]).Where(e => e.Split('_', '-', '.').All(part => part.Length == 0 || part.Any(char.IsLetter))).Append("");
    }
}
