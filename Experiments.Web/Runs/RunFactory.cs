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
    SweepStore sweeps, RunStore runs, RunQueries runQueries, ExistingRuns existingRuns, GridQuery grids, JobStore jobs, QueueSignal signal)
{
    /// <summary>Most seeds that one rerun may add.</summary>
    public const int MostNewSeeds = 100;

    /// <summary>Creates a sweep with its runs, jobs and results grid, all of it or nothing, and queues it.</summary>
    /// <exception cref="UsageException">Every problem of every configuration, each once; nothing was created.</exception>
    public async Task<CreatedSweep> CreateSweepAsync(SweepRequest request, CancellationToken cancellationToken = default)
    {
        // Images are hashed here: off the caller's thread, which may be a page's.
        var sweep = await Task.Run(() => SweepPlanner.Plan(request), cancellationToken);
        var existing = request.UseExisting
            ? await existingRuns.FindAsync([.. sweep.Runs.Select(Identity)], cancellationToken)
            : new Dictionary<RunIdentity, ExistingRun>();
        var created = await sweeps.CreateSweepAsync(sweep with { Runs = [.. sweep.Runs.Where(r => !existing.ContainsKey(Identity(r)))] }, cancellationToken);
        var added = await ScoreAsync(sweep.Runs, existing, cancellationToken);
        signal.Wake();
        return created with { UsedRunIds = [.. existing.Values.Select(r => r.RunId).Order()], AddedEvaluations = added };
    }

    private static RunIdentity Identity(NewRun run) => new(run.Fingerprint, run.Seed);

    /// <summary>Queues what runs that are there lack: the evaluations that they would have if they were made now.</summary>
    private async Task<int> ScoreAsync(IReadOnlyList<NewRun> wanted, IReadOnlyDictionary<RunIdentity, ExistingRun> existing, CancellationToken cancellationToken)
    {
        var added = 0;
        foreach (var run in wanted)
        {
            if (!existing.TryGetValue(Identity(run), out var there)) continue;
            var missing = run.Jobs.Where(j => j.Kind == JobKind.Evaluation && !there.Protocols.Contains(j.ProtocolFingerprint!))
                .Select(j => j with { WaitsForIndex = null, WaitsForJobId = there.WorkJobId }).ToList();
            if (missing.Count == 0) continue;
            await jobs.CreateAsync(there.RunId, missing, cancellationToken);
            added += missing.Count;
        }

        return added;
    }

    /// <summary>Runs a row of a results grid again, or one configuration of it, with the lowest seeds that it has not used yet: they join its mean.</summary>
    /// <param name="gridId">Grid.</param>
    /// <param name="rowId">Row of it.</param>
    /// <param name="count">Number of new seeds, at least 1. The configurations of a row get the same ones, so that they stay paired.</param>
    /// <param name="armId">Configuration of the row; null for all.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="UsageException">There is no such row, or its images or weights are no longer what they were.</exception>
    public async Task<CreatedRuns> RerunAsync(long gridId, long rowId, int count, long? armId = null, CancellationToken cancellationToken = default)
    {
        if (count is < 1 or > MostNewSeeds)
            throw new UsageException($"The number of new seeds is {count}: it must be between 1 and {MostNewSeeds}.");
        var (grid, arms) = await ArmsAsync(gridId, rowId, armId, cancellationToken);
        var used = arms.SelectMany(a => a.Arm.Runs).Select(r => r.Seed).ToHashSet();
        var seeds = Enumerable.Range(0, used.Count + count).Where(s => !used.Contains(s)).Take(count).ToList();
        return await CreateAsync(grid, [.. arms.SelectMany(a => seeds.Select(s => new Repeat(a, a.Configuration with { Seed = s }, null)))], cancellationToken);
    }

    /// <summary>
    /// Repeats every trained run of a row, or of one configuration of it, with its own seed and its own number of threads, to see whether
    /// the same bits come out. Such runs stand beside their originals and never count in n.
    /// </summary>
    /// <exception cref="UsageException">There is no such row, no run of it is trained yet, or its images or weights are no longer what they were.</exception>
    public async Task<CreatedRuns> ReproduceAsync(long gridId, long rowId, long? armId = null, CancellationToken cancellationToken = default)
    {
        var (grid, arms) = await ArmsAsync(gridId, rowId, armId, cancellationToken);
        var repeats = new List<Repeat>();
        foreach (var arm in arms)
        {
            foreach (var original in arm.Arm.Runs.Where(r => r.ReproductionOfRunId is null).DistinctBy(r => r.Seed))
            {
                var detail = await runQueries.FindAsync(original.RunId, cancellationToken);
                var training = detail?.Jobs.FirstOrDefault(j => j.Kind is JobKind.Training or JobKind.Pretraining);
                if (training is not { State: JobState.Succeeded }) continue;
                var configuration = SchemaJson.ReadConfiguration(detail!.Run.ConfigurationJson, $"run {original.RunId}");
                // The number of threads can move final bits: the repeat keeps the original's.
                var threads = configuration.Execution.Threads > 0 ? configuration.Execution.Threads : training.Threads;
                repeats.Add(new Repeat(arm, configuration with { Execution = configuration.Execution with { Threads = threads } }, original.RunId));
            }
        }

        if (repeats.Count == 0)
            throw new UsageException("No run of this row is trained yet: a same-seed check compares with a trained run; wait for one.");
        return await CreateAsync(grid, repeats, cancellationToken);
    }

    /// <summary>
    /// Queues what a grid lacks: a run for every seed that it wants and a configuration of it does not have, and an evaluation for
    /// every run that has none under a cell's protocol.
    /// </summary>
    /// <param name="gridId">Grid.</param>
    /// <param name="rowId">Row of it; null for all.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>Runs and evaluations queued.</returns>
    /// <exception cref="UsageException">There is no such grid, or images or weights are no longer what they were.</exception>
    public async Task<(int Runs, int Evaluations)> QueueMissingAsync(long gridId, long? rowId = null, CancellationToken cancellationToken = default)
    {
        var grid = await GridAsync(gridId, cancellationToken);
        var rows = grid.Rows.Where(r => rowId is null || r.RowId == rowId).ToList();
        var missing = rows.SelectMany(r => r.Arms.Select(a => (Row: r, Arm: a, Seeds: MissingSeeds(r, a))))
            .Where(x => x.Seeds.Count > 0)
            .SelectMany(x => Repeats(ArmOf(grid, x.Row, x.Arm), x.Seeds))
            .ToList();
        if (missing.Count > 0) await CreateAsync(grid, missing, cancellationToken);
        var scores = await ScoreMissingAsync(rows, cancellationToken);
        signal.Wake();
        return (missing.Count, scores);

        static List<int> MissingSeeds(GridRowView row, GridArmView arm) => [.. row.Cells.Where(c => c.ArmId == arm.ArmId).SelectMany(c => c.MissingSeeds).Distinct()];

        static IEnumerable<Repeat> Repeats(ArmContext arm, IEnumerable<int> seeds) => seeds.Select(s => new Repeat(arm, arm.Configuration with { Seed = s }, null));
    }

    /// <summary>Queues an evaluation for every run of some rows' cells that has none under the cell's protocol.</summary>
    private async Task<int> ScoreMissingAsync(IReadOnlyList<GridRowView> rows, CancellationToken cancellationToken)
    {
        var wanted = rows.SelectMany(r => r.Cells).Where(c => c.ProtocolJson is not null)
            .SelectMany(c => c.UnscoredRunIds.Select(runId => (RunId: runId, Json: c.ProtocolJson!)))
            .GroupBy(x => x.RunId, x => x.Json).ToList();
        var created = 0;
        foreach (var run in wanted)
        {
            var training = (await runQueries.FindAsync(run.Key, cancellationToken))?.Jobs.FirstOrDefault(j => j.Kind == JobKind.Training);
            if (training is null) continue;
            List<NewJob> evaluations = [.. run.Select(json => SweepPlanner.Evaluation(SchemaJson.ReadProtocol(json, $"protocol of run {run.Key}")) with { WaitsForJobId = training.Id })];
            await jobs.CreateAsync(run.Key, evaluations, cancellationToken);
            created += evaluations.Count;
        }

        return created;
    }

    private async Task<CreatedRuns> CreateAsync(GridView grid, IReadOnlyList<Repeat> repeats, CancellationToken cancellationToken)
    {
        var planned = await Task.Run(() => Plan(repeats), cancellationToken);
        var created = await runs.CreateAsync(await ExperimentAsync(grid, cancellationToken), grid.SweepId, planned, cancellationToken);
        signal.Wake();
        return created;
    }

    /// <summary>The experiment of the grid's first run; where it has none yet, the one of its own name.</summary>
    private async Task<long> ExperimentAsync(GridView grid, CancellationToken cancellationToken)
    {
        var first = grid.Rows.SelectMany(r => r.Runs).FirstOrDefault();
        if (first is null) return await runs.GetOrCreateExperimentAsync(grid.Name, cancellationToken);
        var detail = await runQueries.FindAsync(first.RunId, cancellationToken)
            ?? throw new UsageException($"Run {first.RunId} no longer exists: reload the page.");
        return detail.Run.ExperimentId;
    }

    private static List<NewRun> Plan(IReadOnlyList<Repeat> repeats)
    {
        var resolution = new ConfigurationResolution();
        return
        [
            .. repeats.Select(r => SweepPlanner.Run(resolution.Add(r.Configuration), r.Arm.Protocols, r.Arm.Label) with
            {
                ReproductionOfRunId = r.OriginalRunId,
                Name = SweepPlanner.RunName(r.Arm.Label, r.Configuration.Seed) + (r.OriginalRunId is null ? "" : " (check)"),
            }),
        ];
    }

    private async Task<(GridView Grid, IReadOnlyList<ArmContext> Arms)> ArmsAsync(long gridId, long rowId, long? armId, CancellationToken cancellationToken)
    {
        var grid = await GridAsync(gridId, cancellationToken);
        var row = grid.Rows.FirstOrDefault(r => r.RowId == rowId)
            ?? throw new UsageException($"Grid \"{grid.Name}\" has no row {rowId}: reload the page.");
        var arms = row.Arms.Where(a => a.ConfigurationJson is not null && (armId is null || a.ArmId == armId)).Select(a => ArmOf(grid, row, a)).ToList();
        return arms.Count > 0
            ? (grid, arms)
            : throw new UsageException($"Row {rowId} of grid \"{grid.Name}\" has no configuration {(armId is null ? "of its own: published values cannot be run again" : $"{armId}: reload the page")}.");
    }

    private static ArmContext ArmOf(GridView grid, GridRowView row, GridArmView arm)
    {
        var cells = grid.Columns.Zip(row.Cells).Where(p => p.Second.ArmId == arm.ArmId).ToList();
        return new ArmContext(
            arm,
            SchemaJson.ReadConfiguration(arm.ConfigurationJson!, $"row {row.RowId} of grid {grid.GridId}"),
            [.. cells.Where(p => p.Second.ProtocolJson is not null).Select(p => SchemaJson.ReadProtocol(p.Second.ProtocolJson!, $"protocol of grid {grid.GridId}"))],
            SweepPlanner.Label([.. row.Header, .. cells.Select(p => p.First.Header).FirstOrDefault([])], grid.Name));
    }

    private async Task<GridView> GridAsync(long gridId, CancellationToken cancellationToken) =>
        await grids.LoadAsync(gridId, cancellationToken)
            ?? throw new UsageException($"There is no results grid {gridId}: it may belong to another database.");

    private sealed record Repeat(ArmContext Arm, RunConfiguration Configuration, long? OriginalRunId);

    private sealed record ArmContext(GridArmView Arm, RunConfiguration Configuration, IReadOnlyList<Protocol> Protocols, string Label);
}
