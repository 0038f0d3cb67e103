using System.Globalization;
using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Queue;
using Experiments.Web.Runs;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Evaluations;

/// <summary>
/// Train once, evaluate many: scores trained runs under further protocols. What exists already (the same run, protocol and
/// checkpoint) is said and not repeated. Safe for concurrent use.
/// </summary>
/// <param name="guard">Asks for the right, and writes down what was done.</param>
/// <param name="confinements">Which files a person may name.</param>
/// <param name="contexts">Contexts.</param>
/// <param name="runs">Reads runs.</param>
/// <param name="existing">Finds runs that a sweep uses and another made.</param>
/// <param name="jobs">Creates jobs.</param>
/// <param name="checkpoints">Finds checkpoints.</param>
/// <param name="signal">Tells the queue.</param>
public sealed class EvaluationPlanner(
    ActGuard guard, Confinements confinements, IDbContextFactory<ExperimentsContext> contexts, RunQueries runs, ExistingRuns existing, JobStore jobs, CheckpointFinder checkpoints, QueueSignal signal)
{
    /// <summary>The runs of a sweep, in order: those that it made, and those that were there already and stand in its table.</summary>
    /// <exception cref="UsageException">There is no such sweep, or it has no runs.</exception>
    public async Task<IReadOnlyList<long>> RunsOfSweepAsync(long sweepId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var own = await context.Runs.Where(r => r.SweepId == sweepId).Select(r => new { r.Id, r.Fingerprint, r.Seed }).ToListAsync(cancellationToken);
        var tables = await context.ResultsGrids.Where(g => g.SweepId == sweepId)
            .Select(g => new { g.Seeds, Fingerprints = g.Arms.Select(a => a.Fingerprint).ToList() }).ToListAsync(cancellationToken);
        var lacking = tables.SelectMany(t => t.Fingerprints.OfType<string>().SelectMany(f => t.Seeds.Select(s => new RunIdentity(f, s))))
            .Except(own.Select(r => new RunIdentity(r.Fingerprint, r.Seed))).ToList();
        var used = await existing.FindAsync(lacking, cancellationToken);
        List<long> ids = [.. own.Select(r => r.Id).Concat(used.Values.Select(r => r.RunId)).Order()];
        return ids.Count > 0 ? ids : throw new UsageException($"There is no sweep {sweepId} with runs: it may belong to another database.");
    }

    /// <summary>What the runs can be scored by.</summary>
    /// <exception cref="UsageException">A configuration cannot be read.</exception>
    public async Task<EvaluationChoices> ChoicesAsync(IReadOnlyList<long> runIds, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Runs.AsNoTracking().Where(r => runIds.Contains(r.Id)).OrderBy(r => r.Id)
            .Select(r => new { r.Id, r.ConfigurationJson }).ToListAsync(cancellationToken);
        var configurations = rows.ToDictionary(r => r.Id, r => SchemaJson.ReadConfiguration(r.ConfigurationJson, $"configuration of run {r.Id}"));
        var rules = new HashSet<CheckpointRule> { CheckpointRule.Last };
        var written = await checkpoints.WrittenAsync(configurations.Keys, cancellationToken);
        foreach (var (runId, configuration) in configurations) rules.UnionWith(checkpoints.Available(written[runId], configuration));
        return new EvaluationChoices(
            [.. configurations.Values.SelectMany(EvaluationTemplates.NamesFor).Distinct(StringComparer.Ordinal)],
            [.. rules.OrderBy(r => r.Choice).ThenBy(r => r.Iteration).Select(r => r.ToString())],
            configurations.Count > 0 && configurations.Values.All(c => c.Task == LearningTask.Classification));
    }

    /// <summary>What would be queued, what exists and what is refused. Reads the images that are to be scored; writes nothing.</summary>
    /// <param name="runIds">Runs.</param>
    /// <param name="requests">How each is to be scored.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="UsageException">There is no such run.</exception>
    public async Task<EvaluationPlan> PlanAsync(IReadOnlyList<long> runIds, IReadOnlyList<EvaluationRequest> requests, CancellationToken cancellationToken = default)
    {
        await guard.RequireAsync(Act.Look, cancellationToken);
        var confinement = await confinements.FindAsync(cancellationToken);
        Confinement.Check([.. requests.SelectMany(r => confinement.ProblemsOfList(r.ImageList).Concat(confinement.ProblemsOfList(r.Protocol?.ImageList))).Distinct(StringComparer.Ordinal)]);
        var items = new List<PlannedEvaluation>();
        var images = new EvaluatedImages();
        List<long> wanted = [.. runIds.Distinct()];
        var written = await checkpoints.WrittenAsync(wanted, cancellationToken);
        foreach (var runId in wanted)
        {
            var detail = await runs.FindAsync(runId, cancellationToken)
                ?? throw new UsageException($"Run {runId} does not exist in this database: look at the list of runs.");
            var configuration = SchemaJson.ReadConfiguration(detail.Run.ConfigurationJson, $"configuration of run {runId}");
            var ofRun = new List<PlannedEvaluation>();
            foreach (var request in requests)
            {
                var item = await PlanAsync(detail, configuration, request, ofRun, written[runId], images, cancellationToken);
                // Two requests may come to the same.
                if (!ofRun.Exists(i => i.Protocol is not null && item.Protocol is not null && Fingerprint.Of(i.Protocol) == Fingerprint.Of(item.Protocol))) ofRun.Add(item);
            }

            items.AddRange(ofRun);
        }

        return new EvaluationPlan(items);
    }

    /// <summary>Queues what a plan has to queue.</summary>
    /// <param name="plan">Plan.</param>
    /// <param name="again">Whether evaluations that exist are done again.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>The new jobs, in the plan's order.</returns>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task<IReadOnlyList<long>> QueueAsync(EvaluationPlan plan, bool again, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return guard.DoAsync(Act.QueueEvaluations, $"of runs {string.Join(", ", plan.ToQueue(again).Select(i => i.RunId).Distinct())}", () => CreateAsync(plan, again, cancellationToken), cancellationToken);
    }

    private async Task<IReadOnlyList<long>> CreateAsync(EvaluationPlan plan, bool again, CancellationToken cancellationToken)
    {
        var created = new List<long>();
        foreach (var run in plan.ToQueue(again).GroupBy(i => i.RunId))
        {
            created.AddRange(await jobs.CreateAsync(
                run.Key, [.. run.Select(i => SweepPlanner.Evaluation(i.Protocol!) with { WaitsForJobId = i.TrainingJobId, Total = i.Images })], cancellationToken));
        }

        signal.Wake();
        return created;
    }

    private async Task<PlannedEvaluation> PlanAsync(
        RunDetail detail, RunConfiguration configuration, EvaluationRequest request, IReadOnlyList<PlannedEvaluation> before, IEnumerable<CheckpointFile> written,
        EvaluatedImages images, CancellationToken cancellationToken)
    {
        var run = detail.Run;
        var item = new PlannedEvaluation { RunId = run.Id, RunName = run.Name, Status = EvaluationStatus.Refused };
        try
        {
            var training = TrainingOf(detail, configuration);
            var template = request.For(configuration);
            CheckFits(configuration, template);
            // Images are hashed here: off the caller's thread, which may be a page's.
            var (manifest, count) = await Task.Run(() => images.Of(configuration, template), cancellationToken);
            if (template.Manifest.Length > 0 && template.Manifest != manifest)
                throw new UsageException($"The manifest of protocol {template.Name} is {template.Manifest}, but the images and labels found give {manifest}: they are not the ones it was made for; restore them, or empty the protocol's manifest.");
            var protocol = template.Resolve(configuration.Training.Crop, manifest);
            item = item with { Protocol = protocol, Images = count, TrainingJobId = training.Id, Warning = SelectionWarning.Of(configuration, protocol) };
            if (ProblemsOf(protocol, configuration) is { Count: > 0 } problems) return item with { Problems = problems };
            var checkpoint = training.State == JobState.Succeeded
                ? checkpoints.Find(run.Id, written, configuration, CheckpointRule.Of(protocol, configuration))
                : null;
            return Compare(item with { Protocol = Named(protocol, detail.Jobs, before) }, detail.Jobs, checkpoint);
        }
        catch (UsageException e)
        {
            return item with { Problems = e.Problems };
        }
        catch (DataException e)
        {
            return item with { Problems = [e.Message] };
        }
    }

    private static Job TrainingOf(RunDetail detail, RunConfiguration configuration)
    {
        if (Scoring.MetricOf(configuration) is null)
            throw new UsageException($"Run {detail.Run.Id} is not scored: task {SettingDescriptor.NameOf(configuration.Task)} on {SettingDescriptor.NameOf(configuration.Data.Dataset)} makes weights for others; choose a segmentation run, or a classifier on class folders.");
        var training = detail.Jobs.LastOrDefault(j => j.Kind == JobKind.Training)
            ?? throw new UsageException($"Run {detail.Run.Id} has no training: there is nothing to score; run its row again.");
        return training.State.HasNotSucceeded()
            ? throw new UsageException($"The training of run {detail.Run.Id} is {training.State.ToString().ToLowerInvariant()}: there is nothing to score; retry it first.")
            : training;
    }

    private static void CheckFits(RunConfiguration configuration, Protocol template)
    {
        if (Scoring.Applies(Scoring.MetricOf(configuration), template)) return;
        throw new UsageException(configuration.Task == LearningTask.Classification
            ? $"Protocol {template.Name} has several scales: a classifier is scored at one; use {Protocol.SingleScale.Name} or {Protocol.TenCrop.Name}."
            : $"Protocol {template.Name} has a classifier's crops (imageViews): a segmentation network is scored by windows or whole images; use {string.Join(" or ", ProtocolTemplates.SingleScale, ProtocolTemplates.MultiScale)}.");
    }

    private static IReadOnlyList<string> ProblemsOf(Protocol protocol, RunConfiguration configuration) => configuration.Task == LearningTask.Segmentation
        ? ProtocolValidator.Problems(protocol, configuration)
        : CheckpointRule.ProblemOf(protocol, configuration) is { } problem ? [problem] : [];

    private static PlannedEvaluation Compare(PlannedEvaluation item, IReadOnlyList<Job> jobsOfRun, CheckpointFile? checkpoint)
    {
        var print = Fingerprint.Of(item.Protocol!);
        var same = jobsOfRun.Where(j => j.Kind == JobKind.Evaluation && j.ProtocolFingerprint == print).ToList();
        var done = same.LastOrDefault(j => j.State == JobState.Succeeded && j.Evaluation is { } e
            && (checkpoint?.Sha256 is not { } sha256 || e.CheckpointSha256.Equals(sha256, StringComparison.OrdinalIgnoreCase)));
        if (done?.Evaluation is { } evaluation)
            return item with { Status = EvaluationStatus.Exists, Value = evaluation.ValueOf(evaluation.HeadlineMetric) };
        return item with { Status = same.Exists(j => j.EndedMs is null) ? EvaluationStatus.UnderWay : EvaluationStatus.New };
    }

    /// <summary>
    /// The protocol under a name that no other protocol of the run has, nor one that is to be queued before it: tables of jobs and evaluations tell them apart by it. One
    /// that the run knows already keeps the name it has there.
    /// </summary>
    private static Protocol Named(Protocol protocol, IReadOnlyList<Job> jobsOfRun, IReadOnlyList<PlannedEvaluation> before)
    {
        var evaluations = jobsOfRun.Where(j => j is { Kind: JobKind.Evaluation, ProtocolName: not null }).ToList();
        if (evaluations.FirstOrDefault(j => j.ProtocolFingerprint == Fingerprint.Of(protocol)) is { } known) return protocol with { Name = known.ProtocolName! };
        var taken = evaluations.Select(j => j.ProtocolName!)
            .Concat(before.Where(i => i.Status == EvaluationStatus.New).Select(i => i.Protocol!.Name))
            .ToHashSet(StringComparer.Ordinal);
        var name = protocol.Name;
        for (var n = 2; taken.Contains(name); n++) name = string.Create(CultureInfo.InvariantCulture, $"{protocol.Name} ({n})");
        return protocol with { Name = name };
    }
}
