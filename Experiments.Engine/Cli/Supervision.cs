using System.Runtime.InteropServices;

namespace Experiments.Engine.Cli;

/// <summary>
/// Ends the work when it should end: on SIGINT and SIGTERM, and in supervised mode when the parent's heartbeats (lines
/// on standard input) stop for longer than the lease or the input closes, so that the process never outlives its
/// worker. Work that does not notice within the grace time is cut off.
/// </summary>
internal sealed class Supervision : IDisposable
{
    /// <summary>Exit code of cancelled work.</summary>
    public const int CancelledExitCode = 130;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly TimeProvider _clock;
    private ITimer? _lease;
    private ITimer? _grace;
    private long _lastHeartbeat;

    /// <summary>Listens for signals.</summary>
    public Supervision(TimeProvider clock)
    {
        _clock = clock;
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                End();
            }));
        }
    }

    /// <summary>Cancelled when the work should end.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Starts to expect heartbeats on standard input.</summary>
    /// <param name="leaseSeconds">Longest silence in seconds.</param>
    public void ExpectHeartbeats(double leaseSeconds)
    {
        var lease = TimeSpan.FromSeconds(leaseSeconds);
        _lastHeartbeat = _clock.GetTimestamp();
        var check = TimeSpan.FromMilliseconds(Math.Clamp(lease.TotalMilliseconds / 4, 50, 1000));
        _lease = _clock.CreateTimer(_ =>
        {
            if (_clock.GetElapsedTime(Interlocked.Read(ref _lastHeartbeat)) > lease) End();
        }, null, check, check);
        // A thread of its own: a blocked read on a pool thread would keep the pool from others.
        new Thread(ReadHeartbeats) { IsBackground = true, Name = "heartbeats" }.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lease?.Dispose();
        _grace?.Dispose();
        foreach (var signal in _signals) signal.Dispose();
        _source.Dispose();
    }

    private void ReadHeartbeats()
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        while (input.ReadLine() is not null) Interlocked.Exchange(ref _lastHeartbeat, _clock.GetTimestamp());
        End();
    }

    private void End()
    {
        lock (_signals)
        {
            if (_grace is not null) return;
            _grace = _clock.CreateTimer(_ => Environment.Exit(CancelledExitCode), null, Grace, Timeout.InfiniteTimeSpan);
        }

        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The work is already over.
        }
    }
}
