using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Runs;
using Experiments.Data.Sweeps;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights.Conventions;
using Experiments.Web.Access;
using Experiments.Web.Queue;
using Experiments.Web.Runs;

namespace Experiments.Web.Sweeps;

/// <summary>What a person can do from a page: queue a sweep, run a row or a run again, cancel. Everything here goes through <see cref="ActGuard"/> first.</summary>
/// <param name="guard">Asks for the right, and writes down what was done.</param>
/// <param name="confinements">Which files a person may name.</param>
/// <param name="factory">Makes runs.</param>
/// <param name="sweeps">Reads sweeps.</param>
/// <param name="runs">Stores single runs.</param>
/// <param name="queries">Reads runs.</param>
/// <param name="jobs">Cancels.</param>
/// <param name="signal">Tells the queue.</param>
public sealed class RunActions(
    ActGuard guard, Confinements confinements, RunFactory factory, SweepStore sweeps, RunStore runs, RunQueries queries, JobStore jobs, QueueSignal signal)
{
    /// <summary>Settings that head the only row of a sweep in which nothing varies.</summary>
    private static readonly string[] PlainHeader = ["network.backbone", "regulariser.kind"];

    /// <summary>Queues what a planned sweep lacks: runs that are there already are used, and scored where they lack a score.</summary>
    /// <exception cref="UsageException">Every problem at once; nothing was created.</exception>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task<CreatedSweep> QueueAsync(SweepDefinition definition, SweepPlan plan, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.QueueSweep, definition.Name, () => CreateSweepAsync(definition, plan, cancellationToken), cancellationToken);

    private async Task<CreatedSweep> CreateSweepAsync(SweepDefinition definition, SweepPlan plan, CancellationToken cancellationToken)
    {
        var confinement = await confinements.FindAsync(cancellationToken);
        Confinement.Check([.. confinement.Problems(definition).Concat(plan.Rows.SelectMany(r => confinement.Problems(r.Configuration))).Distinct(StringComparer.Ordinal)]);
        if (!plan.IsReady) throw new UsageException([.. plan.Problems.Select(p => p.Message)]);
        if (definition.Extends is { } extended && await sweeps.DefinitionAsync(extended, cancellationToken) is null)
            throw new UsageException($"Sweep {extended}, which this one extends, does not exist in this database: remove extends; runs that are there are used in any case.");
        return await factory.CreateSweepAsync(
            new SweepRequest
            {
                Name = definition.Name,
                Rows = [.. plan.Rows.Select(r => r.Configuration)],
                Seeds = plan.Seeds,
                Protocols = plan.Protocols,
                HeaderKeys = plan.Axes.Count > 0 ? [.. plan.Axes.Select(a => a.Key)] : PlainHeader,
                Base = Base([.. definition.Overrides.Where(o => plan.Axes.All(a => a.Key != o.Key))]),
                DefinitionJson = definition.ToJson(),
                UseExisting = true,
            },
            cancellationToken);
    }

    /// <summary>Runs a grid's row again with new seeds.</summary>
    /// <returns>What was queued, in words.</returns>
    /// <exception cref="UsageException">The row cannot be run again; says why.</exception>
    public Task<string> RerunRowAsync(GridView grid, GridRowView row, int count, long? arm = null, CancellationToken cancellationToken = default) => guard.DoAsync(
        Act.QueueRuns, $"a row of {grid.Name} with new seeds", async () => Words(await factory.RerunAsync(grid.GridId, row.RowId, count, arm, cancellationToken)), cancellationToken);

    /// <summary>Runs a grid's row again with the seeds that it has, as a reproducibility check.</summary>
    /// <returns>What was queued, in words.</returns>
    /// <exception cref="UsageException">The row cannot be run again; says why.</exception>
    public Task<string> CheckRowAsync(GridView grid, GridRowView row, long? arm = null, CancellationToken cancellationToken = default) => guard.DoAsync(
        Act.QueueRuns, $"a row of {grid.Name} with the same seeds", async () => Words(await factory.ReproduceAsync(grid.GridId, row.RowId, arm, cancellationToken)), cancellationToken);

    /// <summary>Runs one configuration again with the lowest seed that no repeat of it has.</summary>
    /// <returns>The new run.</returns>
    /// <exception cref="UsageException">Its images or weights are no longer what they were; says which.</exception>
    public Task<long> RerunAsync(long run, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.QueueRuns, $"run {run} with a new seed", () => CreateRepeatAsync(run, cancellationToken), cancellationToken);

    private async Task<long> CreateRepeatAsync(long run, CancellationToken cancellationToken)
    {
        var detail = await FindAsync(run, cancellationToken);
        var used = detail.Repeats.Select(r => r.Seed).Append(detail.Run.Seed).ToHashSet();
        var seed = Enumerable.Range(0, used.Count + 1).First(s => !used.Contains(s));
        return await CreateAsync(detail, c => c with { Seed = seed }, null, cancellationToken);
    }

    /// <summary>Runs one configuration again with the same seed and number of threads; never counted in n.</summary>
    /// <returns>The new run.</returns>
    /// <exception cref="UsageException">It is not trained yet, or its images or weights are no longer what they were.</exception>
    public Task<long> CheckAsync(long run, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.QueueRuns, $"run {run} with the same seed", () => CreateCheckAsync(run, cancellationToken), cancellationToken);

    private async Task<long> CreateCheckAsync(long run, CancellationToken cancellationToken)
    {
        var detail = await FindAsync(run, cancellationToken);
        var training = detail.Jobs.FirstOrDefault(j => j.Kind is JobKind.Training or JobKind.Pretraining);
        if (training is not { State: JobState.Succeeded })
            throw new UsageException($"Run {run} is not trained yet: a same-seed check compares with a trained run; wait until its training has succeeded.");
        // The number of threads can move final bits: the check keeps the original's.
        return await CreateAsync(
            detail,
            c => c with { Execution = c.Execution with { Threads = c.Execution.Threads > 0 ? c.Execution.Threads : training.Threads } },
            detail.Run.ReproductionOfRunId ?? run,
            cancellationToken);
    }

    /// <summary>Asks for the end of one job.</summary>
    public Task CancelJobAsync(long job, CancellationToken cancellationToken = default) => guard.DoAsync(Act.Cancel, $"job {job}", () => jobs.RequestCancelAsync(job, cancellationToken), cancellationToken);

    /// <summary>Asks for the end of every job of some runs.</summary>
    public Task CancelRunsAsync(IEnumerable<long> runIds, CancellationToken cancellationToken = default) =>
        EachAsync(Act.Cancel, [.. runIds ?? []], run => jobs.RequestCancelRunAsync(run, cancellationToken), cancellationToken);

    /// <summary>Asks to set one job aside.</summary>
    public Task PauseJobAsync(long job, CancellationToken cancellationToken = default) => guard.DoAsync(Act.Pause, $"job {job}", () => jobs.RequestPauseAsync(job, cancellationToken), cancellationToken);

    /// <summary>Lets some jobs go on.</summary>
    public async Task ResumeJobsAsync(IReadOnlyCollection<long> paused, CancellationToken cancellationToken = default)
    {
        await EachAsync(Act.Resume, [.. (paused ?? []).Order()], job => jobs.ResumeAsync(job, cancellationToken), cancellationToken, "jobs");
        signal.Wake();
    }

    /// <summary>Asks to set every job of some runs aside; those that run write a checkpoint first.</summary>
    public Task PauseRunsAsync(IEnumerable<long> runIds, CancellationToken cancellationToken = default) =>
        EachAsync(Act.Pause, [.. runIds ?? []], run => jobs.RequestPauseRunAsync(run, cancellationToken), cancellationToken);

    /// <summary>Lets every job of some runs go on.</summary>
    public async Task ResumeRunsAsync(IEnumerable<long> runIds, CancellationToken cancellationToken = default)
    {
        await EachAsync(Act.Resume, [.. runIds ?? []], run => jobs.ResumeRunAsync(run, cancellationToken), cancellationToken);
        signal.Wake();
    }

    /// <summary>Moves a run's jobs before or behind all others.</summary>
    public Task MoveRunAsync(long run, bool first, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.Move, $"run {run}: {(first ? "first" : "last")}", () => jobs.MoveRunAsync(run, first, cancellationToken), cancellationToken);

    /// <summary>Puts a failed or cancelled job back into the queue: it goes on from its newest checkpoint.</summary>
    /// <exception cref="UsageException">Its state does not allow it; says why.</exception>
    public async Task RetryJobAsync(long job, CancellationToken cancellationToken = default)
    {
        try
        {
            await guard.DoAsync(Act.Retry, $"job {job}", () => jobs.RetryAsync(job, cancellationToken), cancellationToken);
        }
        catch (JobTransitionException e)
        {
            throw new UsageException(e.Message);
        }

        signal.Wake();
    }

    /// <summary>Queues what a grid lacks: runs of the seeds that it wants, and evaluations.</summary>
    /// <returns>How many of each.</returns>
    public Task<(int Runs, int Evaluations)> QueueMissingAsync(long grid, long? row = null, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.QueueRuns, $"what results grid {grid} lacks{(row is null ? "" : " in a row")}", () => factory.QueueMissingAsync(grid, row, cancellationToken), cancellationToken);

    private Task EachAsync(Act act, IReadOnlyList<long> ids, Func<long, Task> work, CancellationToken cancellationToken, string what = "runs") => guard.DoAsync(
        act,
        $"{what} {string.Join(", ", ids)}",
        async () =>
        {
            foreach (var id in ids) await work(id);
        },
        cancellationToken);

    private async Task<RunDetail> FindAsync(long run, CancellationToken cancellationToken) =>
        await queries.FindAsync(run, cancellationToken)
            ?? throw new UsageException($"Run {run} does not exist in this database: reload the page.");

    private async Task<long> CreateAsync(
        RunDetail detail, Func<RunConfiguration, RunConfiguration> change, long? originalRunId, CancellationToken cancellationToken)
    {
        var run = detail.Run;
        var configuration = change(SchemaJson.ReadConfiguration(run.ConfigurationJson, $"run {run.Id}"));
        var protocols = detail.Jobs.Where(j => j.Kind == JobKind.Evaluation && j.RequestJson.Length > 0)
            .DistinctBy(j => j.ProtocolFingerprint)
            .Select(j => SchemaJson.ReadProtocol(j.RequestJson, $"protocol of job {j.Id}"))
            .ToList();
        var label = LabelOf(run);
        // Images and weights are hashed here, off the page's own thread; hashes that changed are refused.
        var planned = await Task.Run(() => SweepPlanner.Run(new ConfigurationResolution().Add(configuration), protocols, label), cancellationToken);
        planned = planned with
        {
            ReproductionOfRunId = originalRunId,
            Labels = run.Labels,
            Name = originalRunId is null ? planned.Name : $"{planned.Name} (check)",
        };
        var created = await runs.CreateAsync(run.ExperimentId, run.SweepId, [planned], cancellationToken);
        signal.Wake();
        return created.RunIds[0];
    }

    private static RunConfiguration Base(IReadOnlyList<KeyValuePair<string, string>> stated) =>
        WeightsConvention.Lay(SettingCatalog.With(new RunConfiguration(), stated), [.. stated.Select(s => s.Key)]);

    /// <summary>A run's name without the seed that its name ends with.</summary>
    private static string LabelOf(Run run)
    {
        var at = run.Name.LastIndexOf(" seed ", StringComparison.Ordinal);
        return at > 0 ? run.Name[..at] : run.Name;
    }

    private static string Words(CreatedRuns created) => created.RunIds.Count == 1 ? "1 run" : $"{created.RunIds.Count} runs";
}
