using Experiments.Data.Runs;
using Experiments.Web.Comparing;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Compare;

/// <summary>What is compared: add, remove, group, choose the reference.</summary>
public partial class CompareSetPanel
{
    private string _search = "";
    private IReadOnlyList<RunRow>? _offered;

    [Inject]
    private CompareQuery Query { get; set; } = null!;

    private bool CanGroup => View.Runs.Where(r => r.ReproductionOfRunId is null).GroupBy(r => r.Fingerprint)
        .Any(g => g.Count() > 1 && !View.Groups.Any(o => o.Runs.Count == g.Count() && g.All(o.Runs.Contains)));

    /// <summary>An empty comparison begins with runs to choose.</summary>
    protected override async Task OnParametersSetAsync()
    {
        if (View.Groups.Count == 0 && _offered is null) await OfferAsync();
    }

    private Task OfferAsync() => _offered is null ? SearchAsync(_search) : Task.CompletedTask;

    private async Task SearchAsync(string? text)
    {
        _search = text ?? "";
        var asked = _search;
        var found = await Query.FindAsync(asked);
        // A slower answer to an earlier letter is no answer.
        if (asked == _search) _offered = found;
    }

    /// <summary>Other places: what was chosen by place is chosen anew.</summary>
    private void Regroup(CompareSet set) => Go(State with { Set = set, Baseline = null, Other = null, Hidden = [] });
}
