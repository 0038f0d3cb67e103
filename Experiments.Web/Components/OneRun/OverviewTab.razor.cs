using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Web.Components.Shared;
using Experiments.Web.Evaluations;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.OneRun;

/// <summary>What a run is, how far it is, how good it is, and what went wrong, at a glance.</summary>
public sealed partial class OverviewTab : IDisposable
{
    private const int MostSettings = 12;
    private const int LogBytes = 12_000;

    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<ConfigurationRow> _settings = [];
    private string? _read;
    private LogTail? _log;

    /// <summary>The run.</summary>
    [Parameter, EditorRequired]
    public RunDetail Detail { get; set; } = null!;

    /// <summary>What is shown beside its rows.</summary>
    [Parameter, EditorRequired]
    public RunView View { get; set; } = null!;

    /// <summary>When a job is to end.</summary>
    [Parameter]
    public EventCallback<long> OnCancelJob { get; set; }

    /// <summary>When a failed or cancelled job is to be tried again.</summary>
    [Parameter]
    public EventCallback<long> OnRetryJob { get; set; }

    [Inject]
    private LogQuery Logs { get; set; } = null!;

    private long RunId => Detail.Run.Id;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_read != Detail.Run.ConfigurationJson)
        {
            _read = Detail.Run.ConfigurationJson;
            // Hashes that were filled in say nothing at a glance.
            _settings = [.. ConfigurationRows.Wanted(ConfigurationRows.AgainstDefaults(View.Configuration), all: false, find: "").Where(r => !r.Setting.Attribute.IsFilledIn)];
        }

        // What went well is not read about; what runs or went wrong is.
        var attempt = Detail.State == RunState.Succeeded ? null : LogQuery.Newest(Detail.Jobs);
        _log = attempt is null ? null : await Logs.TailAsync(Detail.Jobs.First(j => j.Id == attempt.JobId), attempt, LogBytes, _log, _gone.Token);
    }

    /// <summary>The class with the least IoU, in words; null where there are no classes to compare.</summary>
    private string? Weakest(RunScore score)
    {
        var present = score.Evaluation.ClassIoU.Select((iou, k) => (iou, k)).Where(c => double.IsFinite(c.iou)).ToList();
        if (present.Count < 2) return null;
        var (iou, k) = present.MinBy(c => c.iou);
        return $"{ConfusionWords.ClassName([.. View.Classes.Select(c => c.Name)], k)} {Show.Percent(iou)}";
    }
}
