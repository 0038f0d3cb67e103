namespace Experiments.Web.Results;

/// <summary>Where a text was found in a log.</summary>
/// <param name="Line">Line, from 0.</param>
/// <param name="Start">First sign, from 0.</param>
/// <param name="Length">Number of signs.</param>
public sealed record LogMatch(int Line, int Start, int Length);

/// <summary>A piece of a line, inside or outside a match.</summary>
/// <param name="Text">Text.</param>
/// <param name="Match">Number of the match among all, from 0; null outside.</param>
public sealed record LogPiece(string Text, int? Match);

/// <summary>Finds a text in lines, whatever the case.</summary>
public sealed class LogSearch
{
    private readonly IReadOnlyList<string> _lines;
    private readonly Dictionary<int, List<(LogMatch Match, int Number)>> _byLine = [];

    /// <summary>Looks for a text.</summary>
    /// <param name="lines">Lines.</param>
    /// <param name="text">Text, not a pattern; nothing is found where it is empty.</param>
    public LogSearch(IReadOnlyList<string> lines, string text)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(text);
        _lines = lines;
        if (text.Length == 0) return;
        for (var line = 0; line < lines.Count; line++)
        {
            for (var at = lines[line].IndexOf(text, StringComparison.OrdinalIgnoreCase); at >= 0; at = lines[line].IndexOf(text, at + text.Length, StringComparison.OrdinalIgnoreCase))
            {
                if (!_byLine.TryGetValue(line, out var found)) _byLine[line] = found = [];
                found.Add((new LogMatch(line, at, text.Length), Count++));
            }
        }
    }

    /// <summary>Number of matches.</summary>
    public int Count { get; }

    /// <summary>Whether a line has a match.</summary>
    public bool IsFound(int line) => _byLine.ContainsKey(line);

    /// <summary>A line cut at its matches.</summary>
    public IReadOnlyList<LogPiece> Pieces(int line)
    {
        var text = _lines[line];
        if (!_byLine.TryGetValue(line, out var found)) return [new LogPiece(text, null)];
        var pieces = new List<LogPiece>();
        var at = 0;
        foreach (var (match, number) in found)
        {
            if (match.Start > at) pieces.Add(new LogPiece(text[at..match.Start], null));
            pieces.Add(new LogPiece(text.Substring(match.Start, match.Length), number));
            at = match.Start + match.Length;
        }

        if (at < text.Length) pieces.Add(new LogPiece(text[at..], null));
        return pieces;
    }
}
