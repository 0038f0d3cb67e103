using Experiments.Web.Components.Shared;
using Experiments.Web.Demo;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.Pages;

/// <summary>What runs now, what failed and why, what finished since the last visit, and the grids; on a new database, how to begin.</summary>
public partial class HomePage
{
    private readonly HashSet<long> _dismissed = [];
    private HomeView? _home;
    private IJSObjectReference? _module;
    private long? _sinceMs;

    [Inject]
    private HomeQuery Query { get; set; } = null!;

    [Inject]
    private MiniatureActions Miniature { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    /// <inheritdoc/>
    protected override TimeSpan Every => TimeSpan.FromSeconds(1);

    private string Words => _home switch
    {
        null or { Runs: 0 } => "Declare a table of configurations and seeds, run it, and read each cell as a mean with its spread.",
        { Queue: { Running.Count: > 0 } queue } home => $"{Show.Plural(queue.Running.Count, "job")} running, {Show.Count(queue.Queued + queue.Waiting)} to come; {Show.Plural(home.Runs, "run")} in all.",
        { Queue.Queued: > 0 } home => $"{Show.Plural(home.Queue.Queued, "job")} queued, none running; {Show.Plural(home.Runs, "run")} in all.",
        { } home => $"Nothing is running; {Show.Plural(home.Runs, "run")} in all.",
    };

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        try
        {
            if (_module is not null) await _module.DisposeAsync();
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The browser is gone, and the script with it.
        }

        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override async Task LoadAsync(CancellationToken cancellationToken) => _home = await Query.LoadAsync(_sinceMs, cancellationToken);

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        try
        {
            _module = await Script.InvokeAsync<IJSObjectReference>("import", Gone, "/js/visits.js");
            if (await _module.InvokeAsync<Visit?>("visit", Gone, Time.GetUtcNow().ToUnixTimeMilliseconds()) is not { } visit) return;
            _sinceMs = visit.Since;
            _dismissed.UnionWith(visit.Dismissed ?? []);
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            return; // Without its script the page does not know of an earlier visit.
        }

        await ReloadAsync();
    }

    private async Task DismissAsync(long[] jobs)
    {
        _dismissed.UnionWith(jobs);
        if (_module is not null) await _module.InvokeVoidAsync("dismiss", Gone, jobs);
    }

    /// <summary>What the browser knows of earlier visits.</summary>
    /// <param name="Since">When the last one was, Unix milliseconds of this site's clock; null for none.</param>
    /// <param name="Dismissed">Jobs that were dismissed in this one.</param>
    private sealed record Visit(long? Since, long[]? Dismissed);
}
