using System.Globalization;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Experiments.Web.Components.Pages;

/// <summary>Every run, filtered, sorted and paged by the database. Filters, order and page are in the URL.</summary>
public partial class RunsPage
{
    private const int PageSize = 50;
    private readonly HashSet<long> _chosen = [];
    private RunPage? _page;
    private string? _message;
    private bool _deletes;
    private bool _deletesSweep;
    private IReadOnlyDictionary<long, RunExtra> _extras = new Dictionary<long, RunExtra>();

    [SupplyParameterFromQuery(Name = "name")]
    private string? Name { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? State { get; set; }

    [SupplyParameterFromQuery(Name = "regulariser")]
    private string? Regulariser { get; set; }

    [SupplyParameterFromQuery(Name = "backbone")]
    private string? Backbone { get; set; }

    [SupplyParameterFromQuery(Name = "sweep")]
    private long? Sweep { get; set; }

    [SupplyParameterFromQuery(Name = "fingerprint")]
    private string? FingerprintOf { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    private string? SortBy { get; set; }

    [SupplyParameterFromQuery(Name = "up")]
    private bool? Ascending { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    [Inject]
    private RunQueries Queries { get; set; } = null!;

    [Inject]
    private RunExtras Extras { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override TimeSpan Every => TimeSpan.FromSeconds(2);

    private int Number => Math.Max(1, PageNumber ?? 1);

    private RunSort Sort => Enum.TryParse<RunSort>(SortBy, ignoreCase: true, out var sort) && Enum.IsDefined(sort) ? sort : RunSort.Created;

    private bool Filtered => Name is { Length: > 0 } || State is { Length: > 0 } || Regulariser is { Length: > 0 }
        || Backbone is { Length: > 0 } || Sweep is not null || FingerprintOf is { Length: > 0 };

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string>();
        if (Regulariser is { Length: > 0 }) settings["regulariser.kind"] = Regulariser;
        if (Backbone is { Length: > 0 }) settings["network.backbone"] = Backbone;
        var page = await Queries.PageAsync(
            new RunFilter
            {
                NameContains = string.IsNullOrWhiteSpace(Name) ? null : Name.Trim(),
                States = Enum.TryParse<RunState>(State, ignoreCase: true, out var state) ? [state] : [],
                Settings = settings,
                SweepId = Sweep,
                Fingerprint = string.IsNullOrEmpty(FingerprintOf) ? null : FingerprintOf,
                Sort = Sort,
                Descending = Ascending != true,
                Skip = (Number - 1) * PageSize,
                Take = PageSize,
            },
            cancellationToken);
        _extras = await Extras.OfAsync([.. page.Rows.Select(r => r.RunId)], cancellationToken);
        _page = page;
    }

    private void Choose(long run)
    {
        if (!_chosen.Remove(run)) _chosen.Add(run);
        if (_chosen.Count == 0) _deletes = false;
    }

    private async Task DeletedAsync(int runs)
    {
        (_deletes, _deletesSweep) = (false, false);
        _chosen.Clear();
        _message = $"{Shared.Show.Plural(runs, "run")} put into the bin.";
        await LoadAsync(Gone);
    }

    private string Link(string? name = null, string? state = null, string? regulariser = null, string? backbone = null, RunSort? sort = null, bool? up = null, int? page = null) =>
        Urls.Runs(
            ("name", name ?? Name),
            ("state", state ?? State),
            ("regulariser", regulariser ?? Regulariser),
            ("backbone", backbone ?? Backbone),
            ("sweep", Sweep?.ToString(CultureInfo.InvariantCulture)),
            ("fingerprint", FingerprintOf),
            ("sort", (sort ?? Sort) is var s && s != RunSort.Created ? s.ToString() : null),
            ("up", (up ?? Ascending) == true ? "true" : null),
            ("page", page is > 1 ? page.Value.ToString(CultureInfo.InvariantCulture) : null));

    private static void Search()
    {
        // The search field has already told its change; Enter needs nothing more.
    }

    private void SearchChanged(ChangeEventArgs e) => Go(Link(name: Text(e)));

    private void StateChanged(ChangeEventArgs e) => Go(Link(state: Text(e)));

    private void RegulariserChanged(ChangeEventArgs e) => Go(Link(regulariser: Text(e)));

    private void BackboneChanged(ChangeEventArgs e) => Go(Link(backbone: Text(e)));

    private void Go(string url) => Navigation.NavigateTo(url);

    private static string Text(ChangeEventArgs e) => e.Value as string ?? "";

    /// <summary>A column heading that sorts; a second press turns the order round.</summary>
    private RenderFragment Heading(string text, RunSort sort, bool number = false) => (RenderTreeBuilder builder) =>
    {
        var current = Sort == sort;
        var up = current ? Ascending != true : sort is RunSort.Name or RunSort.Seed;
        builder.OpenElement(0, "th");
        builder.AddAttribute(1, "class", number ? "n" : null);
        builder.AddAttribute(2, "aria-sort", !current ? null : Ascending == true ? "ascending" : "descending");
        builder.OpenElement(3, "a");
        builder.AddAttribute(4, "href", Link(sort: sort, up: up));
        builder.AddContent(5, text);
        builder.AddContent(6, !current ? "" : Ascending == true ? " ↑" : " ↓");
        builder.CloseElement();
        builder.CloseElement();
    };
}
