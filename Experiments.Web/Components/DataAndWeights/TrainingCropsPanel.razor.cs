using System.Globalization;
using Experiments.Web.Components.Shared;
using Experiments.Web.Datasets;
using Experiments.Web.Errands;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.DataAndWeights;

/// <summary>Crops of a data set as a training sees them; what is rendered ends when the page is left.</summary>
public sealed partial class TrainingCropsPanel : IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _asked;
    private TrainingCropsView? _view;
    private SweepForm _form = new(new SweepDefinition());
    private IReadOnlyList<string> _problems = [];
    private ErrandProgress? _progress;
    private Task _work = Task.CompletedTask;
    private string _seed = "0";
    private int _opacity = 40;
    private (long Dataset, string Settings)? _shown;

    /// <summary>The data set.</summary>
    [Parameter, EditorRequired]
    public long DatasetId { get; set; }

    /// <summary>Its settings, as stored.</summary>
    [Parameter, EditorRequired]
    public string SettingsJson { get; set; } = "";

    [Inject]
    private TrainingCropsQuery Crops { get; set; } = null!;

    [Inject]
    private TrainingCropsActions Actions { get; set; } = null!;

    private string Opacity => string.Create(CultureInfo.InvariantCulture, $"{_opacity / 100.0:0.##}");

    /// <summary>Ends what runs for the panel.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _work;
        _gone.Dispose();
    }

    protected override void OnParametersSet()
    {
        if (_shown == (DatasetId, SettingsJson)) return;
        _shown = (DatasetId, SettingsJson);
        Read();
    }

    private void Read()
    {
        _view = Crops.Find(DatasetId);
        var overrides = new Dictionary<string, string>(DatasetSettings.Read(SettingsJson));
        foreach (var (key, value) in _view?.Overrides ?? new Dictionary<string, string>()) overrides[key] = value;
        _form = new SweepForm(new SweepDefinition { Overrides = overrides });
        _seed = (_view?.Report.Seed ?? 0).ToString(CultureInfo.InvariantCulture);
    }

    private Task RenderAsync() => _work.IsCompleted ? _work = WorkAsync() : Task.CompletedTask;

    private async Task WorkAsync()
    {
        if (!int.TryParse(_seed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed))
        {
            _problems = [$"The seed is \"{_seed}\": it must be a whole number."];
            return;
        }

        (_problems, _progress) = ([], new ErrandProgress(0, 0, 0));
        _asked = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        try
        {
            await Actions.RenderAsync(DatasetId, seed, _form.Definition.Overrides, p => _ = InvokeAsync(() => Told(p)), _asked.Token);
            Read();
        }
        catch (OperationCanceledException)
        {
            // Cancelled here, or the page was left.
        }
        catch (Exception e) when (ActProblem.ListOf(e) is { Count: > 0 })
        {
            _problems = ActProblem.ListOf(e);
        }
        finally
        {
            _progress = null;
            _asked.Dispose();
            _asked = null;
        }
    }

    private void Told(ErrandProgress progress)
    {
        if (_progress is null) return;
        _progress = progress;
        StateHasChanged();
    }

    private Task CancelAsync() => _asked?.CancelAsync() ?? Task.CompletedTask;

    private void SeedTyped(ChangeEventArgs e) => _seed = (e.Value as string ?? "").Trim();

    private void Moved(ChangeEventArgs e) => _opacity = int.TryParse(e.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? Math.Clamp(value, 0, 100) : _opacity;
}
