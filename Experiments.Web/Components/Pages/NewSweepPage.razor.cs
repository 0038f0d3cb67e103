using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Components.Shared;
using Experiments.Web.Components.SweepBuilder;
using Experiments.Web.Hosting;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.Pages;

/// <summary>
/// The form that defines a sweep, and the same as YAML beside it: what is typed on either side is on the other at once. Its state is in the URL and, from the
/// first thing typed, in a draft; typing checks the configurations, leaving a field also looks at the files behind them and estimates the time.
/// </summary>
public sealed partial class NewSweepPage : IAsyncDisposable
{
    private const int LongestUrl = 7000;
    private const string YamlField = "yaml";
    private readonly CancellationTokenSource _gone = new();
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private SweepForm _form = new(new SweepDefinition());
    private DraftKeeper _keeper = null!;
    private SweepCheck _check = null!;
    private Task _loading = Task.CompletedTask;
    private ElementReference _place;
    private SweepSettings? _settings;
    private DotNetObjectReference<NewSweepPage>? _self;
    private IJSObjectReference? _module;
    private IJSObjectReference? _kept;
    private IReadOnlyList<string> _yamlProblems = [];
    private string _yaml = "";
    private string? _loaded;
    private string? _preset;
    private string? _notice;
    private string? _failure;
    private string? _draftProblem;
    private bool _queueing;
    private int _restored;
    private int _drafts;

    [SupplyParameterFromQuery(Name = "draft")]
    private long? Draft { get; set; }

