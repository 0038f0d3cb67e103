using System.Text.RegularExpressions;
using Experiments.Engine.Schema;

namespace Experiments.Web.Bundles;

/// <summary>
/// Takes out of texts who and where somebody is: named folders, absolute paths of any kind, names of machines and users, and words
/// that the author names. The end of a path that is a file's name stays, because it says which file.
/// </summary>
internal sealed partial class Scrubber
{
    private const string InsteadOfWord = "hidden";
    private const string InsteadOfPath = "[path]";

    /// <summary>Accounts and machines that are called like everybody's: taking these words out of texts hides nobody.</summary>
    private static readonly string[] Everybodys = ["root", "user", "admin", "administrator", "ubuntu", "debian", "runner", "vscode", "localhost", "worker", "test"];

    private readonly IReadOnlyList<string> _folders;
    private readonly IReadOnlyList<Regex> _words;

    /// <summary>Prepares.</summary>
    /// <param name="folders">Folders that are known; they may have spaces, which a path in a text cannot be told by.</param>
    /// <param name="names">Names of machines and users; taken out as whole words.</param>
    /// <param name="hidden">Words that the author wants out, wherever they stand, in any case.</param>
    /// <exception cref="UsageException">A word is too short to be taken out.</exception>
    public Scrubber(IEnumerable<string> folders, IEnumerable<string> names, IReadOnlyList<string> hidden)
    {
        if (hidden.FirstOrDefault(w => w.Trim().Length < 3) is { } tooShort)
            throw new UsageException($"The word to hide \"{tooShort}\" is too short: it would be found inside other words; give at least 3 letters.");
        _folders = [.. folders.Select(f => f.TrimEnd('/', '\\')).Where(f => f.Length > 1).SelectMany(Spellings).Distinct(StringComparer.Ordinal).OrderByDescending(f => f.Length).ThenBy(f => f, StringComparer.Ordinal)];
        _words =
        [
            .. hidden.Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(w => w.Length).ThenBy(w => w, StringComparer.Ordinal).Select(w => new Regex(Regex.Escape(w.Trim()), Options, Patience)),
            .. names.Where(n => n.Length >= 2 && !Everybodys.Contains(n, StringComparer.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(n => n.Length).ThenBy(n => n, StringComparer.Ordinal)
                .Select(n => new Regex($@"(?<![\w]){Regex.Escape(n)}(?![\w])", Options, Patience)),
        ];
    }

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private const RegexOptions Options = RegexOptions.IgnoreCase | Plain;

    private const int PatienceMs = 60_000;

    private static TimeSpan Patience { get; } = TimeSpan.FromMilliseconds(PatienceMs);

    /// <summary>The text without them. A second time changes nothing.</summary>
    public string Clean(string text)
    {
        foreach (var folder in _folders) text = text.Replace(folder, InsteadOfPath, StringComparison.Ordinal);
        text = Drive().Replace(text, Shorten);
        text = FileAddress().Replace(text, InsteadOfPath);
        text = Absolute().Replace(text, Shorten);
        text = Home().Replace(text, InsteadOfPath);
        foreach (var word in _words) text = word.Replace(text, InsteadOfWord);
        return text;
    }

    /// <summary>A folder as it is, and as JSON writes it.</summary>
    private static IEnumerable<string> Spellings(string folder) => folder.Contains('\\', StringComparison.Ordinal) ? [folder, folder.Replace("\\", "\\\\", StringComparison.Ordinal)] : [folder];

    /// <summary>A path to a file keeps the file's name; a folder's may be somebody's.</summary>
    private static string Shorten(Match match)
    {
        var last = match.Value.Split('/', '\\')[^1];
        return FileName().IsMatch(last) ? $"{InsteadOfPath}/{last}" : InsteadOfPath;
    }

    // Two parts at least: a slash before one word is more often a fraction. What precedes it is no part of a name, tag or address; a line's end in JSON is a letter.
    [GeneratedRegex(@"(?:(?<![\w.\-:/<>\\\]%~])|(?<=\\[nrt]))/(?:[\w.@+~%=,\-]+/)+[\w.@+~%=,\-]*", Plain, PatienceMs)]
    private static partial Regex Absolute();

    [GeneratedRegex(@"(?<![\w])[A-Za-z]:(?:\\\\|\\|/)(?:[^\s""'<>|:*?\\/]+(?:\\\\|\\|/))*[^\s""'<>|:*?\\/]*", Plain, PatienceMs)]
    private static partial Regex Drive();

    [GeneratedRegex(@"file:/+[^\s""'<>]+", RegexOptions.IgnoreCase | Plain, PatienceMs)]
    private static partial Regex FileAddress();

    [GeneratedRegex(@"(?<![\w/])~[\w]*/[\w./@+\-]+", Plain, PatienceMs)]
    private static partial Regex Home();

    [GeneratedRegex(@"^[\w@+~%=,\-][\w.@+~%=,\-]*\.[A-Za-z][A-Za-z0-9]{1,11}$", Plain, PatienceMs)]
    private static partial Regex FileName();
}
