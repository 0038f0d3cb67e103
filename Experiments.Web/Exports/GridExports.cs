using System.Globalization;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Results.Export;
using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Exports;

/// <summary>Exports results grids in every form, with where their numbers come from, and remembers what was exported.</summary>
/// <param name="grids">Grids.</param>
/// <param name="runs">The tidy form.</param>
/// <param name="snapshots">What was exported.</param>
/// <param name="contexts">Contexts.</param>
public sealed class GridExports(GridQuery grids, GridExport runs, GridSnapshots snapshots, IDbContextFactory<ExperimentsContext> contexts)
{
    private const int LongestFileName = 60;

    /// <summary>A grid in a form; it is remembered as exported.</summary>
    /// <param name="gridId">The grid.</param>
    /// <param name="format">The form.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The text, and a name for its file.</returns>
    /// <exception cref="KeyNotFoundException">There is no such grid.</exception>
    public async Task<(string Text, string FileName)> ExportAsync(long gridId, ExportFormat format, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(format);
        var (grid, text) = await WriteAsync(gridId, format, cancellationToken);
        if (!grid.IsPublished) await snapshots.StoreAsync(grid, format.Name, cancellationToken);
        return (text, $"{FileName(grid.Name)}-{format.Suffix}");
    }

    /// <summary>A grid in a form, for a file that no person takes away: it is not remembered as exported.</summary>
    /// <exception cref="KeyNotFoundException">There is no such grid.</exception>
    public async Task<(GridView Grid, string Text)> WriteAsync(long gridId, ExportFormat format, CancellationToken cancellationToken = default)
    {
        var grid = await grids.LoadAsync(gridId, cancellationToken) ?? throw new KeyNotFoundException($"There is no results grid {gridId}.");
        return (grid, await WriteAsync(grid, await TableAsync(grid, cancellationToken), format, cancellationToken));
    }

    /// <summary>A grid in a form, of a table that is made already.</summary>
    public async Task<string> WriteAsync(GridView grid, ExportTable table, ExportFormat format, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(format);
        if (format.Write is { } write) return write(table);
        var text = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var line in ExportText.Comment(table)) await text.WriteAsync($"# {line}\n");
        await runs.WriteTidyAsync(grid, text, cancellationToken);
        return text.ToString();
    }

    /// <summary>What is exported of a grid.</summary>
    public async Task<ExportTable> TableAsync(GridView grid, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return ExportTables.Of(grid, await ProvenanceAsync(grid, cancellationToken));
    }

    /// <summary>A name as that of a file: lower-case letters, digits and dashes.</summary>
    public static string FileName(string name) => PlainName.Of(name, "results", LongestFileName);

    private async Task<ExportProvenance> ProvenanceAsync(GridView grid, CancellationToken cancellationToken)
    {
        var values = grid.Rows.SelectMany(r => r.Cells).SelectMany(c => c.Values).ToList();
        var (jobs, runIds) = (values.Select(v => v.JobId).Distinct().ToList(), values.Select(v => v.RunId).Distinct().ToList());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = await db.Evaluations.Where(e => jobs.Contains(e.JobId)).MaxAsync(e => (long?)e.CreatedMs, cancellationToken);
        var scored = await (
            from evaluation in db.Evaluations
            where jobs.Contains(evaluation.JobId)
            join attempt in db.Attempts on new { evaluation.JobId, Number = evaluation.AttemptNumber } equals new { attempt.JobId, attempt.Number }
            select attempt.EngineVersion).Distinct().ToListAsync(cancellationToken);
        // Every attempt of a training may have left its share of the weights.
        var trained = await (
            from job in db.Jobs
            where runIds.Contains(job.RunId) && (job.Kind == JobKind.Training || job.Kind == JobKind.FirstStage || job.Kind == JobKind.Pretraining)
            join attempt in db.Attempts on job.Id equals attempt.JobId
            select attempt.EngineVersion).Distinct().ToListAsync(cancellationToken);
        return new ExportProvenance
        {
            Grid = grid.GridId,
            Name = grid.Name,
            NewestEvaluation = newest is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : "",
            TrainedBy = Versions(trained),
            ScoredBy = Versions(scored),
            Semantics = values.Count > 0 && grid.Rows.SelectMany(r => r.Arms).Where(a => a.Runs.Count > 0).All(StandsForThisEngine) ? Fingerprint.EngineSemantics.ToString(CultureInfo.InvariantCulture) : "",
        };
    }

    private static IReadOnlyList<string> Versions(IEnumerable<string> versions) => [.. versions.Where(v => v.Length > 0).Order(StringComparer.Ordinal)];

    /// <summary>A fingerprint holds the semantics that it was made under: it is this program's where the configuration still has it.</summary>
    private static bool StandsForThisEngine(GridArmView arm)
    {
        try
        {
            return arm.ConfigurationJson is { } json && Fingerprint.Of(SchemaJson.ReadConfiguration(json)) == arm.Fingerprint;
        }
        catch (UsageException)
        {
            return false;
        }
    }
}
