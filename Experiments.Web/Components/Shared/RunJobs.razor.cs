using System.Globalization;
using Experiments.Data.Model;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>The jobs of one run with their attempts.</summary>
public partial class RunJobs
{
    /// <summary>The jobs.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Job> Jobs { get; set; } = [];

    /// <summary>When a job is to end.</summary>
    [Parameter]
    public EventCallback<long> OnCancel { get; set; }

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private string WaitsFor(Job job) => Jobs.FirstOrDefault(j => j.Id == job.WaitsForJobId) is { } known
        ? $"for the {JobText.Of(known.Kind, known.ProtocolName).ToLowerInvariant()}"
        : string.Create(CultureInfo.InvariantCulture, $"for job {job.WaitsForJobId} of another run");

    private static string Words(Attempt attempt) => string.Join(", ", new[]
    {
        attempt.Outcome switch
        {
            AttemptOutcome.Open => "under way",
            AttemptOutcome.Released => "given back",
            AttemptOutcome.Lost => "worker lost",
            var other => other.ToString().ToLowerInvariant(),
        },
        attempt.ResumedFrom > 0 ? string.Create(CultureInfo.InvariantCulture, $"from iteration {attempt.ResumedFrom}") : "",
        attempt.ExitCode is { } code and not 0 ? string.Create(CultureInfo.InvariantCulture, $"exit {code}") : "",
    }.Where(w => w.Length > 0));
}
