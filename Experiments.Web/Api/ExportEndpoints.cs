using System.Text;
using Experiments.Data.Figures;
using Experiments.Data.Results;
using Experiments.Data.Results.Export;
using Experiments.Engine.Schema;
using Experiments.Web.Exports;

namespace Experiments.Web.Api;

/// <summary>Results grids to take away.</summary>
internal static class ExportEndpoints
{
    /// <summary>Maps <c>/results/{grid}/export?format=…</c>, and the two addresses that its CSV had before.</summary>
    public static void MapExports(this IEndpointRouteBuilder api)
    {
        api.MapGet("/results/{grid:long}/export", ExportAsync);
        api.MapGet("/results/{grid:long}/figures/{file}", FigureAsync);
        api.MapGet("/results/{grid:long}/grid.csv", (long grid, GridExports exports, CancellationToken gone) => ExportAsync(grid, "csv", exports, gone));
        api.MapGet("/results/{grid:long}/tidy.csv", (long grid, GridExports exports, CancellationToken gone) => ExportAsync(grid, "tidy", exports, gone));
    }

    /// <summary>A figure as <c>forest.svg</c> or <c>forest.pdf</c>.</summary>
    private static async Task<IResult> FigureAsync(long grid, string file, GridQuery grids, CancellationToken gone)
    {
        if (await grids.LoadAsync(grid, gone) is not { } view) return ApiEndpoints.Missing($"There is no results grid {grid}.");
        try
        {
            var figure = GridFigures.Find(view, Path.GetFileNameWithoutExtension(file));
            return Path.GetExtension(file) switch
            {
                ".svg" => TypedResults.File(Encoding.UTF8.GetBytes(SvgFigure.Write(figure)), "image/svg+xml"),
                ".pdf" => TypedResults.File(PdfFigure.Write(figure), "application/pdf"),
                _ => ApiEndpoints.Missing($"\"{file}\" is neither .svg nor .pdf: ask for one of these."),
            };
        }
        catch (UsageException e)
        {
            return ApiEndpoints.Missing(e.Message);
        }
    }

    private static async Task<IResult> ExportAsync(long grid, string? format, GridExports exports, CancellationToken gone)
    {
        if (ExportFormat.Find(format ?? "csv") is not { } form)
            return TypedResults.Problem($"There is no format \"{format}\": use one of {ExportFormat.Names}.", statusCode: StatusCodes.Status400BadRequest, title: "Unknown format");
        try
        {
            var (text, name) = await exports.ExportAsync(grid, form, gone);
            return TypedResults.File(Encoding.UTF8.GetBytes(text), form.ContentType, name);
        }
        catch (KeyNotFoundException e)
        {
            return ApiEndpoints.Missing(e.Message);
        }
    }
}
