namespace Experiments.Data.Results.Export;

/// <summary>A form in which a table leaves the program.</summary>
/// <param name="Name">What it is called on the command line and in addresses.</param>
/// <param name="Suffix">End of the file's name.</param>
/// <param name="ContentType">Media type.</param>
/// <param name="Title">For menus.</param>
/// <param name="Help">One sentence.</param>
/// <param name="Write">Writes a table; null for the tidy form, which has a line a run and is read from the database.</param>
/// <param name="NeedsRuns">Whether it tells of runs and their seeds, which a grid of published values does not have.</param>
public sealed record ExportFormat(string Name, string Suffix, string ContentType, string Title, string Help, Func<ExportTable, string>? Write, bool NeedsRuns = false)
{
    /// <summary>The tidy form.</summary>
    public static ExportFormat Tidy { get; } =
        new("tidy", "tidy.csv", "text/csv; charset=utf-8", "CSV, tidy", "A line for each run and protocol, with every setting and the score of each class.", null, NeedsRuns: true);

    /// <summary>Every form, in the order of menus.</summary>
    public static IReadOnlyList<ExportFormat> All { get; } =
    [
        new("csv", "grid.csv", "text/csv; charset=utf-8", "CSV, as shown", "A line a row; per cent with two digits.", table => CsvExport.Write(table, full: false)),
        new("csv-full", "full.csv", "text/csv; charset=utf-8", "CSV, full precision", "A line a row; shares of 1 in full precision, with fingerprints and the value of each seed.", table => CsvExport.Write(table, full: true), NeedsRuns: true),
        Tidy,
        new("latex", "table.tex", "application/x-tex; charset=utf-8", "LaTeX", "A table for booktabs and siunitx.", LatexExport.Write),
        new("latex-macros", "macros.tex", "application/x-tex; charset=utf-8", "LaTeX macros", "One macro a cell, for \\input.", LatexMacros.Write),
        new("markdown", "table.md", "text/markdown; charset=utf-8", "Markdown", "A table as GitHub shows it.", MarkdownExport.Write),
        new("json", "table.json", "application/json", "JSON", "The table with every value in full precision, for programs.", JsonExport.Write),
    ];

    /// <summary>The forms of a grid: one of published values has no runs to tell of.</summary>
    public static IEnumerable<ExportFormat> Of(bool isPublished) => isPublished ? All.Where(f => !f.NeedsRuns) : All;

    /// <summary>The form of a name; null for none.</summary>
    public static ExportFormat? Find(string name) => All.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Every name, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(f => f.Name));
}
