using System.Globalization;
using Experiments.Data.Jobs;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>Jobs that do not run: queued, waiting or ended.</summary>
public partial class JobTable
{
    /// <summary>The jobs.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<JobRow> Jobs { get; set; } = [];

    /// <summary>Whether to say which job each one waits for.</summary>
    [Parameter]
    public bool ShowWaitsFor { get; set; }

    /// <summary>Whether the jobs have ended: how long they took and when they ended.</summary>
    [Parameter]
    public bool ShowEnd { get; set; }

    /// <summary>When a job is to end.</summary>
    [Parameter]
    public EventCallback<JobRow> OnCancel { get; set; }

    /// <summary>When a job's run is to come first (true) or last.</summary>
    [Parameter]
    public EventCallback<(JobRow Job, bool First)> OnMove { get; set; }

    /// <summary>When a job is to be set aside.</summary>
    [Parameter]
    public EventCallback<JobRow> OnPause { get; set; }

    /// <summary>When a job is to go on.</summary>
    [Parameter]
    public EventCallback<JobRow> OnResume { get; set; }

    [Inject]
    private PageClock Time { get; set; } = null!;

    // A job nearly always waits for one of its own run, which is the training.
    private string WaitsFor(JobRow job) => job.WaitsForJobId switch
    {
        null => "",
        { } other when Jobs.FirstOrDefault(j => j.JobId == other) is { } known => $"{JobText.Of(known)} of {known.RunName}",
        { } other => job.Kind == Data.Model.JobKind.Evaluation ? "its training" : string.Create(CultureInfo.InvariantCulture, $"job {other}"),
    };
}
