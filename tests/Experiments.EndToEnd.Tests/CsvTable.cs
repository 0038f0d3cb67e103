using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Experiments.EndToEnd.Tests;

/// <summary>A CSV file, read with the first line as names; lines that begin with # say where it comes from.</summary>
/// <param name="Lines">Every other line: name to text.</param>
internal sealed record CsvTable(IReadOnlyList<IReadOnlyDictionary<string, string>> Lines)
{
    /// <summary>Reads a file.</summary>
    public static CsvTable Read(string path)
    {
        using var reader = new CsvReader(new StreamReader(path), new CsvConfiguration(CultureInfo.InvariantCulture) { AllowComments = true });
        reader.Read();
        reader.ReadHeader();
        var names = reader.HeaderRecord!;
        var lines = new List<IReadOnlyDictionary<string, string>>();
        while (reader.Read()) lines.Add(names.Select((name, i) => (name, Text: reader.GetField(i)!)).ToDictionary(x => x.name, x => x.Text));
        return new CsvTable(lines);
    }
}
