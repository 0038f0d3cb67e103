using System.Diagnostics;
using Experiments.Web.Attempts;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Experiments.Web.Tests.Attempts;

/// <summary>The supervisor against small real programs that misbehave in one way each.</summary>
public sealed class EngineProcessTests
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(60);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Exit_code_and_both_outputs_come_back()
    {
        var exit = await RunAsync("echo out; echo err >&2; exit 7");

        Assert.Equal(new EngineExit(7, StopReason.None, Killed: false, "out\n", "err\n", MemoryRanOut: OutOfMemoryKills.Count() is null ? null : false), exit);
        Assert.Equal($"The engine process ended with exit code 7.{Environment.NewLine}Its last lines:{Environment.NewLine}err", exit.Describe());
    }

    [Fact]
    public async Task Floods_on_both_pipes_do_not_stop_the_process()
    {
        var exit = await RunAsync("head -c 4000000 /dev/zero | tr '\\0' x; head -c 4000000 /dev/zero | tr '\\0' y >&2; echo end >&2");

        Assert.Equal(0, exit.ExitCode);
        Assert.EndsWith("yyyend\n", exit.Error, StringComparison.Ordinal);
        Assert.True(exit.Output.Length <= 32 * 1024);
    }

    [Theory]
    [InlineData("ABRT", 134, "died of signal 6 (SIGABRT")]
    [InlineData("FPE", 136, "died of signal 8 (SIGFPE")]
    [InlineData("KILL", 137, "died of signal 9 (SIGKILL")]
    [InlineData("SEGV", 139, "a crash in native code")]
    public async Task Death_by_signal_is_told_in_words_with_the_last_lines(string signal, int exitCode, string words)
    {
        var exit = await RunAsync($"echo 'convolution went wrong' >&2; kill -{signal} $$");

        Assert.Equal(exitCode, exit.ExitCode);
        Assert.True(exit.DiedOfSignal);
        Assert.Contains(words, exit.Describe(), StringComparison.Ordinal);
        Assert.Contains("convolution went wrong", exit.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_engines_log_speaks_when_standard_error_is_silent()
    {
        var exit = await RunAsync("kill -KILL $$");

        Assert.EndsWith("iteration 7", exit.Describe("iteration 6\niteration 7\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_heeds_the_signal_stops_by_itself()
    {
        await using var process = Start("trap 'echo checkpoint written; exit 130' TERM; while :; do sleep 0.2 & wait $!; done", Watchdog);
        process.Stop(StopReason.Cancelled);
        // Only the first reason counts.
        process.Stop(StopReason.WorkerStopping);
        var exit = await process.Completion.WaitAsync(Watchdog, TestContext.Current.CancellationToken);

        Assert.Equal(StopReason.Cancelled, exit.Reason);
        Assert.False(exit.Killed);
    }

    [Fact]
    public async Task A_process_that_ignores_the_signal_is_killed_with_all_its_children()
    {
        var marker = Path.Combine(Path.GetTempPath(), $"experiments-{Guid.NewGuid():N}");
        await using var process = Start($"trap '' TERM; sleep 1000 & echo $! > {marker}.tmp; mv {marker}.tmp {marker}; while :; do wait; done", TimeSpan.FromSeconds(5));
        await UntilAsync(() => File.Exists(marker));
        var child = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(marker, TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture));
        File.Delete(marker);

        process.Stop(StopReason.Cancelled);
        Assert.False(process.Completion.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(6));
        var exit = await process.Completion.WaitAsync(Watchdog, TestContext.Current.CancellationToken);

        Assert.True(exit.Killed);
        Assert.Equal(StopReason.Cancelled, exit.Reason);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Watchdog, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_time_limit_stops_the_process()
    {
        await using var process = Start("trap 'exit 130' TERM; while :; do sleep 0.2 & wait $!; done", Watchdog, timeLimit: TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromHours(1));
        var exit = await process.Completion.WaitAsync(Watchdog, TestContext.Current.CancellationToken);

        Assert.Equal(StopReason.TimeLimit, exit.Reason);
    }

    [Fact]
    public async Task Heartbeats_arrive_on_standard_input()
    {
        // The fourth beat ends the process: one at the start, the others as time passes.
        await using var process = Start("read -r a; read -r b; read -r c; read -r d; exit 7", Watchdog);
        while (!process.Completion.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            await Task.WhenAny(process.Completion, Task.Delay(10, TestContext.Current.CancellationToken));
        }

        Assert.Equal(7, (await process.Completion).ExitCode);
    }

    [Fact]
    public async Task Its_input_closes_when_the_supervisor_lets_go()
    {
        var process = Start("while read -r line; do :; done; exit 0", Watchdog);
        await process.DisposeAsync();

        Assert.True(process.Completion.IsCompletedSuccessfully);
        Assert.Equal(StopReason.SupervisorFailed, (await process.Completion).Reason);
    }

    [Fact]
    public void A_missing_engine_is_named_with_the_setting_to_change()
    {
        var error = Assert.Throws<InvalidOperationException>(() =>
            EngineProcess.Start(new EngineCommand { FileName = "/nowhere/engine" }, _time, NullLogger.Instance));

        Assert.Contains("/nowhere/engine", error.Message, StringComparison.Ordinal);
        Assert.Contains("Experiments:Engine", error.Message, StringComparison.Ordinal);
    }

    private async Task<EngineExit> RunAsync(string script)
    {
        await using var process = Start(script, Watchdog);
        return await process.Completion.WaitAsync(Watchdog, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_timer_that_fires_after_the_process_was_given_back_ends_nothing()
    {
        var process = Start("exit 3", TimeSpan.FromSeconds(10));
        Assert.Equal(3, (await process.Completion).ExitCode);
        await process.DisposeAsync();

        process.Kill(StopReason.Cancelled);
        process.Stop(StopReason.Cancelled);
        Assert.True(process.Id > 0);
    }

    private EngineProcess Start(string script, TimeSpan grace, TimeSpan? timeLimit = null) =>
        EngineProcess.Start(new EngineCommand { FileName = "/bin/bash", Arguments = ["-c", script], StopGrace = grace, TimeLimit = timeLimit }, _time, NullLogger.Instance);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var watchdog = new CancellationTokenSource(Watchdog);
        while (!condition()) await Task.Delay(20, watchdog.Token);
    }
}
