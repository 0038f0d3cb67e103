using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Runs;
using Experiments.Data.Sweeps;
using Experiments.Engine.Schema;
using Experiments.Web.Queue;

namespace Experiments.Web.Runs;

/// <summary>
/// Makes runs and their jobs out of configurations: the one place where the engine's schema meets the database's
/// records. All that it creates is resolved (hashes filled in), validated and fingerprinted first, and the queue is
/// told at once. Safe for concurrent use.
/// </summary>
public sealed class RunFactory(
    SweepStore sweeps, RunStore runs, RunQueries runQueries, GridQuery grids, JobStore jobs, QueueSignal signal)
{
    /// <summary>Most seeds that one rerun may add.</summary>
    public const int MostNewSeeds = 100;

    /// <summary>Creates a sweep with its runs, jobs and results grid, all of it or nothing, and queues it.</summary>
    /// <exception cref="UsageException">Every problem of every configuration, each once; nothing was created.</exception>
    public async Task<CreatedSweep> CreateSweepAsync(SweepRequest request, CancellationToken cancellationToken = default)
    {
        // Images are hashed here: off the caller's thread, which may be a page's.
        var sweep = await Task.Run(() => SweepPlanner.Plan(request), cancellationToken);
        var created = await sweeps.CreateSweepAsync(sweep, cancellationToken);
        signal.Wake();
        return created;
    }

    /// <summary>Runs a row of a results grid again with the lowest seeds that it has not used yet: they join its mean.</summary>
    /// <param name="gridId">Grid.</param>
    /// <param name="rowId">Row of it.</param>
    /// <param name="count">Number of new seeds, at least 1.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="UsageException">There is no such row, or its images or weights are no longer what they were.</exception>
    public async Task<CreatedRuns> RerunAsync(long gridId, long rowId, int count, CancellationToken cancellationToken = default)
    {
        if (count is < 1 or > MostNewSeeds)
            throw new UsageException($"The number of new seeds is {count}: it must be between 1 and {MostNewSeeds}.");
        var row = await RowAsync(gridId, rowId, cancellationToken);
        var used = row.Row.Runs.Select(r => r.Seed).ToHashSet();
        var seeds = Enumerable.Range(0, used.Count + count).Where(s => !used.Contains(s)).Take(count);
        return await CreateAsync(row, [.. seeds.Select(s => new Repeat(row.Configuration with { Seed = s }, null))], cancellationToken);
    }

    /// <summary>
    /// Repeats every trained run of a row with its own seed and its own number of threads, to see whether the same bits
    /// come out. Such runs stand beside their originals and never count in n.
    /// </summary>
    /// <exception cref="UsageException">There is no such row, no run of it is trained yet, or its images or weights are no longer what they were.</exception>
    public async Task<CreatedRuns> ReproduceAsync(long gridId, long rowId, CancellationToken cancellationToken = default)
    {
        var row = await RowAsync(gridId, rowId, cancellationToken);
        var repeats = new List<Repeat>();
        foreach (var original in row.Row.Runs.Where(r => r.ReproductionOfRunId is null).DistinctBy(r => r.Seed))
        {
            var detail = await runQueries.FindAsync(original.RunId, cancellationToken);
            var training = detail?.Jobs.FirstOrDefault(j => j.Kind is JobKind.Training or JobKind.Pretraining);
            if (training is not { State: JobState.Succeeded }) continue;
            var configuration = SchemaJson.ReadConfiguration(detail!.Run.ConfigurationJson, $"run {original.RunId}");
            // The number of threads can move final bits: the repeat keeps the original's.
            var threads = configuration.Execution.Threads > 0 ? configuration.Execution.Threads : training.Threads;
            repeats.Add(new Repeat(configuration with { Execution = configuration.Execution with { Threads = threads } }, original.RunId));
        }

        if (repeats.Count == 0)
            throw new UsageException("No run of this row is trained yet: a same-seed check compares with a trained run; wait for one.");
        return await CreateAsync(row, repeats, cancellationToken);
    }

    /// <summary>Queues what a grid's cells lack: an evaluation for every run that has none under the cell's protocol.</summary>
    /// <returns>Number of evaluations queued.</returns>
    /// <exception cref="UsageException">There is no such grid.</exception>
    public async Task<int> ScoreMissingAsync(long gridId, CancellationToken cancellationToken = default)
    {
        var grid = await GridAsync(gridId, cancellationToken);
        var created = 0;
        foreach (var cell in grid.Rows.SelectMany(r => r.Cells).Where(c => c.ProtocolJson is not null))
        {
            var protocol = SchemaJson.ReadProtocol(cell.ProtocolJson!, $"protocol of grid {gridId}");
            foreach (var runId in cell.UnscoredRunIds)
            {
                var training = (await runQueries.FindAsync(runId, cancellationToken))?.Jobs.FirstOrDefault(j => j.Kind == JobKind.Training);
                if (training is null) continue;
                await jobs.CreateAsync(runId, [SweepPlanner.Evaluation(protocol) with { WaitsForJobId = training.Id }], cancellationToken);
                created++;
            }
        }

        signal.Wake();
        return created;
    }

    private async Task<CreatedRuns> CreateAsync(RowContext row, IReadOnlyList<Repeat> repeats, CancellationToken cancellationToken)
    {
        var planned = await Task.Run(() => Plan(row, repeats), cancellationToken);
        var created = await runs.CreateAsync(row.ExperimentId, row.Grid.SweepId, planned, cancellationToken);
        signal.Wake();
        return created;
    }

    private static List<NewRun> Plan(RowContext row, IReadOnlyList<Repeat> repeats)
    {
        var resolution = new ConfigurationResolution();
        return
        [
            .. repeats.Select(r => SweepPlanner.Run(resolution.Add(r.Configuration), row.Protocols, row.Label) with
            {
                ReproductionOfRunId = r.OriginalRunId,
                Name = SweepPlanner.RunName(row.Label, r.Configuration.Seed) + (r.OriginalRunId is null ? "" : " (check)"),
            }),
        ];
    }

    private async Task<RowContext> RowAsync(long gridId, long rowId, CancellationToken cancellationToken)
    {
        var grid = await GridAsync(gridId, cancellationToken);
        var row = grid.Rows.FirstOrDefault(r => r.RowId == rowId)
            ?? throw new UsageException($"Grid \"{grid.Name}\" has no row {rowId}: reload the page.");
        if (row.ConfigurationJson is null || row.Runs.Count == 0)
            throw new UsageException($"Row {rowId} of grid \"{grid.Name}\" has no runs of its own: published values cannot be run again.");
        var first = await runQueries.FindAsync(row.Runs[0].RunId, cancellationToken)
            ?? throw new UsageException($"Run {row.Runs[0].RunId} no longer exists: reload the page.");
        var protocols = row.Cells.Where(c => c.ProtocolJson is not null)
            .Select(c => SchemaJson.ReadProtocol(c.ProtocolJson!, $"protocol of grid {gridId}"));
        return new RowContext(
            grid,
            row,
            first.Run.ExperimentId,
            SchemaJson.ReadConfiguration(row.ConfigurationJson, $"row {rowId}"),
            [.. protocols],
            SweepPlanner.Label(row.Header, grid.Name));
    }

    private async Task<GridView> GridAsync(long gridId, CancellationToken cancellationToken) =>
        await grids.LoadAsync(gridId, cancellationToken)
            ?? throw new UsageException($"There is no results grid {gridId}: it may belong to another database.");

    private sealed record Repeat(RunConfiguration Configuration, long? OriginalRunId);

    private sealed record RowContext(
        GridView Grid, GridRowView Row, long ExperimentId, RunConfiguration Configuration, IReadOnlyList<Protocol> Protocols, string Label);
}
