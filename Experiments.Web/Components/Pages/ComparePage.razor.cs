using Experiments.Web.Comparing;
using Experiments.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>Runs or groups of runs side by side: curves, scores, settings, plots, classes, images. All that is chosen is in the address.</summary>
public partial class ComparePage
{
    private CompareState _state = new();
    private CompareView? _view;
    private string? _shown;

    [SupplyParameterFromQuery(Name = "runs")]
    private string? RunIds { get; set; }

    [SupplyParameterFromQuery(Name = "base")]
    private string? Baseline { get; set; }

    [SupplyParameterFromQuery(Name = "curves")]
    private string? Curves { get; set; }

    [SupplyParameterFromQuery(Name = "x")]
    private string? X { get; set; }

    [SupplyParameterFromQuery(Name = "band")]
    private string? Band { get; set; }

    [SupplyParameterFromQuery(Name = "smooth")]
    private string? Smoothing { get; set; }

    [SupplyParameterFromQuery(Name = "logx")]
    private string? LogX { get; set; }

    [SupplyParameterFromQuery(Name = "logy")]
    private string? LogY { get; set; }

    [SupplyParameterFromQuery(Name = "hidden")]
    private string? Hidden { get; set; }

    [SupplyParameterFromQuery(Name = "search")]
    private string? SettingSearch { get; set; }

    [SupplyParameterFromQuery(Name = "metric")]
    private string? Metric { get; set; }

    [SupplyParameterFromQuery(Name = "protocol")]
    private string? ProtocolStart { get; set; }

    [SupplyParameterFromQuery(Name = "other")]
    private string? Other { get; set; }

    [SupplyParameterFromQuery(Name = "image")]
    private string? Image { get; set; }

    [SupplyParameterFromQuery(Name = "plot")]
    private string? Plot { get; set; }

    [SupplyParameterFromQuery(Name = "px")]
    private string? PlotX { get; set; }

    [SupplyParameterFromQuery(Name = "py")]
    private string? PlotY { get; set; }

    [Inject]
    private CompareQuery Query { get; set; } = null!;

    // Charts that are still growing fetch their points themselves; scores and states come with this.
    /// <inheritdoc/>
    protected override TimeSpan Every => TimeSpan.FromSeconds(5);

    private string Summary => _view is not { Groups.Count: > 0 } view ? "Curves, scores and predictions of runs side by side; groups of repeats by mean and spread."
        : view.Groups.Any(g => g.IsGroup) ? $"{Show.Plural(view.Groups.Count, "group")} of {Show.Plural(view.Runs.Count(), "run")}"
        : Show.Plural(view.Groups.Count, "run");

    /// <inheritdoc/>
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var isLatest = BeginReading();
        _state = CompareState.Read(Value);
        var set = _state.Set.Write();
        // What is chosen beside the set changes nothing of what is read.
        if (_view is { } view && _shown == set && !view.IsOpen) return;
        var read = await Query.OfAsync(_state.Set, cancellationToken);
        if (isLatest()) (_view, _shown) = (read, set);
    }

    private string? Value(string name) => name switch
    {
        "runs" => RunIds,
        "base" => Baseline,
        "curves" => Curves,
        "x" => X,
        "band" => Band,
        "smooth" => Smoothing,
        "logx" => LogX,
        "logy" => LogY,
        "hidden" => Hidden,
        "search" => SettingSearch,
        "metric" => Metric,
        "protocol" => ProtocolStart,
        "other" => Other,
        "image" => Image,
        "plot" => Plot,
        "px" => PlotX,
        "py" => PlotY,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "The page has no such parameter: add it."),
    };

    private IEnumerable<string> Problems(CompareView view)
    {
        const int Named = 12;
        if (_state.Set.Refused.Count > 0) yield return $"Not numbers of runs, and left out: {string.Join(", ", _state.Set.Refused.Take(Named).Select(r => $"\"{(r.Length > 40 ? r[..40] + "…" : r)}\""))}{(_state.Set.Refused.Count > Named ? " and more" : "")}.";
        if (view.Unknown.Count > 0) yield return $"There {(view.Unknown.Count == 1 ? "is no run" : "are no runs")} {string.Join(", ", view.Unknown.Take(Named))}{(view.Unknown.Count > Named ? $" and {Show.Plural(view.Unknown.Count - Named, "other")}" : "")}: deleted for good, or of another database. The rest is shown.";
        if (view.Binned.Count > 0) yield return $"In the bin, and left out: {Show.Plural(view.Binned.Count, "run")} {string.Join(", ", view.Binned.Take(Named))}{(view.Binned.Count > Named ? " and more" : "")}. What comes back from there is shown again.";
        if (_state.Set.LeftOut > 0) yield return $"{Show.Plural(_state.Set.LeftOut, "run")} too many: {CompareSet.Most} runs or groups of at most {CompareSet.MostRuns} runs are compared at a time, and the first are shown. Join repeats into groups, or choose fewer.";
    }
}
