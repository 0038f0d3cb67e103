namespace Experiments.Benchmarks.Statistics;

/// <summary>A part of a document that a benchmark writes, between its two markers.</summary>
internal static class DocumentSection
{
    /// <summary>Replaces the section of a document of this repository.</summary>
    /// <param name="document">File in <c>docs</c>.</param>
    /// <param name="name">Name in the markers.</param>
    /// <param name="text">New text.</param>
    public static void Write(string document, string name, string text)
    {
        var file = Path.Combine(Root(), "docs", document);
        var content = File.ReadAllText(file);
        var (begin, end) = ($"<!-- {name}: begin (written by the benchmarks' verb {name}) -->", $"<!-- {name}: end -->");
        var (from, to) = (content.IndexOf(begin, StringComparison.Ordinal), content.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from) throw new InvalidOperationException($"docs/{document} has no section between \"{begin}\" and \"{end}\": put the two lines in.");
        File.WriteAllText(file, $"{content[..from]}{begin}\n\n{text.Trim()}\n\n{content[to..]}");
        Console.WriteLine($"Written to docs/{document}.");
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Experiments.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException("Experiments.slnx is in no folder above the program: run the benchmarks from a checkout.");
    }
}
