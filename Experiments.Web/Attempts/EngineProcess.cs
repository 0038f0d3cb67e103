using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Experiments.Web.Attempts;

/// <summary>
/// One running engine process: both pipes always drained (a full pipe would stop the engine), heartbeats on its
/// standard input, a polite stop followed by a kill of the whole process tree, and a time limit. The engine ends
/// itself when the heartbeats stop or its input closes, so it never outlives this process, however this one dies.
/// </summary>
public sealed partial class EngineProcess : IAsyncDisposable
{
    private const int TailCharacters = 32 * 1024;
    private const int SigTerm = 15;

    // A grandchild may hold the pipes open after the engine is gone; its output is not waited for any longer than this.
    private static readonly TimeSpan DrainGrace = TimeSpan.FromSeconds(5);

    // Who cancels does not wait for long; a checkpoint of a network that is worth one is written in less.
    private static readonly TimeSpan CancelGrace = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan MemoryLookEvery = TimeSpan.FromSeconds(1);

    private readonly EngineCommand _command;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Process _process;
    private readonly BoundedTail _output = new(TailCharacters);
    private readonly BoundedTail _error = new(TailCharacters);
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly long? _memoryKills = OutOfMemoryKills.Count();
    private ITimer? _killTimer;
    private StopReason _reason;
    private bool _killed;
    private bool _isGone;

    private EngineProcess(EngineCommand command, Process process, TimeProvider time, ILogger logger)
    {
        _command = command;
        _process = process;
        _time = time;
        _logger = logger;
        // A timer that has begun to fire may ask after the process object was given back.
        Id = process.Id;
        Completion = SuperviseAsync();
    }

    /// <summary>Process id.</summary>
    public int Id { get; }

    /// <summary>Completes when the process is gone and its pipes are read to the end; never faults.</summary>
    public Task<EngineExit> Completion { get; }

    /// <summary>Starts the process.</summary>
    /// <exception cref="InvalidOperationException">It cannot be started: names the file and the setting.</exception>
    public static EngineProcess Start(EngineCommand command, TimeProvider time, ILogger logger)
    {
        var start = new ProcessStartInfo(command.FileName)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in command.Arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in command.Environment) start.Environment[name] = value;
        try
        {
            return new EngineProcess(command, Process.Start(start)!, time, logger);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"The engine \"{command.FileName}\" cannot be started: {e.Message}. Set Experiments:Engine to the path of Experiments.Engine.dll.", e);
        }
    }

    /// <summary>Asks the process to stop (it writes a checkpoint when training) and kills it when it takes too long. The first reason stands.</summary>
    public void Stop(StopReason reason)
    {
        lock (_lock)
        {
            if (_reason != StopReason.None || _isGone || _process.HasExited) return;
            _reason = reason;
            var grace = reason == StopReason.Cancelled && _command.StopGrace > CancelGrace ? CancelGrace : _command.StopGrace;
            _killTimer = _time.CreateTimer(_ => Kill(reason), null, grace, Timeout.InfiniteTimeSpan);
        }

        _logger.LogInformation("Engine process {ProcessId} is asked to stop: {Reason}.", Id, reason);
        if (!OperatingSystem.IsWindows() && SendSignal(Id, SigTerm) == 0) return;
        CloseInput();
    }

    /// <summary>Ends the process and all it started, at once.</summary>
    public void Kill(StopReason reason)
    {
        lock (_lock)
        {
            if (_isGone || _process.HasExited) return;
            if (_reason == StopReason.None) _reason = reason;
            _killed = true;
        }

        _logger.LogWarning("Engine process {ProcessId} is killed: {Reason}.", Id, reason);
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
        {
            // It ended in the same moment, which is what was wanted.
            _logger.LogDebug(e, "Killing engine process {ProcessId} met a process that was gone.", Id);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill(StopReason.SupervisorFailed);
        await Completion;
        _process.Dispose();
        _ended.Dispose();
    }

    private async Task<EngineExit> SuperviseAsync()
    {
        var drained = Task.WhenAll(DrainAsync(_process.StandardOutput, _output), DrainAsync(_process.StandardError, _error));
        var beating = BeatAsync();
        await using var limit = _command.TimeLimit is { } timeLimit
            ? _time.CreateTimer(_ => Stop(StopReason.TimeLimit), null, timeLimit, Timeout.InfiniteTimeSpan)
            : null;

        await using var memory = _command.MemoryLimit is { } most
            ? _time.CreateTimer(_ => KillAbove(most), null, MemoryLookEvery, MemoryLookEvery)
            : null;

        await _process.WaitForExitAsync(CancellationToken.None);
        await _ended.CancelAsync();
        await Task.WhenAny(drained, Task.Delay(DrainGrace, CancellationToken.None));
        await beating;
        lock (_lock)
        {
            _killTimer?.Dispose();
            _isGone = true;
            return new EngineExit(_process.ExitCode, _reason, _killed, _output.ToString(), _error.ToString(), OutOfMemoryKills.Count() is { } kills && _memoryKills is { } before ? kills > before : null);
        }
    }

    private void KillAbove(long bytes)
    {
        try
        {
            // A snapshot of its own: the process object is in use.
            using var now = Process.GetProcessById(Id);
            if (now.WorkingSet64 > bytes) Kill(StopReason.MemoryLimit);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended.
            _logger.LogDebug(e, "Engine process {ProcessId} was gone when its memory was looked at.", Id);
        }
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(_command.HeartbeatEvery, _time);
        try
        {
            do
            {
                await _process.StandardInput.WriteLineAsync("beat".AsMemory(), _ended.Token);
                await _process.StandardInput.FlushAsync(_ended.Token);
            }
            while (await timer.WaitForNextTickAsync(_ended.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The process is gone, or it closed its input; its exit says the rest.
        }
    }

    private static async Task DrainAsync(StreamReader reader, BoundedTail tail)
    {
        var buffer = new char[4096];
        try
        {
            while (await reader.ReadAsync(buffer.AsMemory()) is var count and > 0) tail.Append(buffer.AsSpan(0, count));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            tail.Append("(the rest of its output was lost)");
        }
    }

    private void CloseInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // A heartbeat is being written, or the pipe is broken already; the kill after the grace time remains.
            _logger.LogDebug(e, "The input of engine process {ProcessId} could not be closed.", Id);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}
