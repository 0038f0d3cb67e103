using Experiments.Data.Metrics;
using Experiments.Data.Model;
using Experiments.Web.Comparing;
using Experiments.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.OneRun;

/// <summary>Every curve of a run, live while it runs, and what its process uses of the machine.</summary>
public sealed partial class CurvesTab
{
    /// <summary>What is said where nothing was validated.</summary>
    internal const string NoValidation = "No validation during training: execution.validateEvery is 0, or the first is still to come. The final scores come from the evaluations.";

    /// <summary>Curves of the validation during training.</summary>
    internal static readonly string[] ValidationKeys = ["validation/miou", "validation/pixel_accuracy", "validation/top-1", "validation/top-5"];

    private const string Drift = "drift/";
    private const string Default = "No points yet; they appear as training journals them.";

    private static readonly Chart[] Fixed =
    [
        new("Loss", "chart-loss", "train/loss", "train/loss_main", "train/loss_aux", "train/regulariser") { Y = "loss" },
        new("Validation during training", "chart-miou", ValidationKeys) { Percent = true, Empty = NoValidation },
        new("Learning rate", "chart-rate", "train/learning_rate") { Y = "learning rate" },
        new("Training accuracy", "chart-accuracy", "train/pixel_accuracy", "train/accuracy") { Percent = true },
    ];

    private IReadOnlyList<CurveSummary> _curves = [];

    /// <summary>The run.</summary>
    [Parameter, EditorRequired]
    public long RunId { get; set; }

    /// <summary>Its jobs.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Job> Jobs { get; set; } = [];

    /// <summary>Whether points may still come.</summary>
    [Parameter]
    public bool IsOpen { get; set; }

    /// <summary>Devices that the configuration spreads its replicas over.</summary>
    [Parameter]
    public IReadOnlyList<string> Devices { get; set; } = [];

    [Inject]
    private MetricQueries Metrics { get; set; } = null!;

    /// <summary>The fixed ones, and those that not every run has.</summary>
    private IEnumerable<Chart> Charts
    {
        get
        {
            var keys = _curves.Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
            return
            [
                .. Fixed,
                new("Drift per block from the start", "chart-drift", [.. keys.Where(k => k.StartsWith(Drift, StringComparison.Ordinal)).Order(StringComparer.Ordinal).DefaultIfEmpty(Drift)])
                {
                    Y = "distance", Empty = "No block has inherited weights, so none can drift from them: weights.path names a file to start from.",
                },
                .. keys.Contains("train/gradient_norm") ? [new Chart("Gradient norm before clipping", "chart-norm", "train/gradient_norm") { Y = "norm" }] : Array.Empty<Chart>(),
            ];
        }
    }

    /// <summary>How the curves are looked at, as the address says.</summary>
    private CurveLook Look => CurveLook.Read(Query.Text);

    /// <summary>Jobs whose pace is shown: the trainings, by the time that they have run.</summary>
    private IEnumerable<Job> Paced => Jobs.Where(j => j.Attempt > 0 && JobText.Trains(j.Kind)).OrderBy(j => j.Id);

    private List<(string Title, string Rate)> Rates =>
        [.. Jobs.Where(j => j.Rate > 0).Select(j => (JobText.Of(j.Kind, j.ProtocolName), Show.Rate(j.Rate, JobText.Unit(j.Kind))))];

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync() =>
        _curves = [.. (await Metrics.SummariesAsync(RunId, Gone)).Where(c => !c.Key.StartsWith(MetricSeries.SystemPrefix, StringComparison.Ordinal))];

    /// <summary>It is no new place to come back to.</summary>
    private void Choose(CurveLook look) => Navigation.NavigateTo(Urls.RunPart(RunId, "curves", [("system", Query.Text("system")), .. look.Parameters]), replace: true);

    private sealed record Chart(string Title, string TestId, params string[] Keys)
    {
        public string Y { get; init; } = "";

        public bool Percent { get; init; }

        public string Empty { get; init; } = Default;
    }
}
