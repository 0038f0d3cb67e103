using System.CommandLine;
using System.Globalization;
using System.Text;
using Experiments.Data.Figures;
using Experiments.Data.Results;
using Experiments.Data.Results.Export;
using Experiments.Engine.Schema;
using Experiments.Web.Exports;
using Experiments.Web.Hosting;

namespace Experiments.Web.Commands;

/// <summary><c>results list</c>, <c>results export</c> and <c>results figure</c>: tables on the command line, beside a running site too.</summary>
internal static class ResultsCommand
{
    /// <summary>A grid by number or name.</summary>
    public static Argument<string> Grid() => new("GRID") { Description = "Number or name of a results grid, see `results list`." };

    /// <summary>The form to export.</summary>
    public static Option<string> Format() => new("--format") { HelpName = "FORMAT", Description = $"One of {ExportFormat.Names}. Default: csv.", DefaultValueFactory = _ => "csv" };

    /// <summary>Prints every grid.</summary>
    public static async Task<int> ListAsync(ExperimentsSettings settings, TextWriter output, CancellationToken cancellationToken)
    {
        await using var services = await CommandServices.OpenAsync(settings, cancellationToken);
        foreach (var grid in await services.GetRequiredService<GridQuery>().ListAsync(cancellationToken))
        {
            var day = DateTimeOffset.FromUnixTimeMilliseconds(grid.CreatedMs).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{grid.GridId,5}  {day}  {grid.Rows} × {grid.Columns}  {ExportText.OneLine(grid.Name)}"));
        }

        return CommandLine.Done;
    }

    /// <summary>Writes a grid to a file or to the output.</summary>
    /// <exception cref="UsageException">Grid or format is unknown, or the file cannot be written.</exception>
    public static async Task<int> ExportAsync(ExperimentsSettings settings, string wanted, string format, string? file, TextWriter output, CancellationToken cancellationToken)
    {
        var form = ExportFormat.Find(format) ?? throw new UsageException($"There is no format \"{format}\": use one of {ExportFormat.Names}.");
        await using var services = await CommandServices.OpenAsync(settings, cancellationToken);
        var grid = await CommandServices.GridAsync(services.GetRequiredService<GridQuery>(), wanted, cancellationToken);
        var (text, _) = await services.GetRequiredService<GridExports>().ExportAsync(grid.GridId, form, cancellationToken);
        if (file is null)
        {
            await output.WriteAsync(text);
            return CommandLine.Done;
        }

        await WholeFiles.WriteAsync(file, stream => stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).AsTask());
        return CommandLine.Done;
    }

    /// <summary>Writes a figure of a grid.</summary>
    /// <exception cref="UsageException">Grid or figure is unknown, the file's end is neither .svg nor .pdf, or it cannot be written.</exception>
    public static async Task<int> FigureAsync(ExperimentsSettings settings, string wanted, string name, string file, TextWriter errors, CancellationToken cancellationToken)
    {
        await using var services = await CommandServices.OpenAsync(settings, cancellationToken);
        var grids = services.GetRequiredService<GridQuery>();
        var grid = await CommandServices.GridAsync(grids, wanted, cancellationToken);
        var figure = GridFigures.Find((await grids.LoadAsync(grid.GridId, cancellationToken))!, name);
        var bytes = Path.GetExtension(file) switch
        {
            ".svg" => Encoding.UTF8.GetBytes(SvgFigure.Write(figure)),
            ".pdf" => PdfFigure.Write(figure),
            var other => throw new UsageException($"--out ends with \"{other}\": a figure is written as .svg or .pdf."),
        };
        await WholeFiles.WriteAsync(file, stream => stream.WriteAsync(bytes, cancellationToken).AsTask());
        if (Path.GetExtension(file) == ".pdf" && PdfFigure.Missing(figure) is { Length: > 0 } missing)
            await errors.WriteLineAsync($"The PDF's font has no {string.Join(' ', missing.EnumerateRunes())}: a question mark stands for each; an .svg has them.");
        return CommandLine.Done;
    }
}
