using Experiments.Data.Deletions;
using Experiments.Web.Components.Shared;
using Experiments.Web.Deletions;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>Runs that were deleted: they come back from here, or go for good.</summary>
public partial class BinPage
{
    private const int AtATime = 200;

    private readonly Dictionary<long, long> _sizes = [];
    private readonly Dictionary<long, ElementReference> _purges = [];
    private MudBlazor.MudButton? _empty;
    private BinView? _bin;
    private int _most = AtATime;
    private IReadOnlyList<long> _going = [];
    private IReadOnlyList<RunUse> _uses = [];
    private Func<ValueTask>? _back;
    private string? _message;
    private bool _messageIsProblem;
    private bool _busy;

    [Inject]
    private BinQueries Bin { get; set; } = null!;

    [Inject]
    private BinActions Actions { get; set; } = null!;

    protected override TimeSpan Every => TimeSpan.FromSeconds(3);

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var bin = await Bin.ListAsync(_most, cancellationToken);
        // Nothing writes into the folder of a run in the bin: each is measured once.
        var unknown = bin.RunIds.Where(r => !_sizes.ContainsKey(r)).ToList();
        foreach (var (run, bytes) in await Task.Run(() => unknown.ConvertAll(r => (r, Actions.SizeOf(r))), cancellationToken)) _sizes[run] = bytes;
        _bin = bin;
    }

    private long SizeOf(long run) => _sizes.GetValueOrDefault(run);

    private Task RestoreAsync(long run) => ActAsync(async () => $"{Show.Plural((await Actions.RestoreRunsAsync([run], Gone)).Count, "run")} restored.");

    private Task RestoreSweepAsync(long sweep) => ActAsync(async () => $"The sweep and {Show.Plural((await Actions.RestoreSweepAsync(sweep, Gone)).Count, "run")} restored.");

    private Task RemoveLeftAsync() => ActAsync(async () => (await Actions.RemoveLeftAsync(Gone)) is { Count: > 0 } left ? Left(left) : "The files are removed.");

    private Task MoreAsync()
    {
        _most += AtATime;
        return ReloadAsync();
    }

    /// <summary>Asks before runs go for good.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="back">Gives the keyboard back to the button that asked.</param>
    private async Task AskAsync(IReadOnlyList<long> runs, Func<ValueTask> back)
    {
        try
        {
            (_uses, _going, _back) = (await Actions.UsesOfBinnedAsync(runs, Gone), runs, back);
        }
        catch (Exception e) when (ActProblem.Of(e) is not null)
        {
            (_message, _messageIsProblem) = (ActProblem.Of(e), true);
        }
    }

    private void Close() => (_going, _uses) = ([], []);

    private Task KeepAsync()
    {
        Close();
        return _back is { } back ? Keyboard.GiveAsync(back) : Task.CompletedTask;
    }

    private Task PurgeAsync() => ActAsync(async () =>
    {
        var purge = await Actions.PurgeAsync(_going, _uses.Count > 0, Gone);
        Close();
        return $"{Show.Plural(purge.Purged.Count, "run")} deleted for good. {Left(purge.FilesLeft)}";
    });

    private static string Left(IReadOnlyDictionary<long, string> left) => string.Join(' ', left.Select(l => $"The files of run {l.Key} could not be removed: {l.Value}"));

    private async Task ActAsync(Func<Task<string>> act)
    {
        if (_busy) return;
        _busy = true;
        try
        {
            (_message, _messageIsProblem) = (await act(), false);
            await LoadAsync(Gone);
        }
        catch (Exception e) when (ActProblem.Of(e) is not null)
        {
            (_message, _messageIsProblem) = (ActProblem.Of(e), true);
        }
        finally
        {
            _busy = false;
        }
    }
}
