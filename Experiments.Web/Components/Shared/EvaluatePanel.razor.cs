using System.Globalization;
using Experiments.Engine.Schema;
using Experiments.Web.Evaluations;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>Asks how trained runs are to be scored further, says what exists already, and queues the rest.</summary>
public sealed partial class EvaluatePanel : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private EvaluationChoices _choices = EvaluationChoices.None;
    private IReadOnlyList<long> _shown = [];
    private EvaluationPlan? _plan;
    private IReadOnlyList<string> _problems = [];
    private string? _queued;
    private string _template = ProtocolTemplates.SingleScale;
    private string _subset = SettingDescriptor.NameOf(Subset.Validation);
    private string _checkpoint = CheckpointRule.Last.ToString();
    private string _scales = "";
    private string _mirror = "";
    private string _crop = "";
    private string _pictures = "";
    private string _list = "";
    private bool _again;
    private bool _busy;

    /// <summary>The runs.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<long> RunIds { get; set; } = [];

    /// <summary>When evaluations were queued.</summary>
    [Parameter]
    public EventCallback OnQueued { get; set; }

    [Inject]
    private EvaluationPlanner Planner { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        // A live page hands over the same runs again and again.
        if (_shown.SequenceEqual(RunIds)) return;
        _shown = [.. RunIds];
        Forget();
        try
        {
            _choices = await Planner.ChoicesAsync(_shown, _gone.Token);
        }
        catch (UsageException e)
        {
            _problems = e.Problems;
        }
    }

    private static string Text(ChangeEventArgs e) => (e.Value as string ?? "").Trim();

    private void Change(Action change)
    {
        change();
        Forget();
    }

    /// <summary>What was said belongs to what was asked.</summary>
    private void Forget() => (_plan, _problems, _queued, _again) = (null, [], null, false);

    private Task LookAsync() => ActAsync(async () => _plan = await Planner.PlanAsync(_shown, [Request()], _gone.Token));

    private Task QueueAsync() => ActAsync(async () =>
    {
        // Something may have been queued since it was looked at.
        var plan = await Planner.PlanAsync(_shown, [Request()], _gone.Token);
        var created = await Planner.QueueAsync(plan, _again, _gone.Token);
        _queued = created.Count == 0 ? "Nothing was left to queue." : $"{Show.Plural(created.Count, "evaluation")} queued.";
        (_plan, _again) = (plan.Queued(_again), false);
        await OnQueued.InvokeAsync();
    });

    private async Task ActAsync(Func<Task> act)
    {
        if (_busy) return;
        (_busy, _problems, _queued) = (true, [], null);
        try
        {
            await act();
        }
        catch (Exception e) when (ActProblem.Of(e) is not null)
        {
            (_plan, _problems) = (null, ActProblem.ListOf(e));
        }
        finally
        {
            _busy = false;
        }
    }

    private EvaluationRequest Request() => new()
    {
        Template = _template,
        Subset = _subset == SettingDescriptor.NameOf(Subset.Train) ? Subset.Train : null,
        ImageList = _list.Length > 0 ? _list : null,
        Checkpoint = _checkpoint == CheckpointRule.Last.ToString() ? null : _checkpoint,
        Scales = EvaluationRequest.ReadScales(_scales),
        Mirror = _mirror.Length == 0 ? null : _mirror == "true",
        Crop = EvaluationRequest.ReadCrop(_crop),
        PredictionImages = EvaluationRequest.ReadPictures(_pictures),
    };

    private static string Words(PlannedEvaluation item) => item.Status switch
    {
        EvaluationStatus.New => "to be queued",
        EvaluationStatus.Exists => string.Create(CultureInfo.InvariantCulture, $"exists: {Show.Percent(item.Value)}"),
        EvaluationStatus.UnderWay => "queued or running already",
        _ => item.Problem,
    };
}
