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
    private Asked _asked = new();
    private Task _loading = Task.CompletedTask;
    private KeptFields? _kept;
    private bool _again;
    private bool _busy;
    private bool _isDirty;
    private bool _isRestored;

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
    protected override Task OnParametersSetAsync()
    {
        // A live page hands over the same runs again and again.
        if (_shown.SequenceEqual(RunIds)) return Task.CompletedTask;
        _shown = [.. RunIds];
        Forget();
        return _loading = LoadAsync();
    }

    private async Task LoadAsync()
    {
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

    private void Change(Asked asked)
    {
        _asked = asked;
        _isDirty = true;
        Forget();
    }

    /// <summary>The page was loaded anew, or its connection was away: what was asked for before is back, as far as these runs have it.</summary>
    private async Task RestoreAsync(IReadOnlyDictionary<string, string> kept)
    {
        await _loading;
        // Where only the connection was away, the form was never gone.
        _isRestored |= !_isDirty;
        Change(_asked with
        {
            Template = Known("template", _choices.Templates, _asked.Template),
            Subset = kept.GetValueOrDefault("subset", _asked.Subset),
            Checkpoint = Known("checkpoint", _choices.Checkpoints, _asked.Checkpoint),
            Scales = kept.GetValueOrDefault("scales", _asked.Scales),
            Mirror = kept.GetValueOrDefault("mirror", _asked.Mirror),
            Crop = kept.GetValueOrDefault("crop", _asked.Crop),
            Pictures = kept.GetValueOrDefault("pictures", _asked.Pictures),
            List = kept.GetValueOrDefault("list", _asked.List),
        });

        string Known(string field, IReadOnlyList<string> choices, string now) => kept.TryGetValue(field, out var value) && choices.Contains(value, StringComparer.Ordinal) ? value : now;
    }

    private void Drop()
    {
        (_asked, _isDirty, _isRestored) = (new Asked(), false, false);
        Forget();
    }

    /// <summary>What was said belongs to what was asked.</summary>
    private void Forget() => (_plan, _problems, _queued, _again) = (null, [], null, false);

    private Task LookAsync() => ActAsync(async () =>
    {
        var asked = _asked;
        var plan = await Planner.PlanAsync(_shown, [Request()], _gone.Token);
        // Something else may be asked for by now.
        if (_asked == asked) _plan = plan;
    });

    private Task QueueAsync() => ActAsync(async () =>
    {
        // Something may have been queued since it was looked at.
        var plan = await Planner.PlanAsync(_shown, [Request()], _gone.Token);
        var created = await Planner.QueueAsync(plan, _again, _gone.Token);
        _queued = created.Count == 0 ? "Nothing was left to queue." : $"{Show.Plural(created.Count, "evaluation")} queued.";
        (_plan, _again, _isDirty, _isRestored) = (plan.Queued(_again), false, false, false);
        if (_kept is not null) await _kept.ForgetAsync();
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
        Template = _asked.Template,
        Subset = _asked.Subset == SettingDescriptor.NameOf(Subset.Train) ? Subset.Train : null,
        ImageList = _asked.List.Length > 0 ? _asked.List : null,
        Checkpoint = _asked.Checkpoint == CheckpointRule.Last.ToString() ? null : _asked.Checkpoint,
        Scales = EvaluationRequest.ReadScales(_asked.Scales),
        Mirror = _asked.Mirror.Length == 0 ? null : _asked.Mirror == "true",
        Crop = EvaluationRequest.ReadCrop(_asked.Crop),
        PredictionImages = EvaluationRequest.ReadPictures(_asked.Pictures),
    };

    private static string Words(PlannedEvaluation item) => item.Status switch
    {
        EvaluationStatus.New => "to be queued",
        EvaluationStatus.Exists => string.Create(CultureInfo.InvariantCulture, $"exists: {Show.Percent(item.Value)}"),
        EvaluationStatus.UnderWay => "queued or running already",
        _ => item.Problem,
    };

    /// <summary>The fields as they stand.</summary>
    private sealed record Asked
    {
        public string Template { get; init; } = ProtocolTemplates.SingleScale;

        public string Subset { get; init; } = SettingDescriptor.NameOf(Engine.Schema.Subset.Validation);

        public string Checkpoint { get; init; } = CheckpointRule.Last.ToString();

        public string Scales { get; init; } = "";

        public string Mirror { get; init; } = "";

        public string Crop { get; init; } = "";

        public string Pictures { get; init; } = "";

        public string List { get; init; } = "";
    }
}
