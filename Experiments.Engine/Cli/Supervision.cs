using System.Runtime.InteropServices;
using Experiments.Engine.Native;

namespace Experiments.Engine.Cli;

/// <summary>
/// Ends the work when it should end: on SIGINT and SIGTERM, and in supervised mode when the parent's heartbeats (lines
/// on standard input) stop or the input closes, so that the process never outlives its worker's claim. Work that does not notice in time is cut
/// off. All by the monotonic clock: setting the system's time changes nothing.
/// </summary>
/// <remarks>
/// Of the lease, counted from the last heartbeat: after a half the work is told to end (a training writes a checkpoint), after three quarters the
/// process ends whatever it does. The last quarter covers that the worker tells the database and this process of its life at different moments, up
/// to a sixth of the lease apart. A heartbeat that comes later than a half is none: this process, or its worker, was frozen and may have lost
/// the job.
/// </remarks>
internal sealed class Supervision : IDisposable
{
    /// <summary>Exit code of cancelled work.</summary>
    public const int CancelledExitCode = 130;

    private const double TellAfter = 0.5;
    private const double CutOffAfter = 0.75;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly TimeProvider _clock;
    private readonly Action _exit;
    private ITimer? _lease;
    private ITimer? _grace;
    private TimeSpan _silenceAllowed = Timeout.InfiniteTimeSpan;
    private long _lastHeartbeat;

    /// <summary>Listens for signals.</summary>
    /// <param name="clock">What silence is measured by.</param>
    /// <param name="exit">Ends the process at once; a test puts something milder in its place.</param>
    public Supervision(TimeProvider clock, Action? exit = null)
    {
        (_clock, _exit) = (clock, exit ?? (() => ProcessEnd.Now(CancelledExitCode)));
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

    /// <summary>Starts to expect heartbeats.</summary>
    /// <param name="leaseSeconds">How long the worker holds its job without a sign of life, in seconds.</param>
    /// <param name="input">Where they come from; standard input where none is given.</param>
    public void ExpectHeartbeats(double leaseSeconds, TextReader? input = null)
    {
        var lease = TimeSpan.FromSeconds(leaseSeconds);
        _lastHeartbeat = _clock.GetTimestamp();
        _silenceAllowed = lease * TellAfter;
        var look = TimeSpan.FromMilliseconds(Math.Clamp(lease.TotalMilliseconds / 20, 20, 1000));
        _lease = _clock.CreateTimer(_ =>
        {
            if (Silence > _silenceAllowed) End();
            if (Silence > lease * CutOffAfter) _exit();
        }, null, look, look);
        // A thread of its own: a blocked read on a pool thread would keep the pool from others.
        new Thread(() => ReadHeartbeats(input ?? new StreamReader(Console.OpenStandardInput()))) { IsBackground = true, Name = "heartbeats" }.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lease?.Dispose();
        _grace?.Dispose();
        foreach (var signal in _signals) signal.Dispose();
        _source.Dispose();
    }

    private TimeSpan Silence => _clock.GetElapsedTime(Interlocked.Read(ref _lastHeartbeat));

    private void ReadHeartbeats(TextReader input)
    {
        using (input)
        {
            while (input.ReadLine() is not null && Silence <= _silenceAllowed) Interlocked.Exchange(ref _lastHeartbeat, _clock.GetTimestamp());
        }

        End();
    }

    private void End()
    {
        lock (_signals)
        {
            if (_grace is not null) return;
            _grace = _clock.CreateTimer(_ => _exit(), null, Grace, Timeout.InfiniteTimeSpan);
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
