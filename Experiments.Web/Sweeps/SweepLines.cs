namespace Experiments.Web.Sweeps;

/// <summary>Texts that stand one a line in a field: constraints, links, the rows of a list.</summary>
public static class SweepLines
{
    /// <summary>The lines that say something.</summary>
    public static IReadOnlyList<string> Read(string text) => text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>One a line.</summary>
    public static string Write(IEnumerable<string> lines) => string.Join('\n', lines);

    /// <summary>Rows of a list: <c>regulariser.kind = l2; training.momentum = 0.9</c>. A value with a semicolon or a quote stands in quotes, its quotes doubled.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> ReadRows(string text) => [.. Read(text).Select(ReadRow)];

    /// <summary>Rows of a list, one a line.</summary>
    public static string Write(IEnumerable<IReadOnlyDictionary<string, string>> rows) =>
        Write(rows.Select(row => string.Join("; ", row.Select(p => $"{p.Key} = {Quoted(p.Value, ';')}"))));

    private static Dictionary<string, string> ReadRow(string line)
    {
        var row = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in Parts(line, ';'))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            row[(at < 0 ? part : part[..at]).Trim()] = at < 0 ? "" : Unquoted(part[(at + 1)..].Trim());
        }

        return row;
    }

    /// <summary>What stands between separators outside quotes, without the blanks around it; parts of blanks alone are left out.</summary>
    internal static IEnumerable<string> Parts(string line, params char[] separators)
    {
        var start = 0;
        var quoted = false;
        for (var i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == '"') quoted = !quoted;
            if (i < line.Length && (quoted || !separators.Contains(line[i]))) continue;
            if (line[start..i].Trim() is { Length: > 0 } part) yield return part;
            start = i + 1;
        }
    }

    /// <summary>A value as it stands in a line: in quotes, its own doubled, where a separator or a quote is in it.</summary>
    internal static string Quoted(string value, params char[] separators) =>
        value.Contains('"', StringComparison.Ordinal) || value.IndexOfAny(separators) >= 0 ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;

    /// <summary>The value that <see cref="Quoted"/> wrote.</summary>
    internal static string Unquoted(string value) =>
        value is ['"', .. var inner, '"'] ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : value;
}
