using System.Globalization;
using System.Text.Json;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Runs;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using Experiments.Web.Results;

namespace Experiments.Web.Api;

/// <summary>What the page of one run fetches by itself: confusion counts and error maps.</summary>
internal static class RunEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapRunParts(this RouteGroupBuilder api)
    {
        api.MapGet("/evaluations/{evaluation:long}/confusion", ConfusionAsync);
        api.MapGet("/errors/{truth:long}/{prediction:long}", ErrorsAsync);
    }

    /// <summary>
    /// A confusion matrix as <c>{classes: [{name, colour}], wrong, right, cells: [[truth, prediction, count, share], ...]}</c>: cells without a
    /// count are left out; <c>wrong</c> and <c>right</c> are sentences with {share}, {truth}, {prediction} and {count} to be filled in.
    /// </summary>
    private static async Task<IResult> ConfusionAsync(long evaluation, string? by, EvaluationQueries evaluations, CancellationToken gone)
    {
        if (await evaluations.CountsAsync(evaluation, gone) is not { } counts) return ApiEndpoints.Missing($"There is no evaluation {evaluation}.");
        var (names, colours) = await evaluations.ClassNamesAsync(counts.JobId, gone);
        var whole = ConfusionWords.Parse(by);
        var matrix = new ConfusionMatrix(counts.Classes, counts.Counts);
        return TypedResults.Json(
            new
            {
                classes = Enumerable.Range(0, counts.Classes).Select(k => new { name = ConfusionWords.ClassName(names, k), colour = k < colours.Count ? colours[k] : "" }),
                wrong = ConfusionWords.Template(whole, isRight: false),
                right = ConfusionWords.Template(whole, isRight: true),
                unit = ConfusionWords.UnitOf(counts.IsClassifier),
                cells = matrix.Cells(whole).Select(c => new[] { c.Truth, c.Prediction, c.Count, Math.Round(c.Share, 7) }),
            },
            JsonSerializerOptions.Web);
    }

    /// <summary>A PNG of where a prediction is wrong, of two files of one job that are of one image; with a class, of its misses and false alarms.</summary>
    private static async Task<IResult> ErrorsAsync(long truth, long prediction, int? @class, HttpContext http, OneRunQueries runs, RunFiles files, CancellationToken gone)
    {
        var found = await runs.FindFilesAsync([truth, prediction], gone);
        var (labels, predicted) = (found.FirstOrDefault(f => f.Artifact.Id == truth), found.FirstOrDefault(f => f.Artifact.Id == prediction));
        if (labels?.Artifact is not { Kind: Artifact.Truth } t || predicted?.Artifact is not { Kind: Artifact.Prediction } p || (t.JobId, t.Name) != (p.JobId, p.Name))
            return ApiEndpoints.Missing(string.Create(CultureInfo.InvariantCulture, $"Artifacts {truth} and {prediction} are not truth and prediction of one image."));
        if (files.Find(labels.Folder, t.Path) is not { } truthFile || files.Find(predicted.Folder, p.Path) is not { } predictionFile)
            return ApiEndpoints.Missing($"The pictures of {t.Name} are not in the runs folder any more; evaluate the run again to make them anew.");
        try
        {
            // A large image takes a moment: not on a thread that answers others.
            var png = await Task.Run(() => Draw(truthFile, predictionFile, @class), gone);
            // What an attempt wrote never changes.
            http.Response.Headers.CacheControl = "private, max-age=86400";
            return TypedResults.Bytes(png, "image/png");
        }
        catch (DataException e)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status422UnprocessableEntity, title: "Not readable");
        }
    }

    private static byte[] Draw(string truth, string prediction, int? wanted)
    {
        using var png = new MemoryStream();
        PngFile.WritePalette(png, ErrorMap.Of(LabelFile.Read(truth), LabelFile.Read(prediction), wanted), ErrorMap.Colours);
        return png.ToArray();
    }
}
