using System.Globalization;
using System.Text;
using System.Text.Json;
using Experiments.Data.Datasets;
using Experiments.Data.Metrics;
using Experiments.Data.Model;
using Experiments.Data.Results.Export;
using Experiments.Data.Storage;
using Experiments.Web.Access;
using Experiments.Web.Comparing;
using Experiments.Web.Datasets;
using Experiments.Web.Declarations;
using Experiments.Web.Results;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Api;

/// <summary>The HTTP API under <c>/api</c>: curves, files, downloads.</summary>
public static class ApiEndpoints
{
    private const int MostPoints = 1000;

    /// <summary>Maps every endpoint.</summary>
    public static IEndpointRouteBuilder MapExperimentApi(this IEndpointRouteBuilder routes)
    {
        foreach (var schema in DeclarationSchema.All) routes.MapGet(schema.Path, () => TypedResults.Text(schema.Text(), "application/schema+json", Encoding.UTF8)).AllowAnonymous();
        var api = routes.MapGroup("/api").RequireAuthorization(Policies.Read);
        api.MapGet("/runs/{run:long}/series", SeriesAsync);
        api.MapGet("/runs/{run:long}/configuration", ConfigurationAsync);
        api.MapGet("/artifacts/{artifact:long}", ArtifactAsync);
        api.MapGet("/jobs/{job:long}/attempts/{attempt:int}/log", LogAsync);
        api.MapGet("/jobs/{job:long}/attempts/{attempt:int}/superseded.csv", SupersededAsync);
        api.MapRunsTable();
        api.MapExports();
        api.MapPredictions();
        api.MapActs();
        api.MapRunParts();
        api.MapComparing();
        api.MapGet("/datasets/{dataset:long}/report", ReportAsync);
        api.MapGet("/checks/{check:long}/pictures/{file}", (long check, string file, HttpContext http, DatasetStore datasets, RunFiles files, CancellationToken gone) =>
            CheckFileAsync(check, $"{CheckFolder.Pictures}/{file}", "image/png", http, datasets, files, gone));
        api.MapGet("/checks/{check:long}/leave-out", (long check, HttpContext http, DatasetStore datasets, RunFiles files, CancellationToken gone) =>
            CheckFileAsync(check, CheckFolder.LeaveOut, "text/plain; charset=utf-8", http, datasets, files, gone));
        api.MapGet("/datasets/{dataset:long}/crops/{file}", (long dataset, string file, TrainingCropsQuery crops) => crops.Picture(dataset, file) is { } path
            ? TypedResults.PhysicalFile(path, "image/png")
            : Missing($"There is no crop \"{file}\" of data set {dataset}; render crops on its page."));
        return routes;
    }

    /// <summary>
    /// Curves as <see cref="ChartCurves"/>, at most a thousand points each. Where a curve has more, its points are means of stretches (the last step of each), and
    /// the band has their true extremes; else the band is empty. A stretch without a finite value has the mean null and is not in the band; values that are NaN or
    /// infinite are counted.
    /// </summary>
    private static async Task<IResult> SeriesAsync(long run, string? keys, long? job, string? x, HttpContext http, MetricQueries metrics, CurvePlaces places, CancellationToken gone)
    {
        var wanted = (keys ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var axis = CompareState.Choice(x, CurveAxis.Iteration);
        var found = (await metrics.SeriesAsync([run], wanted, MostPoints, job, gone)).Where(s => s.Points.Count > 0)
            .OrderBy(s => s.Kind == JobKind.FirstStage).ThenBy(s => Array.IndexOf(wanted, s.Key)).ToList();
        var at = await places.OfAsync(found, axis, gone);
        var curves = found.Select((s, i) => ChartCurve.Of(s, at[i]) with
        {
            Name = NameOf(s),
            Slot = i,
            Colour = SeriesStyle.ColourOf(i),
            Dash = SeriesStyle.DashOf(i),
            Main = Array.IndexOf(wanted, s.Key) == 0 && s.Kind != JobKind.FirstStage,
        }).ToList();
        string[] notes = found.Count > 0 && curves.TrueForAll(c => c.Points.Count == 0)
            ? [axis == CurveAxis.Epoch ? "The number of training images is not in the configuration: choose another axis." : "When the points were written is not on record: choose another axis."]
            : [];
        var seconds = found.Exists(s => s.Key.StartsWith(MetricSeries.SystemPrefix, StringComparison.Ordinal));
        return TaggedJson.Of(http, new ChartCurves(seconds ? "time run (h:mm:ss)" : ChartCurves.TitleOf(axis), seconds || axis == CurveAxis.Time, notes, curves));
    }

    private static string NameOf(SeriesView series) => series.Key.StartsWith(MetricSeries.SystemPrefix, StringComparison.Ordinal)
        ? series.Key[MetricSeries.SystemPrefix.Length..].Replace('_', ' ')
        : series.Kind == JobKind.FirstStage ? $"first stage: {series.Key}" : series.Key;

    private static async Task<IResult> ConfigurationAsync(long run, IDbContextFactory<ExperimentsContext> contexts, CancellationToken gone)
    {
        await using var context = await contexts.CreateDbContextAsync(gone);
        var json = await context.Runs.AsNoTracking().Where(r => r.Id == run).Select(r => r.ConfigurationJson).FirstOrDefaultAsync(gone);
        return json is null
            ? Missing($"There is no run {run}.")
            : TypedResults.File(Encoding.UTF8.GetBytes(Indent(json)), "application/json", string.Create(CultureInfo.InvariantCulture, $"run-{run}.json"));
    }

    private static async Task<IResult> ArtifactAsync(long artifact, HttpContext http, IDbContextFactory<ExperimentsContext> contexts, RunFiles files, CancellationToken gone)
    {
        await using var context = await contexts.CreateDbContextAsync(gone);
        var found = await (from a in context.Artifacts.AsNoTracking()
                           join t in context.Attempts.AsNoTracking() on new { a.JobId, Number = a.AttemptNumber } equals new { t.JobId, t.Number }
                           where a.Id == artifact
                           select new { a.Path, t.Folder }).FirstOrDefaultAsync(gone);
        if (found is null) return Missing($"There is no artifact {artifact}.");
        if (files.Find(found.Folder, found.Path) is not { } file)
            return Missing($"The file \"{found.Path}\" of artifact {artifact} is not in the runs folder any more; rerun the job to make it again.");

        var type = Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".png" => "image/png",
            ".json" => "application/json",
            ".jsonl" or ".log" or ".txt" => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        };
        // What an attempt wrote never changes: its folder is read-only history.
        if (type == "image/png") http.Response.Headers.CacheControl = "private, max-age=86400";
        return TypedResults.PhysicalFile(file, type, type == "application/octet-stream" ? Path.GetFileName(file) : null, enableRangeProcessing: true);
    }

