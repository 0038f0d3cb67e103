using Experiments.Data.Deletions;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Web.Components.OneRun;
using Experiments.Web.Results;
using Experiments.Web.Runs;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.Pages;

/// <summary>One run: what it is, what happens to it, what came out, and what it can be traced back to.</summary>
public partial class OneRunPage
{
    private long _shown;
    private RunDetail? _detail;
    private RunView? _view;
    private RunMenu? _menu;
    private NotesDraft _draft = new();
    private RunQuery _query = RunQuery.Empty;
    private string? _message;
    private long? _queuedRun;
    private bool _messageIsProblem;
    private bool _missing;
    private bool _busy;
    private bool _evaluates;
    private bool _deletes;
    private BinnedRun? _binned;
    private PurgedRun? _purged;

    /// <summary>The run.</summary>
    [Parameter]
    public long RunId { get; set; }

    [Inject]
    private OneRunQueries Runs { get; set; } = null!;

    [Inject]
    private RunViewQuery Views { get; set; } = null!;

    [Inject]
    private BinQueries Bin { get; set; } = null!;

    [Inject]
    private RunActions Actions { get; set; } = null!;

    [Inject]
    private RunMarks Marks { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    /// <summary>
    /// What runs is followed within a second, what it takes to read and draw it included, and so are notes, which others may write. What has
    /// ended is looked at now and then: somebody may run it again, score it further or restore it.
    /// </summary>
    protected override TimeSpan Every => (_missing || _view is { IsOpen: false }) && Part != RunPart.Notes ? TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(0.75);

    private RunPart Part => RunParts.Parse(_query.Text("tab"));

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        // Another part, order or search of the same run is no other page: nobody else tells.
        Navigation.LocationChanged += Moved;
        Gone.Register(() => Navigation.LocationChanged -= Moved);
    }

    private void Moved(object? sender, LocationChangedEventArgs moved)
    {
        if (new Uri(moved.Location).AbsolutePath != Urls.Run(RunId)) return;
        _query = RunQuery.Of(moved.Location);
        _ = InvokeAsync(StateHasChanged);
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var (id, isLatest) = (RunId, BeginReading());
        if (_shown != id) (_shown, _message, _queuedRun, _evaluates, _deletes, _draft) = (id, null, null, false, false, new NotesDraft());
        _query = RunQuery.Of(Navigation.Uri);
        var detail = await Runs.HeadAsync(id, cancellationToken);
        var view = detail is null ? null : await Views.OfAsync(detail, cancellationToken);
        var binned = detail is null ? await Bin.FindAsync(id, cancellationToken) : null;
        var purged = detail is null && binned is null ? await Bin.FindPurgedAsync(id, cancellationToken) : null;
        if (isLatest()) (_detail, _view, _missing, _binned, _purged) = (detail, view, detail is null, binned, purged);
    }

    /// <summary>Other parts of the page keep what is being written; leaving the run with something unsaved is asked about, and the tab keeps it.</summary>
    private async Task LeavingAsync(LocationChangingContext leaving)
    {
        var target = new Uri(new Uri("http://here"), leaving.TargetLocation).AbsolutePath;
        if (!_draft.IsDirty || target == Urls.Run(RunId)) return;
        if (!await Script.InvokeAsync<bool>("confirm", "What you wrote in the notes is not saved; only this tab keeps it. Leave all the same?")) leaving.PreventNavigation();
    }

    private Task KeepAsync()
    {
        _deletes = false;
        return _menu?.FocusAsync() ?? Task.CompletedTask;
    }

    private Task DeletedAsync()
    {
        _deletes = false;
        return LoadAsync(Gone);
    }

    private Task CancelJobAsync(long job) => ActAsync("The job is being cancelled; what it had recorded is kept.", async () =>
    {
        await Actions.CancelJobAsync(job, Gone);
        return null;
    });

    private Task RetryJobAsync(long job) => ActAsync("The job is back in the queue and goes on from its newest checkpoint.", async () =>
    {
        await Actions.RetryJobAsync(job, Gone);
        return null;
    });

    private Task CancelAsync() => ActAsync("The run is being cancelled; what it had recorded is kept.", async () =>
    {
        await Actions.CancelRunsAsync([RunId], Gone);
        return null;
    });

    private Task PauseAsync() => ActAsync("The run is being set aside; what runs writes a checkpoint first.", async () =>
    {
        await Actions.PauseRunsAsync([RunId], Gone);
        return null;
    });

    private Task ResumeAsync() => ActAsync("The run goes on, from its newest checkpoint where it had begun.", async () =>
    {
        await Actions.ResumeRunsAsync([RunId], Gone);
        return null;
    });

    private Task RerunAsync() => ActAsync("Queued with a new seed; it joins the repeats when it is done.", async () =>
        await Actions.RerunAsync(RunId, Gone));

    private Task CheckAsync() => ActAsync("Queued again with the same seed; it stands beside this run and never counts in n.", async () =>
        await Actions.CheckAsync(RunId, Gone));

    private Task ArchiveAsync(Run run) => run.ArchivedMs is null
        ? ActAsync("Archived: it counts as before, and the filter archived shows it in the table of runs.", async () =>
        {
            await Marks.ArchiveAsync([run.Id], Gone);
            return null;
        })
        : ActAsync("Taken back from the archive.", async () =>
        {
            await Marks.UnarchiveAsync([run.Id], Gone);
            return null;
        });

    private async Task ActAsync(string done, Func<Task<long?>> act)
    {
        if (_busy) return;
        _busy = true;
        try
        {
            _queuedRun = await act();
            (_message, _messageIsProblem) = (done, false);
            await LoadAsync(Gone);
        }
        catch (Exception e) when (Shared.ActProblem.Of(e) is not null)
        {
            (_message, _messageIsProblem, _queuedRun) = (Shared.ActProblem.Of(e), true, null);
        }
        finally
        {
            _busy = false;
        }
    }
}
