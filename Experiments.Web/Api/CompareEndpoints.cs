using Experiments.Data.Metrics;
using Experiments.Web.Comparing;

namespace Experiments.Web.Api;

/// <summary>What the page of a comparison fetches: curves, plots, maps of where two predictions differ.</summary>
internal static class CompareEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapComparing(this RouteGroupBuilder api)
    {
        api.MapGet("/compare/series", SeriesAsync);
        api.MapGet("/compare/plot", PlotAsync);
        api.MapGet("/compare/map", MapAsync);
    }

    /// <summary>One curve of everything that is compared, see <see cref="ChartCurves"/>.</summary>
    private static async Task<IResult> SeriesAsync(string? runs, string? key, string? x, string? band, HttpContext http, CompareCurves curves, CancellationToken gone) =>
        TaggedJson.Of(http, await curves.OfAsync(
            CompareSet.Read(runs), key ?? "", CompareState.Choice(x, CurveAxis.Iteration), CompareState.Choice(band, BandKind.StandardDeviation), gone));

    /// <summary>A plot, see <see cref="PlotData"/>.</summary>
    private static async Task<IResult> PlotAsync(HttpContext http, PlotQuery plots, CancellationToken gone) =>
        TaggedJson.Of(http, await plots.OfAsync(CompareState.Read(name => http.Request.Query[name]), gone));

    /// <summary>Where two predictions of one image differ and who is right, PNG; see <see cref="DifferenceMap"/>.</summary>
    private static async Task<IResult> MapAsync(long a, long b, long? truth, HttpContext http, ComparePictures pictures, CancellationToken gone)
    {
        if (await pictures.MapAsync(a, b, truth, gone) is not { } png) return ApiEndpoints.Missing("One of the predictions is not there any more, or they are of different sizes or count different classes: score both again with pictures, on one data set.");
        // What attempts wrote never changes.
        http.Response.Headers.CacheControl = "private, max-age=86400";
        return TypedResults.Bytes(png, "image/png");
    }
}