    [SupplyParameterFromQuery(Name = "like")]
    private long? Like { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private long? From { get; set; }

    [SupplyParameterFromQuery(Name = "extend")]
    private long? Extend { get; set; }

    [SupplyParameterFromQuery(Name = "preset")]
    private string? Preset { get; set; }

    /// <summary>The request, while the page is drawn for the first time on its way to the browser; null once it is live.</summary>
    [CascadingParameter]
    private HttpContext? Request { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private SweepOrigins Origins { get; set; } = null!;

    [Inject]
    private SweepResolver Resolver { get; set; } = null!;

    [Inject]
    private Confinements Confinements { get; set; } = null!;

    [Inject]
    private SweepPreview Previews { get; set; } = null!;

    [Inject]
    private ExperimentsSettings Settings { get; set; } = null!;

    [Inject]
    private RunActions Actions { get; set; } = null!;

    [Inject]
    private DraftActions Drafts { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private PageClock Time { get; set; } = null!;

    private string DraftWords => _draftProblem is not null ? $"The draft could not be saved: {_draftProblem}"
        : _keeper.DraftId is null ? "What you type is kept as a draft."
        : _keeper.IsBehind ? "Saving the draft…" : $"Saved as a draft, version {_keeper.Version}.";

    /// <summary>Called by the browser with what was typed and may not have arrived: after the connection was lost, and when the page was loaded anew.</summary>
    [JSInvokable]
    public Task Restore(KeptField[] fields) => InvokeAsync(() =>
    {
        ArgumentNullException.ThrowIfNull(fields);
        _restored = fields.Count(RestoreOne);
        if (_restored > 0) StateHasChanged();
    });

    public async ValueTask DisposeAsync()
    {
        await _check.CancelAsync();
        try
        {
            // What was typed a moment ago is stored at once.
            await _keeper.StoreAsync();
            if (_kept is not null)
            {
                if (!_keeper.IsBehind) await _kept.InvokeVoidAsync("forget");
                await _kept.InvokeVoidAsync("dispose");
                await _kept.DisposeAsync();
            }

            if (_module is not null) await _module.DisposeAsync();
        }
        catch (Exception e) when (e is JSDisconnectedException || ActProblem.Of(e) is not null)
        {
            // The browser is gone, and keeps what was not stored.
        }

        _keeper.Dispose();
        _self?.Dispose();
        await _gone.CancelAsync();
        _gone.Dispose();
    }

    protected override void OnInitialized() => (_keeper, _check) = (new DraftKeeper(Drafts, Time), new SweepCheck(Resolver, Previews, Settings.MostRuns));

    protected override Task OnParametersSetAsync() => _loading = LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _self = DotNetObjectReference.Create(this);
        _module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/sweepform.js");
        _kept = await _module.InvokeAsync<IJSObjectReference?>("keep", _place, new { id = Draft }, _self);
        await _loading;
        if (_kept is not null && await _kept.InvokeAsync<KeptField[]?>("pending") is { Length: > 0 } pending) await Restore(pending);
    }

    private async Task LoadAsync()
    {
        var query = new Uri(Navigation.Uri).Query;
        if (query == _loaded) return;
        // An address that the form wrote itself may arrive after later ones were written: what was typed since must stand.
        if (_written.Contains(query))
        {
            _loaded = null;
            return;
        }

        _written.Clear();
        (_loaded, _preset, _restored) = (query, Preset, 0);
        await _keeper.StoreAsync();
        _keeper.Leave();
        _check.Confinement = await Confinements.FindAsync(_gone.Token);
        (var start, _notice) = await Origins.FindAsync(Preset, Extend, Like, From, _gone.Token);
        _form = new SweepForm(SweepQuery.Read(query, start));
        WriteYaml();
        if (Draft is { } id)
        {
            if (await Drafts.FindAsync(id, _gone.Token) is { } draft) Open(draft);
            else _notice = $"Draft {id} is not there: it was deleted, or it is another person's. The form shows what its address says.";
        }

        // The form is seen at once; what files and earlier runs say of it follows when the page is live.
        if (Request is null) await CheckAsync();
        else _check.Begin(_form.Definition);
    }

    private void Open(Data.Model.Draft draft)
    {
        var definition = ReadYaml(draft.Text);
        _keeper.Open(draft, definition?.Name);
        if (definition is not null) _form = new SweepForm(definition);
    }

    private IEnumerable<string> Of(string key) => SweepSettings.ProblemsOf(_check.Plan, key);

    private void NameTyped(string? text)
    {
        _form.Name = text ?? "";
        Changed();
    }

    private void SeedsTyped(string? text)
    {
        _form.Seeds = text ?? "";
        Changed();
    }

    private Task ProtocolChosen(string name, ChangeEventArgs e)
    {
        _form.SetProtocol(name, e.Value is true);
        return Settled();
    }

    private Task ImportAsync(SweepDefinition definition)
    {
        _form = new SweepForm(definition);
        return Settled();
    }

    /// <summary>Something was typed into the form: the YAML follows, and the draft.</summary>
    private void Changed()
    {
        WriteYaml();
        Expand();
        _ = KeepAsync();
    }

    /// <summary>Something was typed into the YAML: the form follows where it can be read, and stands where it cannot.</summary>
    private void YamlTyped(string text)
    {
        if (ReadYaml(text) is { } definition)
        {
            _form = new SweepForm(definition);
            Expand();
        }

        _ = KeepAsync();
    }

    private void WriteYaml() => (_yaml, _yamlProblems) = (SweepYaml.Write(_form.Definition), []);

    private SweepDefinition? ReadYaml(string text)
    {
        (_yaml, _yamlProblems) = (text, []);
        try
        {
            return SweepYaml.Read(text, "The YAML");
        }
        catch (UsageException e)
        {
            _yamlProblems = e.Problems;
            return null;
        }
    }

    private bool RestoreOne(KeptField kept)
    {
        if (kept is not { Field: { } field, Value: { } value }) return false;
        if (field == YamlField)
        {
            if (value == _yaml) return false;
            YamlTyped(value);
            return true;
        }

        if (!_form.Restore(field, value)) return false;
        Changed();
        return true;
    }

    /// <summary>Stores what stands in the form as a draft, once nothing is typed for a moment.</summary>
    private async Task KeepAsync()
    {
        try
        {
            var isNew = _keeper.DraftId is null;
            if (await _keeper.TypedAsync(_form.Name.Trim(), _yaml)) await StoredAsync(isNew);
            _draftProblem = null;
        }
        catch (Exception e) when (ActProblem.Of(e) is not null)
        {
            _draftProblem = ActProblem.Of(e);
        }
        catch (Exception e) when (e is ObjectDisposedException or JSDisconnectedException)
        {
            return; // The page was left.
        }

        StateHasChanged();
    }

    private async Task StoredAsync(bool isNew)
    {
        if (isNew) _drafts++;
        WriteUrl();
        if (_kept is not null) await _kept.InvokeVoidAsync("stored", new Dictionary<string, string>(_form.Typed()) { [YamlField] = _yaml }, _keeper.DraftId);
        await CheckAsync();
    }

    private async Task TakeTheirsAsync()
    {
        if (_keeper.Theirs is not { } theirs) return;
        Open(theirs);
        if (_kept is not null) await _kept.InvokeVoidAsync("forget");
        WriteUrl();
        await CheckAsync();
    }

    private async Task KeepMineAsync()
    {
        await _keeper.KeepMineAsync(_form.Name.Trim(), _yaml);
        await StoredAsync(isNew: true);
    }

    private async Task GoToAsync(string key)
    {
        _settings?.Reveal(key);
        if (_module is not null) await _module.InvokeVoidAsync("goTo", SweepSettings.FieldOf(key));
    }

    private async Task GoToLineAsync(int line)
    {
        if (_module is not null) await _module.InvokeVoidAsync("goToLine", "yaml-text", line);
    }

    /// <summary>A value is final: the URL says it, and the files are looked at.</summary>
    private Task Settled()
    {
        Changed();
        WriteUrl();
        return CheckAsync();
    }

    private void WriteUrl()
    {
        var definition = _form.Definition;
        var url = _keeper.DraftId is { } draft ? Urls.SweepDraft(definition, draft) : Urls.NewSweepFrom(definition);
        // A longer address could not be loaded again; the draft holds a sweep of that size, or a file.
        if (url.Length > LongestUrl)
        {
            if (_keeper.DraftId is not { } kept) return;
            url = Urls.SweepDraft(kept);
        }

        _written.Add(new Uri(Navigation.ToAbsoluteUri(url).AbsoluteUri).Query);
        Navigation.NavigateTo(url, new NavigationOptions { ReplaceHistoryEntry = true });
    }

    private void Expand()
    {
        _failure = null;
        _check.Expand(_form.Definition);
    }

    private Task<bool> CheckAsync()
    {
        _failure = null;
        return _check.CheckAsync(_form.Definition, _gone.Token);
    }

    private async Task QueueAsync()
    {
        if (_queueing) return;
        _queueing = true;
        _failure = null;
        try
        {
            if (!await CheckAsync() || !_check.Plan.IsReady) return;
            var created = await Actions.QueueAsync(_form.Definition, _check.Plan, _gone.Token);
            await _keeper.DoneAsync();
            if (_kept is not null) await _kept.InvokeVoidAsync("forget");
            Navigation.NavigateTo(created.GridId is { } grid ? Urls.Grid(grid) : Urls.Run(created.RunIds.Concat(created.UsedRunIds).First()));
        }
        catch (Exception e) when (ActProblem.Of(e) is not null)
        {
            _failure = ActProblem.Of(e);
        }
        finally
        {
            _queueing = false;
        }
    }
}
