using System.Text.Json;
using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Experiments.Web.Evaluations;
using Experiments.Web.Attempts;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Results;

/// <summary>A class of a run's data set.</summary>
/// <param name="Name">Name.</param>
/// <param name="Colour">Colour, #rrggbb.</param>
public sealed record ClassInfo(string Name, string Colour);

/// <summary>What the page of one run shows beside the run's rows.</summary>
public sealed record RunView
{
    /// <summary>The complete configuration.</summary>
    public required RunConfiguration Configuration { get; init; }

    /// <summary>The results grid that the run is part of, if any.</summary>
    public long? GridId { get; init; }

    /// <summary>Whether something of it may still change.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether its training has succeeded, so that a same-seed check has something to compare with.</summary>
    public bool IsTrained { get; init; }

    /// <summary>The evaluations: one a protocol and checkpoint, the first scored first.</summary>
    public IReadOnlyList<RunScore> Scores { get; init; } = [];

    /// <summary>The classes, in index order; empty until the engine said them.</summary>
    public IReadOnlyList<ClassInfo> Classes { get; init; } = [];

    /// <summary>What became of each tensor of the weights file.</summary>
    public WeightsReportEvent? Weights { get; init; }

    /// <summary>The final checkpoint.</summary>
    public Artifact? FinalCheckpoint { get; init; }

    /// <summary>α·Σ lr/(1−momentum) over the schedule.</summary>
    public double Pull { get; init; }

    /// <summary>Version of the engine that trained it; empty until known.</summary>
    public string EngineVersion { get; init; } = "";

    /// <summary>Where and with what it was trained last; null where that is not on record.</summary>
    public AttemptEnvironment? Environment { get; init; }

    /// <summary>Trainable parameters; 0 until known.</summary>
    public long Parameters { get; init; }

    /// <summary>What a person can do about a kind of failure.</summary>
    public static string RemedyFor(string? failureClass) => failureClass switch
    {
        "configuration" => "Correct the setting that the message names: Use in a sweep opens the form with this configuration.",
        "data" => "Correct the file or the folder that the message names, then run it again.",
        "weights" => "Correct the weights file that the message names, then run it again.",
        "not-finite" => "The loss left the numbers: lower training.baseLearningRate, or look for the image or term that the log names.",
        RetryPolicy.OutOfMemory => "Make training.batchSize or training.crop smaller, or give the worker fewer jobs at a time.",
        RetryPolicy.Crash => "Native code ended the process; the rest of the site is not affected. The end of its log is on the run's page.",
        "time-limit" => "It ran into its time limit; a rerun goes from the start.",
        Job.WorkerLostFailure => "Its worker went away more often than it may; see that the machine stays up, then run it again.",
        Job.DependencyFailure => "The job that it waited for did not succeed; see that one's message.",
        _ => "The end of its log is on the run's page.",
    };
}

/// <summary>Puts together what the page of one run shows.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class RunViewQuery(IDbContextFactory<ExperimentsContext> contexts)
{
    /// <summary>The view of a run.</summary>
    public async Task<RunView> OfAsync(RunDetail detail, CancellationToken cancellationToken = default)
    {
        var configuration = SchemaJson.ReadConfiguration(detail.Run.ConfigurationJson, $"run {detail.Run.Id}");
        var attempts = detail.Jobs.SelectMany(j => j.Attempts.Select(a => (Job: j, Attempt: a))).OrderBy(x => x.Attempt.StartedMs).ToList();
        var training = attempts.FindLast(x => x.Job.Kind is JobKind.Training or JobKind.Pretraining && x.Attempt.EngineVersion.Length > 0).Attempt;
        var named = attempts.FindLast(x => x.Attempt.ClassNames.Count > 0).Attempt;
        return new RunView
        {
            Configuration = configuration,
            GridId = await GridOfAsync(detail.Run, cancellationToken),
            IsOpen = detail.Jobs.Any(j => j.EndedMs is null),
            IsTrained = detail.Jobs.Any(j => j is { Kind: JobKind.Training or JobKind.Pretraining, State: JobState.Succeeded }),
            Scores = RunScore.Of(configuration, detail.Jobs),
            Classes = named is null ? [] : [.. named.ClassNames.Select((n, i) => new ClassInfo(n, i < named.ClassColours.Count ? named.ClassColours[i] : "#888888"))],
            Weights = WeightsOf(detail.Jobs),
            FinalCheckpoint = detail.Jobs.Where(j => j.Kind != JobKind.FirstStage).SelectMany(j => j.Artifacts).LastOrDefault(a => a.IsFinal),
            Pull = training?.Pull ?? Pull.Of(configuration),
            EngineVersion = training?.EngineVersion ?? "",
            Environment = AttemptEnvironment.Read(training?.EnvironmentJson ?? ""),
            Parameters = training?.Parameters ?? 0,
        };
    }

    private async Task<long?> GridOfAsync(Run run, CancellationToken cancellationToken)
    {
        if (run.SweepId is not { } sweep) return null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ResultsGrids.AsNoTracking().Where(g => g.SweepId == sweep).Select(g => (long?)g.Id).FirstOrDefaultAsync(cancellationToken);
    }

    private static WeightsReportEvent? WeightsOf(IReadOnlyList<Job> jobs)
    {
        var json = jobs.LastOrDefault(j => j.Kind is JobKind.Training or JobKind.Pretraining or JobKind.FirstStage && j.WeightsReportJson is { Length: > 0 })?.WeightsReportJson;
        if (json is null) return null;
        try
        {
            return JsonSerializer.Deserialize<WeightsReportEvent>(json, ReportOptions);
        }
        catch (JsonException)
        {
            return null; // Written by a version that says it otherwise: the page goes on without it.
        }
    }

    private static readonly JsonSerializerOptions ReportOptions = new(JsonSerializerDefaults.Web) { AllowOutOfOrderMetadataProperties = true };
}
