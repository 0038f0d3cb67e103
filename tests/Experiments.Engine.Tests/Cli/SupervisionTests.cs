using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Experiments.Engine.Cli;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Training;
using Microsoft.Extensions.Time.Testing;

namespace Experiments.Engine.Tests.Cli;

/// <summary>An engine process never outlives its worker's claim, whoever is frozen for how long and whatever the day's clock says.</summary>
public sealed class SupervisionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_a_silent_lease_half_is_given_to_the_work_and_a_quarter_to_its_end()
    {
        var exits = 0;
        using var worker = new Worker();
        using var supervision = new Supervision(_time, () => exits++);
        supervision.ExpectHeartbeats(40, worker);
        worker.Beat();
        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(supervision.Token.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.True(supervision.Token.IsCancellationRequested);
        Assert.Equal(0, exits);
        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(0, exits);
        // Well before 40 s, when the job may be another worker's.
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.NotEqual(0, exits);
    }

    [Fact]
    public void Heartbeats_keep_it_alive_and_the_days_clock_counts_for_nothing()
    {
        using var worker = new Worker();
        var clock = new WrongDay(_time);
        using var supervision = new Supervision(clock, () => { });
        supervision.ExpectHeartbeats(6, worker);
        for (var second = 0; second < 30; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            worker.Beat();
            // Summer time, an empty battery, a time server: not the monotonic clock.
            clock.Off = TimeSpan.FromDays(second % 2 == 0 ? 100 : -100);
        }

        Assert.False(supervision.Token.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.True(supervision.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_heartbeat_that_was_waiting_while_the_process_was_frozen_does_not_revive_it()
    {
        using var worker = new Worker();
        // No timer comes to look: only the heartbeat itself can tell.
        using var supervision = new Supervision(new Untimed(_time), () => { });
        supervision.ExpectHeartbeats(10, worker);
        worker.Beat();
        _time.Advance(TimeSpan.FromSeconds(60));
        worker.Send();
        Assert.True(SpinWait.SpinUntil(() => supervision.Token.IsCancellationRequested, TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("worker")]
    [InlineData("engine")]
    public void Whoever_is_frozen_for_longer_than_the_lease_the_engine_ends_itself_and_writes_into_its_own_folder_alone(string frozen)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There are no such signals on Windows.");
        var (configuration, attempt) = (EngineRun.Write(_folder.Path, TinyRuns.Segmentation(iterations: 100_000)), _folder["runs/1/attempts/1"]);
        var engine = Path.Combine(AppContext.BaseDirectory, "Experiments.Engine.dll");
        // The worker: a shell that beats, and holds the pipe open while it is frozen.
        var script = $"exec 3> >(exec dotnet '{engine}' train --config '{configuration}' --out '{attempt}' --lease 6 > '{_folder["output"]}' 2>&1; ); echo $! > '{_folder["engine"]}'; while echo beat >&3; do sleep 0.3; done";
        using var worker = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", script]) { UseShellExecute = false })!;
        try
        {
            Until(() => File.Exists(Path.Combine(attempt, "events.jsonl")) && File.ReadAllText(_folder["engine"]).Trim().Length > 0 && Text(attempt).Contains("\"train/loss\"", StringComparison.Ordinal));
            var id = int.Parse(File.ReadAllText(_folder["engine"]), CultureInfo.InvariantCulture);
            var others = Listing(attempt);
            Signal("STOP", frozen == "worker" ? worker.Id : id);
            if (frozen == "engine")
            {
                // The worker beats on all the while.
                Thread.Sleep(TimeSpan.FromSeconds(7));
                Signal("CONT", id);
            }

            Until(() => !Directory.Exists($"/proc/{id}") || File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal));
            Assert.Equal(others, Listing(attempt));
            if (frozen == "engine") return; // woken after its time, it ends at once
            Assert.Contains("cancelled", File.ReadAllText(Path.Combine(attempt, "engine.log")), StringComparison.Ordinal);
            Assert.NotEmpty(EngineRun.Journal(attempt).OfType<CheckpointEvent>());
        }
        finally
        {
            worker.Kill(entireProcessTree: true);
        }
    }

    /// <summary>All files but those in the attempt's folder and the engine's output.</summary>
    private List<string> Listing(string attempt) =>
        [.. Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(f => !f.StartsWith(attempt, StringComparison.Ordinal) && f != _folder["output"]).Order(StringComparer.Ordinal).Select(f => $"{f} {new FileInfo(f).LastWriteTimeUtc.Ticks}")];

    private static string Text(string attempt)
    {
        using var reader = new StreamReader(new FileStream(Path.Combine(attempt, "events.jsonl"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private static void Signal(string name, int process)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.ToString(CultureInfo.InvariantCulture)])!;
        kill.WaitForExit();
    }

    private static void Until(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(() => { Thread.Sleep(50); return condition(); }, TimeSpan.FromMinutes(3)), "The engine did not get there within three minutes.");

    /// <summary>Standard input as a worker fills it.</summary>
    private sealed class Worker : TextReader
    {
        private readonly BlockingCollection<string> _lines = [];
        private readonly SemaphoreSlim _asked = new(0);

        public override string? ReadLine()
        {
            _asked.Release();
            return _lines.TryTake(out var line, Timeout.Infinite) ? line : null;
        }

        /// <summary>A heartbeat, which is heard when this returns: the reader has come back for the next.</summary>
        public void Beat()
        {
            _asked.Wait();
            Send();
            _asked.Wait();
            _asked.Release();
        }

        /// <summary>A heartbeat of which nobody waits that it is heard.</summary>
        public void Send() => _lines.Add("beat");

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_lines.IsAddingCompleted) _lines.CompleteAdding();
            base.Dispose(disposing);
        }
    }

    /// <summary>A clock whose day is off.</summary>
    private sealed class WrongDay(TimeProvider clock) : TimeProvider
    {
        public TimeSpan Off { get; set; }

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Off;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);
    }

    /// <summary>A clock whose timers never come due.</summary>
    private sealed class Untimed(TimeProvider clock) : TimeProvider
    {
        public override long TimestampFrequency => clock.TimestampFrequency;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
