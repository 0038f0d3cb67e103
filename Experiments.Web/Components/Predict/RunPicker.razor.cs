using System.Globalization;
using Experiments.Data.Runs;
using Experiments.Web.Components.Shared;
using Experiments.Web.Predictions;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Predict;

/// <summary>Chooses a trained run and the scales that it predicts by.</summary>
public sealed partial class RunPicker : IDisposable
{
    private const int Most = 8;

    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<TrainedRun>? _found;
    private string _text = "";
    private bool _choosing;
    private bool _multiScale;
    private int _asked;

    /// <summary>What is chosen, for people.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Whether that stands above it; where there is one alone its panel's heading says it.</summary>
    [Parameter]
    public bool HasTitle { get; set; } = true;

    /// <summary>What it is called among several on a page.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>What is chosen; null for nothing.</summary>
    [Parameter]
    public PredictionKey? Chosen { get; set; }

    /// <summary>The chosen run; null where it is not there.</summary>
    [Parameter]
    public TrainedRun? Run { get; set; }

    /// <summary>When something else is chosen.</summary>
    [Parameter]
    public EventCallback<PredictionKey?> OnChoose { get; set; }

    [Inject]
    private PredictionQuery Predictions { get; set; } = null!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (Chosen is { } chosen) _multiScale = chosen.MultiScale;
        else if (_found is null) await SearchAsync();
    }

    private static string Words(TrainedRun run) => string.Join(", ", new[]
    {
        run.Sweep ?? "", string.Create(CultureInfo.InvariantCulture, $"run {run.RunId}"), string.Create(CultureInfo.InvariantCulture, $"seed {run.Seed}"), run.MeanIoU is { } score ? $"mIoU {Show.Percent(score)}" : "",
    }.Where(t => t.Length > 0));

    private Task BeginAsync()
    {
        (_choosing, _text) = (true, "");
        return SearchAsync();
    }

    private Task TypedAsync(string? text)
    {
        _text = text ?? "";
        return SearchAsync();
    }

    /// <summary>An answer that a later question has overtaken is not shown.</summary>
    private async Task SearchAsync()
    {
        var mine = ++_asked;
        var found = await Predictions.RunsAsync(_text, Most, _gone.Token);
        if (mine == _asked) _found = found;
    }

    private Task ChooseAsync(TrainedRun run)
    {
        _choosing = false;
        return OnChoose.InvokeAsync(new PredictionKey(run.RunId, _multiScale));
    }

    private Task ScaleAsync(bool multiScale)
    {
        _multiScale = multiScale;
        return Chosen is { } chosen ? OnChoose.InvokeAsync(chosen with { MultiScale = multiScale }) : Task.CompletedTask;
    }
}
