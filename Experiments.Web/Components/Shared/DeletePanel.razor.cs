using Experiments.Data.Deletions;
using Experiments.Web.Deletions;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>Says what it means to delete some runs, or a sweep, what uses them, and puts them into the bin when told to.</summary>
public partial class DeletePanel
{
    private IReadOnlyList<RunUse> _uses = [];
    private string _asked = "";
    private string _reason = "";
    private string? _refusal;
    private bool _allTheSame;
    private bool _looked;
    private bool _busy;

    /// <summary>The runs; none where a sweep is meant.</summary>
    [Parameter]
    public IReadOnlyList<long> RunIds { get; set; } = [];

    /// <summary>The sweep; null where runs are meant.</summary>
    [Parameter]
    public long? SweepId { get; set; }

    /// <summary>When they are in the bin: how many.</summary>
    [Parameter]
    public EventCallback<int> OnDeleted { get; set; }

    /// <summary>When they are to be kept.</summary>
    [Parameter]
    public EventCallback OnClose { get; set; }

    [Inject]
    private BinActions Actions { get; set; } = null!;

    private string Title => SweepId is { } sweep ? $"Delete sweep {sweep}" : RunIds.Count == 1 ? $"Delete run {RunIds[0]}" : $"Delete {RunIds.Count} runs";

    private string Consequence => SweepId is null ? "" : "All runs that the sweep made go, and its own table with them.";

    protected override async Task OnParametersSetAsync()
    {
        var asked = $"{SweepId} {string.Join(',', RunIds)}";
        if (asked == _asked) return;
        (_asked, _allTheSame, _refusal) = (asked, false, null);
        _uses = SweepId is { } sweep ? await Actions.UsesOfSweepAsync(sweep) : await Actions.UsesAsync(RunIds);
        _looked = true;
    }

    private void Changed(ChangeEventArgs e) => _allTheSame = e.Value is true;

    private void Why(ChangeEventArgs e) => _reason = (e.Value as string ?? "").Trim();

    private async Task DeleteAsync()
    {
        if (_busy) return;
        _busy = true;
        try
        {
            var gone = SweepId is { } sweep ? await Actions.PutSweepAsync(sweep, _reason, _allTheSame) : await Actions.PutRunsAsync(RunIds, _reason, _allTheSame);
            await OnDeleted.InvokeAsync(gone.Count);
        }
        catch (BinException e)
        {
            // What uses them may be new since the panel was opened.
            _uses = e.Uses;
            _refusal = e.Uses.Count > 0 ? "Nothing was deleted: since you looked, this came to use it." : e.Message;
        }
        catch (Exception e) when (ActProblem.Of(e) is not null)
        {
            _refusal = ActProblem.Of(e);
        }
        finally
        {
            _busy = false;
        }
    }
}