    private static async Task<IResult> LogAsync(long job, int attempt, IDbContextFactory<ExperimentsContext> contexts, RunFiles files, CancellationToken gone)
    {
        await using var context = await contexts.CreateDbContextAsync(gone);
        var row = await context.Attempts.AsNoTracking().FirstOrDefaultAsync((Attempt a) => a.JobId == job && a.Number == attempt, gone);
        if (row is null) return Missing($"Job {job} has no attempt {attempt}.");
        if (files.Find(row.Folder, "engine.log") is { } file)
            return TypedResults.Stream(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), "text/plain; charset=utf-8");
        return row.LogTail.Length > 0
            ? TypedResults.Text(row.LogTail)
            : Missing($"Attempt {attempt} of job {job} left no log.");
    }

    /// <summary>What an attempt wrote past the checkpoint from which a later one went on: in no curve, kept as history.</summary>
    private static async Task<IResult> SupersededAsync(long job, int attempt, MetricQueries metrics, CancellationToken gone)
    {
        var text = new StringBuilder("series,step,value\n");
        foreach (var (series, point) in await metrics.SupersededAsync(job, attempt, gone))
        {
            var value = point.Kind == PointKind.Finite ? point.Value!.Value.ToString("R", CultureInfo.InvariantCulture) : point.Kind.ToString();
            text.Append(CultureInfo.InvariantCulture, $"{CsvText.Field(series)},{point.Step},{value}\n");
        }

        return TypedResults.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"job-{job}-attempt-{attempt}-superseded.csv"));
    }

    /// <summary>The newest report on a data set, as the engine wrote it.</summary>
    private static async Task<IResult> ReportAsync(long dataset, DatasetStore datasets, CancellationToken gone)
    {
        if (await datasets.FindAsync(dataset, gone) is not { } row) return Missing($"There is no data set {dataset}.");
        return row.Reported is { } check && await datasets.ReportAsync(check.CheckId, gone) is { } json
            ? TypedResults.Text(json, "application/json", Encoding.UTF8)
            : Missing($"Data set {dataset} has not been checked yet; start a check on its page.");
    }

    private static async Task<IResult> CheckFileAsync(long check, string path, string type, HttpContext http, DatasetStore datasets, RunFiles files, CancellationToken gone)
    {
        if (await datasets.CheckAsync(check, gone) is not { } row) return Missing($"There is no check {check}.");
        if (files.Find(row.Folder, path) is not { } file) return Missing($"The file \"{path}\" of check {check} is not in the runs folder any more; check the data set again to make it anew.");
        // A check's folder is written once.
        if (type == "image/png") http.Response.Headers.CacheControl = "private, max-age=86400";
        return TypedResults.PhysicalFile(file, type);
    }

    internal static IResult Missing(string message) => TypedResults.Problem(message, statusCode: StatusCodes.Status404NotFound, title: "Not found");

    private static string Indent(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document, IndentedJson);
    }

    private static readonly JsonSerializerOptions IndentedJson = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
