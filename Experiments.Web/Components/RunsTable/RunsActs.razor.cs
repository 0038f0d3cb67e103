using Experiments.Data.Runs.Filters;
using Experiments.Data.Runs.Tables;
using Experiments.Engine.Schema;
using Experiments.Web.Components.Shared;
using Experiments.Web.Runs;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.RunsTable;

/// <summary>What can be done with the runs that were chosen in the table: compare, tag, put aside, run again, delete.</summary>
public partial class RunsActs
{
    private const int MostReruns = 100;
    private const int MostTold = 5;

    private static readonly IReadOnlyList<FilterKey> TagKey = [FilterVocabulary.Fields.Single(k => k.Field == RunField.Tag)];

    private IReadOnlyList<string> _common = [];
    private string? _problem;
    private string _read = "";
    private bool _tags;
    private bool _deletes;
    private bool _busy;

    /// <summary>The runs, as the page holds them: what was run again leaves it at once, so that where others failed nothing is queued twice.</summary>
    [Parameter, EditorRequired]
    public ISet<long> Chosen { get; set; } = null!;

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

    private Task ArchiveAsync() => ActAsync(async () => ($"{Show.Plural(await Marks.ArchiveAsync([.. Chosen.Order()]), "run")} archived: the filter archived shows them.", false));

    private Task UnarchiveAsync() => ActAsync(async () => ($"{Show.Plural(await Marks.UnarchiveAsync([.. Chosen.Order()]), "run")} taken back from the archive.", false));

    private Task RerunAsync() => ActAsync(async () =>
    {
        if (Chosen.Count > MostReruns) throw new UsageException($"Nothing was queued: {Show.Plural(Chosen.Count, "run")} are chosen, and at most {MostReruns} are run again at a time; choose fewer.");
        var queued = 0;
        var failed = new List<string>();
        foreach (var run in Chosen.Order().ToList())
        {
            try
            {
                await Actions.RerunAsync(run);
                Chosen.Remove(run);
                queued++;
            }
            catch (Exception e) when (ActProblem.Of(e) is not null)
            {
                failed.Add($"run {run}: {string.Join(' ', ActProblem.ListOf(e)).TrimEnd('.')}");
                // What is not the run's own fault, as a lost database, befalls the others too.
                if (e is not UsageException) break;
            }
        }

        return failed.Count == 0 ? ($"{Show.Plural(queued, "run")} queued with new seeds.", false) : (Words(queued, failed), true);
    });

    private static string Words(int queued, List<string> failed)
    {
        var others = failed.Count > MostTold ? $"; and {Show.Plural(failed.Count - MostTold, "other")}" : "";
        return $"{(queued == 0 ? "Nothing was" : Show.Count(queued))} queued; {string.Join("; ", failed.Take(MostTold))}{others}. What was not queued is still chosen.";
    }

    private Task DeletedAsync(int runs)
    {
        _deletes = false;
        return OnDone.InvokeAsync(($"{Show.Plural(runs, "run")} put into the bin.", false));
    }

    private async Task ActAsync(Func<Task<(string Message, bool Stay)>> act)
    {
        if (_busy) return;
        (_busy, _problem) = (true, null);
        try
        {
            await OnDone.InvokeAsync(await act());
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
