using Experiments.Data.Jobs;
using Experiments.Data.Journal;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Runs;

namespace Experiments.Data.Tests;

/// <summary>Rows for tests: small, but complete.</summary>
internal static class Given
{
    public const string SingleScale = "protocol-ss";
    public const string MultiScale = "protocol-ms";

    public static NewRun Run(string fingerprint = "print", int seed = 0, params NewJob[] jobs) => new()
    {
        Name = $"{fingerprint} seed {seed}",
        Fingerprint = fingerprint,
        Seed = seed,
        ConfigurationJson = $$"""{"seed":{{seed}}}""",
        Settings = new Dictionary<string, string> { ["regulariser.kind"] = fingerprint, ["seed"] = $"{seed}" },
        Jobs = jobs.Length > 0 ? jobs : [Training(), Evaluation(SingleScale), Evaluation(MultiScale)],
    };

    public static NewJob Training() => new() { Kind = JobKind.Training, Total = 100 };

    public static NewJob Evaluation(string protocol, int after = 0) => new()
    {
        Kind = JobKind.Evaluation,
        WaitsForIndex = after,
        ProtocolFingerprint = protocol,
        ProtocolName = protocol == MultiScale ? "MS" : "SS",
        RequestJson = "{}",
    };

    /// <summary>An experiment with one run; its training is queued, its evaluations wait.</summary>
    public static async Task<(long RunId, long Training, long SingleScale, long MultiScale)> OneRunAsync(TestDatabase database, NewRun? run = null)
    {
        var experiment = await database.Runs.GetOrCreateExperimentAsync("test");
        var created = await database.Runs.CreateAsync(experiment, null, [run ?? Run()]);
        var detail = await database.RunQueries.FindAsync(created.RunIds[0]);
        return (created.RunIds[0], detail!.Jobs[0].Id, detail.Jobs[1].Id, detail.Jobs[2].Id);
    }

    /// <summary>Claims a job and starts it.</summary>
    public static async Task<int> StartedAsync(TestDatabase database, long jobId, string worker = "worker")
    {
        var claim = await database.Jobs.ClaimAsync(jobId, worker, "cpu", 2);
        Assert.NotNull(claim);
        await database.Jobs.StartAsync(jobId, claim.Attempt, $"runs/{claim.RunId}/jobs/{jobId}/attempts/{claim.Attempt}");
        return claim.Attempt;
    }

    public static async Task SucceededAsync(TestDatabase database, long jobId)
    {
        var attempt = await StartedAsync(database, jobId);
        await database.Jobs.SucceedAsync(jobId, attempt, new AttemptEnd(0));
    }

    /// <summary>Trains a run and scores it under a protocol.</summary>
    public static Task ScoredAsync(TestDatabase database, long runId, string protocol, double meanIoU, string checkpoint = "sha", long[]? confusion = null) =>
        StoredAsync(database, runId, Scored(1, protocol, meanIoU, checkpoint, confusion));

    /// <summary>Trains a run and scores it as a classifier.</summary>
    public static Task ClassifiedAsync(TestDatabase database, long runId, string protocol, double topOne) =>
        StoredAsync(database, runId, Scored(1, protocol, double.NaN) with { ClassIoU = [], Metrics = new Dictionary<string, double> { [GridColumn.TopOne] = topOne } });

    private static async Task StoredAsync(TestDatabase database, long runId, JournalEvaluation evaluation)
    {
        var detail = await database.RunQueries.FindAsync(runId);
        var training = detail!.Jobs.Single(j => j.Kind == JobKind.Training);
        if (training.State == JobState.Queued) await SucceededAsync(database, training.Id);
        var job = detail.Jobs.Last(j => j.ProtocolFingerprint == evaluation.ProtocolFingerprint).Id;
        var attempt = await StartedAsync(database, job);
        await database.Journal.AppendAsync(job, attempt, new JournalBatch(1, 1) { Start = Start, Evaluation = evaluation });
        await database.Jobs.SucceedAsync(job, attempt, new AttemptEnd(0));
    }

    public static JournalStart Start { get; } = new("0.1.0", 0, 1234, 0.16, ["road", "car"], ["#804080", "#00008e"]);

    public static JournalEvaluation Scored(long sequence, string protocol, double meanIoU, string checkpoint = "sha", long[]? confusion = null) => new()
    {
        Sequence = sequence,
        ProtocolFingerprint = protocol,
        ProtocolName = "SS",
        ProtocolJson = "{}",
        CheckpointSha256 = checkpoint,
        Classes = 2,
        Confusion = confusion ?? [5_000_000_000, 1, 2, 3],
        MeanIoU = meanIoU,
        MeanAccuracy = 0.5,
        PixelAccuracy = 0.75,
        ClassIoU = [0.25, double.NaN],
        Metrics = new Dictionary<string, double> { ["mIoU (skip)"] = 0.25, ["fwIoU"] = 0.125 },
    };

    /// <summary>A grid of rows, each one fingerprint, scored SS and MS.</summary>
    public static NewGrid Grid(params NewGridRow[] rows) =>
        new() { Name = "table", Rows = rows, Columns = [new NewGridColumn("SS", "SS"), new NewGridColumn("MS", "MS")] };

    public static NewGridRow Row(string fingerprint, string? dataset = null, string? backbone = null, string? regulariser = null) => new()
    {
        Header = [new GridHeader("Regulariser", fingerprint)],
        Arms = [Arm(fingerprint) with { Dataset = dataset, Backbone = backbone, Regulariser = regulariser }],
        Cells = [new NewGridCell(SingleScale, "{}"), new NewGridCell(MultiScale, "{}")],
    };

    public static NewGridArm Arm(string fingerprint) => new() { Fingerprint = fingerprint, ConfigurationJson = "{}" };
}
