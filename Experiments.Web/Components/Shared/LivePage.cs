using Experiments.Data.Storage;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>
/// A page that reads its data again and again while it is open. What is on screen stays until the next answer is
/// there, so nothing flickers; a reading that fails keeps the last one and says so. While the browser is away nothing is read.
/// </summary>
public abstract class LivePage : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private Task _loop = Task.CompletedTask;
    private PeriodicTimer? _timer;
    private int _reading;

    /// <summary>The clock.</summary>
    [Inject]
    protected PageClock Time { get; set; } = null!;

    [Inject]
    private PageConnection Connection { get; set; } = null!;

    [Inject]
    private ILoggerFactory Loggers { get; set; } = null!;

    /// <summary>Why the last reading failed; null when it did not.</summary>
    protected string? StaleBecause { get; private set; }

    /// <summary>Why what was asked for last was not done; null where it was.</summary>
    protected string? Refused { get; set; }

    /// <summary>
    /// Time between readings; <see cref="Timeout.InfiniteTimeSpan"/> where nothing can change. It may depend on what was read: another time holds
    /// from the next rendering on, which follows every reading and everything that is done on the page.
    /// </summary>
    protected virtual TimeSpan Every => TimeSpan.FromSeconds(1.5);

    /// <summary>Ends when the page is left.</summary>
    protected CancellationToken Gone => _gone.Token;

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        Connection.CameUp -= CameUp;
        await _gone.CancelAsync();
        await _loop;
        _timer?.Dispose();
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task LoadAsync(CancellationToken cancellationToken);

    /// <summary>Begins a reading that a later one may overtake, of something else or of the same anew.</summary>
    /// <returns>Whether none has begun since: only then is its answer shown.</returns>
    protected Func<bool> BeginReading()
    {
        var mine = ++_reading;
        return () => mine == _reading;
    }

    /// <summary>Does what was asked for. Where that is refused the page stays as it is, and <see cref="Refused"/> says why.</summary>
    protected async Task ActAsync(Func<Task> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        try
        {
            await act();
            Refused = null;
        }
        catch (Exception e) when (ActProblem.Of(e) is not null)
        {
            Refused = ActProblem.Of(e);
        }
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => LoadAsync(Gone);

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        var every = Every;
        if (firstRender)
        {
            // A page that is only rendered on the server once (before the browser is connected) starts no loop.
            _timer = new PeriodicTimer(every, Time);
            _loop = RepeatAsync(_timer);
            Connection.CameUp += CameUp;
        }
        else if (_timer is { } timer && timer.Period != every)
        {
            timer.Period = every;
        }
    }

    private void CameUp() => _ = InvokeAsync(ReloadAsync);

    private async Task RepeatAsync(PeriodicTimer timer)
    {
        try
        {
            while (await timer.WaitForNextTickAsync(_gone.Token))
            {
                if (Connection.IsUp) await InvokeAsync(ReloadAsync);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    /// <summary>Reads again at once; a reading that fails keeps the last one and says so.</summary>
    protected async Task ReloadAsync()
    {
        try
        {
            await LoadAsync(Gone);
            StaleBecause = null;
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            if (StaleBecause is null) Loggers.CreateLogger(GetType()).LogWarning(e, "Reading the page's data failed; the last reading stays on screen");
            StaleBecause = DatabaseTrouble.Of(e) ?? e.Message;
        }

        StateHasChanged();
    }
}
