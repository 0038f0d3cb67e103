using Experiments.Data.Runs.Filters;
using Experiments.Data.Runs.Tables;
using Experiments.Web.Components.Shared;
using Experiments.Web.Runs;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.RunsTable;

/// <summary>What can be done with the runs that were chosen in the table: compare, tag, put aside, run again, delete.</summary>
public partial class RunsActs
{
    private const int MostReruns = 100;

    private static readonly IReadOnlyList<FilterKey> TagKey = [FilterVocabulary.Fields.Single(k => k.Field == RunField.Tag)];

    private IReadOnlyList<string> _common = [];
    private string? _problem;
    private string _read = "";
    private bool _tags;
    private bool _deletes;
    private bool _busy;

    /// <summary>The runs.</summary>
    [Parameter, EditorRequired]
    public IReadOnlySet<long> Chosen { get; set; } = null!;

    /// <summary>The runs in the groups that the table shows them in; a group of one is a run.</summary>
    [Parameter, EditorRequired]
    public IEnumerable<IReadOnlyList<long>> Groups { get; set; } = [];

    /// <summary>How many runs match in all.</summary>
    [Parameter]
    public int All { get; set; }

    /// <summary>When all runs that match are to be chosen, or none.</summary>
    [Parameter]
    public EventCallback<bool> OnChooseAll { get; set; }

    /// <summary>When something was done, in words; and whether the chosen runs stay chosen.</summary>
    [Parameter]
    public EventCallback<(string Message, bool Stay)> OnDone { get; set; }

    [Inject]
    private RunMarks Marks { get; set; } = null!;

    [Inject]
    private RunActions Actions { get; set; } = null!;

    [Inject]
    private RunTableQuery Table { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        if (_tags && Fingerprint() != _read) await ReadTagsAsync();
    }

    private string Fingerprint() => string.Join(',', Chosen.Order());

    private async Task ReadTagsAsync()
    {
        _read = Fingerprint();
        var cells = await Table.CellsAsync([.. Chosen], TagKey);
        var lists = cells.Values.Select(v => v[0].Text?.Split('\n') ?? []).ToList();
        _common = lists.Count == 0 ? [] : [.. lists[0].Where(tag => lists.TrueForAll(l => l.Contains(tag, StringComparer.Ordinal)))];
    }

    private async Task TagsAsync()
    {
        _tags = !_tags;
        if (_tags) await ReadTagsAsync();
    }

    private async Task TaggedAsync()
    {
        await ReadTagsAsync();
        await OnDone.InvokeAsync(("", true));
    }

    private Task ArchiveAsync() => ActAsync(async () => $"{Show.Plural(await Marks.ArchiveAsync([.. Chosen.Order()]), "run")} archived: the filter archived shows them.");

    private Task UnarchiveAsync() => ActAsync(async () => $"{Show.Plural(await Marks.UnarchiveAsync([.. Chosen.Order()]), "run")} taken back from the archive.");

    private Task RerunAsync() => ActAsync(async () =>
    {
        if (Chosen.Count > MostReruns) return $"Nothing was queued: {Show.Plural(Chosen.Count, "run")} are chosen, and at most {MostReruns} are run again at a time.";
        foreach (var run in Chosen.Order()) await Actions.RerunAsync(run);
        return $"{Show.Plural(Chosen.Count, "run")} queued with new seeds.";
    });

    private Task DeletedAsync(int runs)
    {
        _deletes = false;
        return OnDone.InvokeAsync(($"{Show.Plural(runs, "run")} put into the bin.", false));
    }

    private async Task ActAsync(Func<Task<string>> act)
    {
        if (_busy) return;
        (_busy, _problem) = (true, null);
        try
        {
            await OnDone.InvokeAsync((await act(), false));
        }
        catch (Exception e) when (ActProblem.Of(e) is not null)
        {
            _problem = ActProblem.Of(e);
        }
        finally
        {
            _busy = false;
        }
    }
}
