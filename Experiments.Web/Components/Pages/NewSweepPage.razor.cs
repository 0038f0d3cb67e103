using Experiments.Data.Runs;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Hosting;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>
/// The form that defines a sweep. Its state is in the URL; typing checks the configurations at once, leaving a field
/// also looks at the files behind them and estimates the time.
/// </summary>
public sealed partial class NewSweepPage : IDisposable
{
    private const int LongestUrl = 7000;
    private readonly CancellationTokenSource _gone = new();
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = [SettingGroups.Common.Id];
    private SweepForm _form = new(new SweepDefinition());
    private SweepPlan _plan = new();
    private Confinement _confinement = Confinement.None;
    private SweepEstimate? _estimate;
    private CancellationTokenSource? _check;
    private string? _loaded;
    private string? _preset;
    private string? _notice;
    private string? _failure;
    private string _search = "";
    private bool _changedOnly;
    private bool _checking;
    private bool _queueing;

    [SupplyParameterFromQuery(Name = "from")]
    private long? From { get; set; }

    [SupplyParameterFromQuery(Name = "extend")]
    private long? Extend { get; set; }

    [SupplyParameterFromQuery(Name = "preset")]
    private string? Preset { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private RunQueries Runs { get; set; } = null!;

    [Inject]
    private SweepResolver Resolver { get; set; } = null!;

    [Inject]
    private Confinements Confinements { get; set; } = null!;

    [Inject]
    private SweepPreview Previews { get; set; } = null!;

    [Inject]
    private SweepDefinitions Sweeps { get; set; } = null!;

    [Inject]
    private ExperimentsSettings Settings { get; set; } = null!;

    [Inject]
    private RunActions Actions { get; set; } = null!;

    private bool Narrowed => _search.Length > 0 || _changedOnly;

    public void Dispose()
    {
        _check?.Cancel();
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnParametersSetAsync()
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
        _loaded = query;
        _preset = Preset;
        _confinement = await Confinements.FindAsync(_gone.Token);
        _form = new SweepForm(SweepQuery.Read(query, await StartAsync()));
        await CheckAsync();
    }

    private async Task<SweepDefinition> StartAsync()
    {
        _notice = null;
        if (SweepPresets.Find(Preset) is { } preset) return preset.Definition;
        if (Preset is { Length: > 0 })
            _notice = $"There is no starting point \"{Preset}\". Available: {string.Join(", ", SweepPresets.All.Select(p => p.Id))}.";
        if (Extend is { } sweep) return await ExtendedAsync(sweep);
        if (From is not { } run) return new SweepDefinition();
        if (await Runs.FindAsync(run, _gone.Token) is not { } detail)
        {
            _notice = $"Run {run} does not exist in this database, so the form starts from the defaults. Choose a run in the runs table.";
            return new SweepDefinition();
        }

        return SweepStart.FromRun(detail.Run);
    }

    /// <summary>The definition of a sweep that is to be extended; one that extends another itself goes on with that.</summary>
    private async Task<SweepDefinition> ExtendedAsync(long sweep)
    {
        try
        {
            if (await Sweeps.FindAsync(sweep, _gone.Token) is { } json)
            {
                var definition = SweepDefinition.FromJson(json);
                return definition with { Extends = definition.Extends ?? sweep };
            }

            _notice = $"Sweep {sweep} does not exist in this database, so the form starts from the defaults.";
        }
        catch (UsageException e)
        {
            _notice = e.Message;
        }

        return new SweepDefinition();
    }

    private void RecipeChosen(ChangeEventArgs e)
    {
        if (Recipes.Find(e.Value as string) is { } recipe) Navigation.NavigateTo(Urls.NewSweepPreset(recipe.Id));
    }

    private void Start(SweepPreset preset) => Navigation.NavigateTo(Urls.NewSweepPreset(preset.Id));

    private static IEnumerable<SettingGroup> Groups() => [SettingGroups.Common, .. SettingGroups.Rest];

    private List<SettingDescriptor> Shown(SettingGroup group) =>
        [.. group.Settings.Where(s => SettingGroups.Matches(s, _search) && (!_changedOnly || _form.IsChanged(s)))];

    // A problem is never hidden in a closed part of the form.
    private bool IsOpen(SettingGroup group) =>
        Narrowed || _open.Contains(group.Id) || group.Settings.Any(s => _plan.Problems.Any(p => p.Key == s.Key));

    private string Counts(SettingGroup group)
    {
        var changed = group.Settings.Count(_form.IsChanged);
        return changed == 0 ? $"{group.Settings.Count}" : $"{changed} of {group.Settings.Count} changed";
    }

    private IEnumerable<string> Of(string key) =>
        _plan.Problems.Where(p => p.Key == key || SweepExpansion.KeysOf(p.Message).Contains(key)).Select(p => p.Message);

    private void Toggle(SettingGroup group)
    {
        if (!_open.Remove(group.Id)) _open.Add(group.Id);
    }

    private void SearchTyped(ChangeEventArgs e) => _search = e.Value as string ?? "";

    private void ChangedOnly(ChangeEventArgs e) => _changedOnly = e.Value is true;

    private void NameTyped(ChangeEventArgs e)
    {
        _form.Name = e.Value as string ?? "";
        Expand();
    }

    private void SeedsTyped(ChangeEventArgs e)
    {
        _form.Seeds = e.Value as string ?? "";
        Expand();
    }

    private void Typed(SettingDescriptor setting, string text)
    {
        _form.SetText(setting, text);
        Expand();
    }

    private Task ProtocolChosen(string name, ChangeEventArgs e)
    {
        _form.SetProtocol(name, e.Value is true);
        return Settled();
    }

    private Task Vary(SettingDescriptor setting, bool varied)
    {
        _form.SetVaried(setting, varied);
        return Settled();
    }

    private Task WhenTyped(SettingDescriptor setting, string text)
    {
        _form.SetWhen(setting, text);
        return Settled();
    }

    private Task ImportAsync(SweepDefinition definition)
    {
        _form = new SweepForm(definition);
        return Settled();
    }

    private Task Reset(SettingDescriptor setting)
    {
        _form.Reset(setting);
        return Settled();
    }

    /// <summary>A value is final: the URL says it, and the files are looked at.</summary>
    private Task Settled()
    {
        var url = Urls.NewSweepFrom(_form.Definition);
        // A longer address could not be loaded again; a sweep of that size is kept as a file.
        if (url.Length <= LongestUrl)
        {
            _written.Add(new Uri(Navigation.ToAbsoluteUri(url).AbsoluteUri).Query);
            Navigation.NavigateTo(url, new NavigationOptions { ReplaceHistoryEntry = true });
        }

        return CheckAsync();
    }

    /// <summary>The pure part, at every keystroke.</summary>
    private void Expand()
    {
        _failure = null;
        var definition = _form.Definition;
        var outside = _confinement.Problems(definition);
        // What is outside of a person's folders is not looked at.
        _plan = outside.Count == 0
            ? SweepExpansion.Expand(definition, Settings.MostRuns)
            : new SweepPlan { Problems = [.. outside.Select(p => new SweepProblem(SweepExpansion.KeyOf(p), p))] };
    }

    private async Task CheckAsync()
    {
        Expand();
        var plan = _plan;
        if (_check is not null) await _check.CancelAsync();
        var check = _check = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        _checking = true;
        try
        {
            var resolved = await Resolver.ResolveAsync(plan, check.Token);
            (resolved, var estimate) = await Previews.OfAsync(resolved, check.Token);
            // Somebody typed on meanwhile: what is known about the files of an older text is not shown.
            if (ReferenceEquals(_plan, plan)) _plan = resolved;
            _estimate = estimate;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        _checking = false;
    }

    private async Task QueueAsync()
    {
        if (_queueing) return;
        _queueing = true;
        _failure = null;
        try
        {
            await CheckAsync();
            if (!_plan.IsReady) return;
            var created = await Actions.QueueAsync(_form.Definition, _plan, _gone.Token);
            Navigation.NavigateTo(created.GridId is { } grid ? Urls.Grid(grid) : Urls.Run(created.RunIds.Concat(created.UsedRunIds).First()));
        }
        catch (Exception e) when (Shared.ActProblem.Of(e) is not null)
        {
            _failure = Shared.ActProblem.Of(e);
        }
        finally
        {
            _queueing = false;
        }
    }
}
