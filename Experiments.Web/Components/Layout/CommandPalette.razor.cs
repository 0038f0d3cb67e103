using System.Globalization;
using Experiments.Web.Access;
using Experiments.Web.Commanding;
using Experiments.Web.Runs;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.Layout;

/// <summary>One field that leads to everything: opened by a script (<c>keys.js</c>), which also keeps what was chosen lately in this browser.</summary>
public sealed partial class CommandPalette : IDisposable
{
    private static readonly (string Letter, string Place)[] Jumps = [("h", "Home"), ("n", "Define a sweep"), ("q", "Queue"), ("r", "Runs"), ("t", "Results: the tables"), ("d", "Data sets"), ("e", "Weights files"), ("p", "Predict"), ("w", "Workers"), ("b", "Bin")];

    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<PaletteEntry> _entries = [];
    private IReadOnlyList<PaletteEntry> _recents = [];
    private IReadOnlyList<PaletteEntry>? _views;
    private DotNetObjectReference<CommandPalette>? _self;
    private Task _searching = Task.CompletedTask;
    private string _text = "";
    private string _found = "";
    private string? _said;
    private int _recent;
    private int _active;
    private bool _busy;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private PaletteQuery Query { get; set; } = null!;

    [Inject]
    private ICurrentPerson Current { get; set; } = null!;

    [Inject]
    private RunActions Actions { get; set; } = null!;

    [Inject]
    private SavedViews Views { get; set; } = null!;

    /// <summary>Called by the browser when the palette was opened.</summary>
    /// <param name="recents">What was chosen lately in this browser, the last first.</param>
    [JSInvokable]
    public Task Opened(Recent[] recents)
    {
        ArgumentNullException.ThrowIfNull(recents);
        // The browser kept them, so they are read like any text from outside.
        _recents = [.. recents.Where(r => r is { Title.Length: > 0, Url.Length: > 0 } && Urls.Local(r.Url) == r.Url).Take(5).Select(r => new PaletteEntry(r.Kind ?? "", r.Title!, r.Url!))];
        return InvokeAsync(async () =>
        {
            (_text, _said, _views) = ("", null, null);
            await SearchAsync("");
            StateHasChanged();
        });
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        _self?.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _self = DotNetObjectReference.Create(this);
        try
        {
            await Script.InvokeVoidAsync("experimentsKeys.palette", _self);
        }
        catch (JSException)
        {
            // Without its script the pages are reached by their menu.
        }
    }

    private static string OptionId(int index) => string.Create(CultureInfo.InvariantCulture, $"palette-{index}");

    private Task TypedAsync(string? text)
    {
        (_text, _said) = (text ?? "", null);
        return _searching = SearchAsync(_text);
    }

    private async Task SearchAsync(string text)
    {
        try
        {
            await FindAsync(text);
        }
        catch (Exception e) when (Shared.ActProblem.Of(e) is not null)
        {
            // What is listed fits something else.
            if (text == _text) (_entries, _recent, _active, _found, _said) = ([], 0, 0, text, Shared.ActProblem.Of(e));
        }
    }

    private async Task FindAsync(string text)
    {
        if (await Current.FindAsync(_gone.Token) is not { } person) return;
        var views = _views ??= [.. (await Views.ListAsync(RunsAddress.Page, _gone.Token)).Select(v => new PaletteEntry("View", v.Name, (RunsAddress.OfQuery(v.Query) with { View = v.Name }).Url))];
        var found = await Query.FindAsync(text, person, new PaletteContext(Urls.RunAt(Navigation.Uri) ?? 0, views), _gone.Token);
        // More was typed meanwhile: that search answers.
        if (text != _text) return;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var recents = _recents.Where(r => FuzzyMatch.Score(words, $"{r.Title} {r.Kind}") is not null).ToList();
        _entries = [.. recents, .. found.Where(f => recents.All(r => r.Url != f.Url)).Take(PaletteQuery.Most - recents.Count)];
        (_recent, _active, _found) = (recents.Count, 0, text);
    }

    private async Task KeyAsync(KeyboardEventArgs e)
    {
        // What was typed before the key counts, also where its search is still under way.
        await _searching;
        if (_entries.Count == 0) return;
        switch (e.Key)
        {
            case "ArrowDown":
                _active = (_active + 1) % _entries.Count;
                break;
            case "ArrowUp":
                _active = (_active + _entries.Count - 1) % _entries.Count;
                break;
            case "Enter":
                await ChooseAsync(_entries[_active]);
                break;
            default:
                break;
        }
    }

    private async Task ChooseAsync(PaletteEntry entry)
    {
        switch (entry.Deed)
        {
            case PaletteDeed.Light or PaletteDeed.Dark or PaletteDeed.System:
                await Script.InvokeVoidAsync("experimentsTheme.set", entry.Url);
                break;
            case PaletteDeed.Pause:
                await ActAsync(() => Actions.PauseRunsAsync([entry.RunId], _gone.Token), $"{entry.Title}: asked for. It writes a checkpoint first.");
                break;
            case PaletteDeed.Resume:
                await ActAsync(() => Actions.ResumeRunsAsync([entry.RunId], _gone.Token), $"{entry.Title}: it is back in the queue.");
                break;
            case PaletteDeed.Cancel:
                await ActAsync(() => Actions.CancelRunsAsync([entry.RunId], _gone.Token), $"{entry.Title}: asked for. What it had recorded is kept.");
                break;
            case PaletteDeed.Rerun:
                await ActAsync(() => Actions.RerunAsync(entry.RunId, _gone.Token), $"{entry.Title}: queued with a new seed. It joins the repeats when it is done.");
                break;
            default:
                await Script.InvokeVoidAsync("experimentsKeys.chosen", new Recent(entry.Kind, entry.Title, entry.Url));
                Navigation.NavigateTo(entry.Url);
                break;
        }
    }

    private async Task ActAsync(Func<Task> act, string done)
    {
        if (_busy) return;
        _busy = true;
        try
        {
            await act();
            _said = done;
        }
        catch (Exception e) when (Shared.ActProblem.Of(e) is not null)
        {
            _said = Shared.ActProblem.Of(e);
        }
        finally
        {
            _busy = false;
        }
    }

    /// <summary>An entry as the browser keeps it.</summary>
    /// <param name="Kind">What it is.</param>
    /// <param name="Title">Its name.</param>
    /// <param name="Url">Where it is.</param>
    public sealed record Recent(string? Kind, string? Title, string? Url);
}
