using System.Globalization;
using Experiments.Data.Model;
using Experiments.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.OneRun;

/// <summary>The jobs of one run with their attempts.</summary>
public partial class RunJobs
{
    /// <summary>The jobs.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Job> Jobs { get; set; } = [];

    /// <summary>When a job is to end.</summary>
    [Parameter]
    public EventCallback<long> OnCancel { get; set; }

    /// <summary>When a failed or cancelled job is to be tried again.</summary>
    [Parameter]
    public EventCallback<long> OnRetry { get; set; }

    [Inject]
    private PageClock Time { get; set; } = null!;

    /// <summary>Whether another job has to succeed first: retrying that one brings this one back too.</summary>
    private bool FollowsAnother(Job job) =>
        job.WaitsForJobId is { } first && Jobs.FirstOrDefault(j => j.Id == first) is { State: not JobState.Succeeded };

    private string WaitsFor(Job job) => Jobs.FirstOrDefault(j => j.Id == job.WaitsForJobId) is { } known
        ? $"for the {JobText.Of(known.Kind, known.ProtocolName).ToLowerInvariant()}"
        : string.Create(CultureInfo.InvariantCulture, $"for job {job.WaitsForJobId} of another run");

    private static string Words(JobKind kind, Attempt attempt) => string.Join(", ", new[]
    {
        attempt.Outcome switch
        {
            AttemptOutcome.Open => "under way",
            AttemptOutcome.Released => "given back",
            AttemptOutcome.Failed when attempt.FailureClass is { Length: > 0 } failure => $"failed ({failure})",
            AttemptOutcome.Lost => "worker lost",
            var other => other.ToString().ToLowerInvariant(),
        },
        attempt.ResumedFrom > 0 ? GoesOn(kind, attempt.ResumedFrom) : "",
        attempt.ExitCode is { } code and not 0 ? string.Create(CultureInfo.InvariantCulture, $"exit {code}") : "",
    }.Where(w => w.Length > 0));

    private static string GoesOn(JobKind kind, int from) => kind == JobKind.Evaluation
        ? string.Create(CultureInfo.InvariantCulture, $"with {from} images scored before")
        : string.Create(CultureInfo.InvariantCulture, $"from iteration {from}");
}
