using System.Text;
using Experiments.Data.Figures;
using Experiments.Data.Results.Export;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Bundles;
using Experiments.Web.Exports;

namespace Experiments.Web.Api;

/// <summary>Results grids to take away.</summary>
internal static class ExportEndpoints
{
    /// <summary>Maps <c>/results/{grid}/export?format=…</c>, <c>/results/{grid}/bundle?anonymous=true&amp;hide=…</c>, and the two addresses that its CSV had before.</summary>
    public static void MapExports(this IEndpointRouteBuilder api)
    {
        api.MapGet("/results/{grid:long}/export", ExportAsync);
        api.MapGet("/results/{grid:long}/figures/{file}", FigureAsync);
        api.MapGet("/results/{grid:long}/bundle", (long grid, bool? anonymous, string[]? hide, ActGuard guard, EvidenceBundle bundle, GridQuery grids, CancellationToken gone) =>
            guard.DoAsync(Act.DownloadBundle, $"results grid {grid}{(anonymous == true ? ", anonymous" : "")}", () => BundleAsync(grid, anonymous, hide, bundle, grids, gone), gone));
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

    /// <summary>The bundle is written to a file that goes with the answer: it may be larger than memory. One that does not verify is not handed out.</summary>
    internal static async Task<IResult> BundleAsync(long grid, bool? anonymous, string[]? hide, EvidenceBundle bundle, GridQuery grids, CancellationToken gone)
    {
        var name = (await grids.ListAsync(gone)).FirstOrDefault(g => g.GridId == grid)?.Name;
        if (name is null) return ApiEndpoints.Missing($"There is no results grid {grid}.");
        var file = anonymous == true ? "evidence.zip" : $"{GridExports.FileName(name)}-evidence.zip";
        var stream = new FileStream(
            Path.Combine(Path.GetTempPath(), $"experiments-bundle-{Guid.NewGuid():N}.zip"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 81920, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await bundle.WriteAsync(grid, new BundleOptions(anonymous == true, hide ?? []), stream, gone);
            stream.Position = 0;
            if (Fault(stream, file) is { } fault)
            {
                await stream.DisposeAsync();
                return TypedResults.Problem(fault, statusCode: StatusCodes.Status422UnprocessableEntity, title: "The bundle does not verify");
            }

            stream.Position = 0;
            return TypedResults.Stream(stream, "application/zip", file);
        }
        catch (UsageException e)
        {
            await stream.DisposeAsync();
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest, title: "No bundle");
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>What is wrong with a bundle that was just written; null for nothing.</summary>
    private static string? Fault(Stream bundle, string name)
    {
        try
        {
            var result = BundleVerifier.Verify(bundle, name);
            return result.IsSound ? null : $"{result.Line}. The first: {result.Problems[0]} A hidden word that is part of a format breaks it: hide another. `bundle create` writes the file all the same.";
        }
        catch (DataException e)
        {
            return e.Message;
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
