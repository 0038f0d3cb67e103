using Experiments.Data.Figures;
using Experiments.Data.Results;
using Experiments.Data.Results.Export;
using Experiments.Web.Exports;
using Experiments.Web.Grids;
using Experiments.Web.Results;
using Experiments.Web.Studies;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>One results grid; which row is opened is in the URL.</summary>
public partial class GridPage
{
    private static readonly (HeatSpan Span, string Title)[] Spans = [(HeatSpan.None, "nothing"), (HeatSpan.Column, "each column"), (HeatSpan.Table, "the whole table")];

    private long _shown;
    private GridView? _grid;
    private ResultTables.ResultsTable? _table;
    private StudyReport? _study;
    private IReadOnlyList<(string Name, string Svg)> _figures = [];
    private string _judged = "";
    private SweepProgress? _progress;
    private GridChanges? _changes;
    private string? _message;
    private bool _messageIsProblem;
    private bool _missing;
    private bool _busy;
    private bool _sure;
    private long? _rerun;

    /// <summary>The grid.</summary>
    [Parameter]
    public long GridId { get; set; }

    [SupplyParameterFromQuery(Name = "row")]
    private int? Row { get; set; }

    [SupplyParameterFromQuery(Name = "heat")]
    private string? HeatText { get; set; }

    [SupplyParameterFromQuery(Name = "export")]
    private string? Export { get; set; }

    [Inject]
    private GridQuery Grids { get; set; } = null!;

    [Inject]
    private SweepProgressQuery Progress { get; set; } = null!;

    [Inject]
    private GridSnapshots Snapshots { get; set; } = null!;

    [Inject]
    private RunActions Actions { get; set; } = null!;

    [Inject]
    private GridMaker Maker { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <summary>What is published never changes. A table is followed while a run of it waits or runs, and else looked at now and then: runs come from elsewhere too.</summary>
    protected override TimeSpan Every => _grid switch
    {
        { IsPublished: true } => Timeout.InfiniteTimeSpan,
        { } grid when !grid.Rows.Any(r => r.Arms.Any(a => a.Runs.Any(run => Shared.JobText.CanPause(run.State)))) => TimeSpan.FromSeconds(10),
        _ => TimeSpan.FromSeconds(1),
    };

    private HeatSpan Span => HeatText switch { "column" => HeatSpan.Column, "table" => HeatSpan.Table, _ => HeatSpan.None };

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var (id, isLatest) = (GridId, BeginReading());
        // What was asked of one table is not asked of the next.
        if (_shown != id) (_shown, _sure, _rerun, _message) = (id, false, null, null);
        var grid = await Grids.LoadAsync(id, cancellationToken);
        var progress = grid?.SweepId is { } sweep
            ? (await Progress.OfAsync([sweep], cancellationToken)).GetValueOrDefault(sweep)
            : null;
        var changes = grid is { IsPublished: false } ? await Snapshots.ChangesAsync(grid, cancellationToken) : null;
        if (!isLatest()) return;
        if (grid is not null) Judge(grid);
        (_grid, _missing, _progress, _changes) = (grid, grid is null, progress, changes);
    }

    /// <summary>Statistics and figures are made anew where the definition or a counted value is another, not at each reading.</summary>
    private void Judge(GridView grid)
    {
        var values = grid.Rows.SelectMany((row, r) => row.Cells.Select((cell, c) => $"{r}.{c}:{string.Join(',', cell.Values.Select(v => v.EvaluationId))}"));
        var judged = $"{grid.GridId} {grid.Name} {grid.DefinitionJson} {string.Join(' ', grid.Columns.Select(c => c.ColumnId))} {string.Join(' ', values)}";
        if (judged == _judged) return;
        _study = StudyReport.Of(grid);
        _figures = [.. GridFigures.Of(grid, _study).Select(f => (f.Name, SvgFigure.Write(f.Draw())))];
        _judged = judged;
    }

    private void Open(int row) => Go(Row == row ? null : row, HeatText, Export);

    private void Shade(HeatSpan span) => Go(Row, span == HeatSpan.None ? null : span.ToString().ToLowerInvariant(), Export);

    private void Preview(ExportFormat? format) => Go(Row, HeatText, format?.Name);

