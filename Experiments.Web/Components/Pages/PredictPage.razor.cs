using System.Globalization;
using Experiments.Data.Results.Export;
using Experiments.Data.Runs;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Web.Components.Shared;
using Experiments.Web.Errands;
using Experiments.Web.Predictions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace Experiments.Web.Components.Pages;

/// <summary>An image of one's own under one trained run or two; image, runs and view are in the URL. What runs for it ends when the page is left.</summary>
public partial class PredictPage
{
    private const string OverlayView = "overlay";
    private const string ImageView = "image";
    private const string LabelsView = "labels";
    private const string DifferenceView = "difference";
    private const int MostDisagreements = 3;

    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _asked;
    private BroughtImage? _image;
    private PredictionKey? _a;
    private PredictionKey? _b;
    private TrainedRun? _runA;
    private TrainedRun? _runB;
    private PredictionReport? _reportA;
    private PredictionReport? _reportB;
    private PredictionDifference? _difference;
    private (string Image, PredictionKey A, PredictionKey B)? _compared;
    private IReadOnlyList<ClassArea> _areas = [];
    private IReadOnlyList<string> _problems = [];
    private PredictionKey? _working;
    private ErrandProgress? _progress;
    private Task _work = Task.CompletedTask;
    private bool _bringing;
    private bool _comparing;
    private int _opacity = 55;

    [SupplyParameterFromQuery(Name = "image")]
    private string? Image { get; set; }

    [SupplyParameterFromQuery(Name = "a")]
    private string? A { get; set; }

    [SupplyParameterFromQuery(Name = "b")]
    private string? B { get; set; }

    [SupplyParameterFromQuery(Name = "view")]
    private string? View { get; set; }

    [Inject]
    private PredictionQuery Predictions { get; set; } = null!;

