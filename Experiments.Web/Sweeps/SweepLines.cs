namespace Experiments.Web.Sweeps;

/// <summary>Texts that stand one a line in a field: constraints, links, the rows of a list.</summary>
public static class SweepLines
{
    /// <summary>The lines that say something.</summary>
    public static IReadOnlyList<string> Read(string text) => text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>One a line.</summary>
    public static string Write(IEnumerable<string> lines) => string.Join('\n', lines);

    /// <summary>Rows of a list: <c>regulariser.kind = l2; training.momentum = 0.9</c>. A part without = belongs to the value before it.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> ReadRows(string text) => [.. Read(text).Select(ReadRow)];

    /// <summary>Rows of a list, one a line.</summary>
    public static string Write(IEnumerable<IReadOnlyDictionary<string, string>> rows) =>
        Write(rows.Select(row => string.Join("; ", row.Select(p => $"{p.Key} = {p.Value}"))));

    private static Dictionary<string, string> ReadRow(string line)
    {
        var row = new Dictionary<string, string>(StringComparer.Ordinal);
        var last = "";
        foreach (var part in line.Split(';'))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at < 0 && last.Length > 0)
            {
                if (part.Trim().Length > 0) row[last] = $"{row[last]};{part}";
                continue;
            }

            last = (at < 0 ? part : part[..at]).Trim();
            if (last.Length > 0) row[last] = at < 0 ? "" : part[(at + 1)..].Trim();
        }

        return row;
    }
}