    private void PreviewFirst() => Preview(ExportFormat.Find("latex"));

    private void Go(int? row, string? heat, string? export) =>
        Navigation.NavigateTo(Urls.GridWith(GridId, row, heat, export), new NavigationOptions { ReplaceHistoryEntry = true });

    /// <summary>A row of the table as it is now, with its place from 0; none where the table has it no longer.</summary>
    private (int Index, GridRowView? Row) RowOf(long row) => (_grid?.Rows ?? []).Index().FirstOrDefault(r => r.Item.RowId == row);

    private void AskRerun(long row)
    {
        _message = null;
        _rerun = row;
    }

    private Task CloseRerunAsync()
    {
        var row = _rerun;
        _rerun = null;
        return row is { } id && _table is { } table ? table.FocusRerunAsync(id) : Task.CompletedTask;
    }

    private async Task RerunAsync(RerunRequest request)
    {
        if (_busy || _grid is null || _rerun is not { } asked || RowOf(asked) is not (var index, { } row)) return;
        _busy = true;
        try
        {
            var created = request.SameSeeds
                ? await Actions.CheckRowAsync(_grid, row, request.ArmId, Gone)
                : await Actions.RerunRowAsync(_grid, row, request.Count, request.ArmId, Gone);
            Say(request.SameSeeds
                ? $"Queued {created} to check row {index + 1} with the seeds that it has; they stand beside the originals and never count in n."
                : $"Queued {created} with new seeds for row {index + 1}; they join its mean when they are done.");
            await CloseRerunAsync();
            await LoadAsync(Gone);
        }
        catch (Exception e) when (Shared.ActProblem.Of(e) is not null)
        {
            Say($"Row {index + 1} was not queued: {Shared.ActProblem.Of(e)}", problem: true);
        }
        finally
        {
            _busy = false;
        }
    }

    private Task QueueMissingAsync() => QueueMissingAsync(null);

    private Task QueueRowAsync(long row) => QueueMissingAsync(row);

    private async Task QueueMissingAsync(long? row)
    {
        if (_busy || _grid is null) return;
        _busy = true;
        try
        {
            var (runs, evaluations) = await Actions.QueueMissingAsync(_grid.GridId, row, Gone);
            Say(runs + evaluations == 0
                ? "Nothing is missing: every seed that the table wants has run, runs, or waits."
                : $"Queued {Shared.Show.Plural(runs, "run")} of seeds that were missing and {Shared.Show.Plural(evaluations, "evaluation")} of runs that had none.");
            await LoadAsync(Gone);
        }
        catch (Exception e) when (Shared.ActProblem.Of(e) is not null)
        {
            Say($"Nothing was queued: {Shared.ActProblem.Of(e)}", problem: true);
        }
        finally
        {
            _busy = false;
        }
    }

    private bool LacksSomething => _grid is { IsPublished: false } grid
        && grid.Rows.Any(r => r.Cells.Any(c => c.UnscoredRunIds.Count > 0 || c.MissingSeeds.Count > 0));

    private async Task CancelRowAsync(long id)
    {
        if (RowOf(id) is not (var index, { } row)) return;
        try
        {
            await Actions.CancelRunsAsync(row.Runs.Where(r => Shared.JobText.CanCancel(r.State)).Select(r => r.RunId), Gone);
            Say($"The runs of row {index + 1} that had not ended are being cancelled; what they had recorded is kept.");
            await LoadAsync(Gone);
        }
        catch (Exception e) when (Shared.ActProblem.Of(e) is not null)
        {
            Say(Shared.ActProblem.Of(e)!, problem: true);
        }
    }

    /// <summary>Asks once more before the table goes.</summary>
    private async Task ForgetAsync()
    {
        if (_grid is not { } grid) return;
        if (!_sure)
        {
            _sure = true;
            return;
        }

        try
        {
            await Maker.ForgetAsync(grid.GridId, Gone);
            Navigation.NavigateTo(Urls.Results);
        }
        catch (Exception e) when (Shared.ActProblem.Of(e) is not null)
        {
            Say(Shared.ActProblem.Of(e)!, problem: true);
        }
    }

    private void Say(string message, bool problem = false) => (_message, _messageIsProblem) = (message, problem);
}