    [Inject]
    private PredictionActions Actions { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private bool IsComparing => _comparing || _b is not null;

    private bool CanPredict => WhyNot is null && _working is null;

    /// <summary>What lacks before something can be predicted.</summary>
    private string? WhyNot => _image is null ? "Bring an image first." : _a is null && _b is null ? "Choose a run." : Wanted.Any() ? null : "It is predicted: see below.";

    /// <summary>What is chosen and not predicted yet.</summary>
    private IEnumerable<PredictionKey> Wanted => Sides.Where(s => s.Report is null).Select(s => s.Key).Distinct();

    private IEnumerable<(PredictionKey Key, TrainedRun? Run, PredictionReport? Report, string Which)> Sides =>
        new[] { (_a, _runA, _reportA, "A"), (_b, _runB, _reportB, "B") }.Where(s => s.Item1 is not null).Select(s => (s.Item1!.Value, s.Item2, s.Item3, s.Item4));

    private IEnumerable<string> Views => _difference is null ? [OverlayView, ImageView, LabelsView] : [OverlayView, ImageView, LabelsView, DifferenceView];

    private string ShownView => Views.FirstOrDefault(v => v == View) ?? OverlayView;

    private string Opacity => string.Create(CultureInfo.InvariantCulture, $"{_opacity / 100.0:0.##}");

    /// <summary>Ends what runs for the page.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _work;
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task OnParametersSetAsync()
    {
        (_image, _a, _b) = (Predictions.Find(Image), PredictionKey.Parse(A), PredictionKey.Parse(B));
        _runA = await RunAsync(_a, _runA);
        _runB = await RunAsync(_b, _runB);
        Read();
    }

    private async Task<TrainedRun?> RunAsync(PredictionKey? key, TrainedRun? known) =>
        key is not { } chosen ? null : known?.RunId == chosen.RunId ? known : await Predictions.RunAsync(chosen.RunId, _gone.Token);

    /// <summary>Reads what is predicted already.</summary>
    private void Read()
    {
        (_reportA, _reportB) = (Predictions.Predicted(Image, _a), Predictions.Predicted(Image, _b));
        var both = _a is { } a && _b is { } b && a != b && _reportA is not null && _reportB is not null ? (Image!, a, b) : ((string Image, PredictionKey A, PredictionKey B)?)null;
        // Every pixel of both is looked at: once, not whenever something else of the page changes.
        if (both != _compared) _difference = both is { } now ? Predictions.Difference(now.Image, now.A, now.B) : null;
        _compared = both;
        _areas = (_reportA ?? _reportB) is not { } first ? [] : ClassArea.Of(first, _reportA is null ? null : _reportB);
    }

    private async Task BringAsync(IBrowserFile file)
    {
        if (_bringing) return;
        (_bringing, _problems) = (true, []);
        try
        {
            if (file.Size > PredictionFiles.LargestFile) throw new UsageException($"{file.Name} has {Shared.Show.Bytes(file.Size)}, and at most {PredictionFiles.LargestFile >> 20} MiB are taken: make it smaller.");
            await using var content = file.OpenReadStream(PredictionFiles.LargestFile, _gone.Token);
            var image = await Actions.BringAsync(file.Name, content, _gone.Token);
            Navigation.NavigateTo(Urls.PredictWith(image, _a?.ToString(), _b?.ToString(), View));
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (ProblemsOf(e) is { Count: > 0 })
        {
            _problems = ProblemsOf(e);
        }
        finally
        {
            _bringing = false;
        }
    }

    private Task PredictAsync() => _work.IsCompleted ? _work = WorkAsync(Image!) : Task.CompletedTask;

    private async Task WorkAsync(string image)
    {
        _problems = [];
        _asked = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        try
        {
            foreach (var key in Wanted.ToList())
            {
                _working = key;
                await Actions.PredictAsync(image, key, p => _ = InvokeAsync(() => Told(p)), _asked.Token);
                Read();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // Cancelled here, or the page was left.
        }
        catch (Exception e) when (ProblemsOf(e) is { Count: > 0 })
        {
            _problems = ProblemsOf(e);
        }
        finally
        {
            (_working, _progress) = (null, null);
            _asked.Dispose();
            _asked = null;
        }
    }

    private void Told(ErrandProgress progress)
    {
        if (_working is null) return;
        _progress = progress;
        StateHasChanged();
    }

    private Task CancelAsync() => _asked?.CancelAsync() ?? Task.CompletedTask;

    private async Task RemoveAsync()
    {
        try
        {
            await CancelAsync();
            await _work;
            await Actions.RemoveAsync(Image!, _gone.Token);
            Navigation.NavigateTo(Urls.PredictWith(null, _a?.ToString(), _b?.ToString()));
        }
        catch (Exception e) when (ProblemsOf(e) is { Count: > 0 })
        {
            _problems = ProblemsOf(e);
        }
    }

    private void Choose(PredictionKey? a, PredictionKey? b) => Navigation.NavigateTo(Urls.PredictWith(Image, a?.ToString(), b?.ToString(), View));

    private void CompareChosen(ChangeEventArgs e)
    {
        _comparing = e.Value is true;
        if (!_comparing && _b is not null) Choose(_a, null);
    }

    private void SetView(string view) => Navigation.NavigateTo(Urls.PredictWith(Image, A, B, view == OverlayView ? null : view), replace: true);

    private void Moved(ChangeEventArgs e) => _opacity = int.TryParse(e.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? Math.Clamp(value, 0, 100) : _opacity;

    private static IReadOnlyList<string> ProblemsOf(Exception e) => e switch
    {
        DataException => [e.Message],
        IOException => [$"The image could not be taken over: {e.Message}"],
        _ => ActProblem.ListOf(e),
    };

    private static string TitleOf(string view) => view switch { OverlayView => "Overlay", ImageView => "Image", LabelsView => "Labels", _ => "Where they differ" };

    private static string FileName(BroughtImage image, PredictionKey key, string what) => $"{PlainName.Of(Path.GetFileNameWithoutExtension(image.Name), "image")}-{key}-{what}.png";
}
