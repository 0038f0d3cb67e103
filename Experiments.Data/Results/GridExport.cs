using System.Globalization;
using CsvHelper;
using Experiments.Data.Model;
using Experiments.Data.Results.Export;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Results;

/// <summary>Writes the runs behind a results grid as CSV, see <see cref="CsvExport"/>; the grid itself has formats of its own, see <see cref="ExportFormat"/>.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class GridExport(IDbContextFactory<ExperimentsContext> contexts)
{
    private static readonly string[] TidyColumns =
    [
        "grid", "run_id", "run", "state", "seed", "fingerprint", "reproduction_of_run_id", "counted", "protocol", "protocol_fingerprint",
        "evaluation_job_id", "checkpoint_sha256", "mIoU", "mAcc", "aAcc",
    ];

    /// <summary>
    /// The tidy long form: a line per run × protocol, those without a score and reproductions too (marked), with
    /// every setting as a column, mIoU, mAcc, aAcc, every further metric that an evaluation has (top-1, top-5, ...) and
    /// IoU per class, or accuracy per class of a classifier, 0 to 1 in full precision.
    /// </summary>
    /// <param name="grid">The grid: its runs, and which of them count, are those of this reading.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task WriteTidyAsync(GridView grid, TextWriter writer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grid);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var fingerprints = grid.Rows.SelectMany(r => r.Arms).Select(a => a.Fingerprint).OfType<string>().Distinct().ToList();
        var settings = (await db.RunSettings.Where(s => db.Runs.Any(r => r.Id == s.RunId && fingerprints.Contains(r.Fingerprint))).ToListAsync(cancellationToken)).ToLookup(s => s.RunId);
        // The seed is a column already.
        var keys = settings.SelectMany(s => s).Select(s => s.Key).Distinct().Where(k => !TidyColumns.Contains(k)).Order(StringComparer.Ordinal).ToList();
        var scores = await ScoresAsync(db, fingerprints, cancellationToken);
        var metrics = scores.Values.SelectMany(s => s.Evaluation.Metrics.Keys).Distinct().Order(StringComparer.Ordinal).ToList();
        var classes = scores.Values.SelectMany(s => s.PerClass.Select(p => p.Heading)).Distinct().ToList();
        await using var csv = new CsvWriter(writer, CsvExport.Format, leaveOpen: true);
        await WriteLineAsync(csv, [.. TidyColumns, .. metrics, .. keys, .. classes]);
        foreach (var row in grid.Rows)
        {
            foreach (var arm in row.Arms)
            {
                var scoredUnder = grid.Columns.Zip(row.Cells).Where(p => p.Second.ArmId == arm.ArmId && p.Second.ProtocolFingerprint is not null).ToList();
                foreach (var run in arm.Runs)
                {
                    var ofRun = settings[run.RunId].ToDictionary(s => s.Key, s => s.Value);
                    foreach (var (column, cell) in scoredUnder)
                    {
                        var score = scores.GetValueOrDefault((run.RunId, cell.ProtocolFingerprint!));
                        await WriteLineAsync(
                            csv,
                            [
                                grid.Name, Text(run.RunId), run.Name, run.State.ToString(), Text(run.Seed), arm.Fingerprint ?? "", Text(run.ReproductionOfRunId),
                                cell.Values.Any(v => v.RunId == run.RunId) ? "true" : "false", column.Label, cell.ProtocolFingerprint!,
                                Text(score?.Evaluation.JobId), score?.Evaluation.CheckpointSha256 ?? "",
                                Measure(score, e => e.MeanIoU), Measure(score, e => e.MeanAccuracy), Measure(score, e => e.PixelAccuracy),
                                .. metrics.Select(m => score?.Evaluation.ValueOf(m) is { } value ? Number(value) : ""),
                                .. keys.Select(k => ofRun.GetValueOrDefault(k, "")), .. classes.Select(c => score?.ClassValue(c) ?? ""),
                            ]);
                    }
                }
            }
        }

        await csv.FlushAsync();
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Measure(Score? score, Func<Evaluation, double?> measure) =>
        score is null ? "" : Number(measure(score.Evaluation) ?? double.NaN);

    private static async Task WriteLineAsync(CsvWriter csv, IEnumerable<string> fields)
    {
        foreach (var field in fields) csv.WriteField(CsvText.Field(field));
        await csv.NextRecordAsync();
    }

    private static async Task<Dictionary<(long RunId, string Protocol), Score>> ScoresAsync(
        ExperimentsContext db, List<string> fingerprints, CancellationToken cancellationToken)
    {
        var found = await (
            from evaluation in db.Evaluations
            where fingerprints.Contains(evaluation.Run!.Fingerprint) && evaluation.Job!.State == JobState.Succeeded
            join attempt in db.Attempts
                on new { evaluation.JobId, Number = evaluation.AttemptNumber } equals new { attempt.JobId, attempt.Number }
            orderby evaluation.Id
            select new { evaluation, attempt.ClassNames }).ToListAsync(cancellationToken);
        // The newest of several evaluations under one protocol counts, as in the grid.
        return found.GroupBy(f => (f.evaluation.RunId, f.evaluation.ProtocolFingerprint))
            .ToDictionary(g => g.Key, g => new Score(g.Last().evaluation, g.Last().ClassNames));
    }

    private sealed record Score(Evaluation Evaluation, IReadOnlyList<string> Names)
    {
        /// <summary>A column a class; classes are numbers where the engine gave no names.</summary>
        public IReadOnlyList<(string Heading, double Value)> PerClass { get; } = Evaluation.HeadlineMetric == GridColumn.TopOne
            ? [.. ConfusionBlob.ClassAccuracy(Evaluation.Confusion, Evaluation.Classes).Select((v, i) => ($"accuracy {NameOf(Names, i)}", v))]
            : [.. Evaluation.ClassIoU.Select((v, i) => ($"IoU {NameOf(Names, i)}", v))];

        public string? ClassValue(string heading) =>
            PerClass.Where(p => p.Heading == heading).Select(p => Number(p.Value)).FirstOrDefault();

        private static string NameOf(IReadOnlyList<string> names, int index) => index < names.Count ? names[index] : index.ToString(CultureInfo.InvariantCulture);
    }
}
