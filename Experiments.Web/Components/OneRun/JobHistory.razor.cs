using System.Globalization;
using Experiments.Data.Jobs;
using Experiments.Data.Metrics;
using Experiments.Data.Model;
using Experiments.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.OneRun;

/// <summary>What happened to the jobs of a run; read when it is opened, and again with the page while it is open.</summary>
public sealed partial class JobHistory : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<JobEvent>? _events;
    private IReadOnlyDictionary<(long JobId, int Attempt), int> _superseded = new Dictionary<(long, int), int>();
    private bool _open;

    /// <summary>The run.</summary>
    [Parameter, EditorRequired]
    public long RunId { get; set; }

    /// <summary>Its jobs.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Job> Jobs { get; set; } = [];

    [Inject]
    private JobQueries Queries { get; set; } = null!;

    [Inject]
    private MetricQueries Metrics { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => _open ? ReadAsync() : Task.CompletedTask;

    private Task ToggledAsync()
    {
        _open = !_open;
        return _open ? ReadAsync() : Task.CompletedTask;
    }

    private async Task ReadAsync() =>
        (_events, _superseded) = (await Queries.EventsAsync(RunId, _gone.Token), await Metrics.SupersededAsync(RunId, _gone.Token));

    private string NameOf(long jobId) => Jobs.FirstOrDefault(j => j.Id == jobId) is { } job
        ? JobText.Of(job.Kind, job.ProtocolName)
        : string.Create(CultureInfo.InvariantCulture, $"job {jobId}");
}
