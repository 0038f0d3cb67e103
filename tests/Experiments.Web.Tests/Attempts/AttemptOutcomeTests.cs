using Experiments.Engine.Schema;
using Experiments.Web.Attempts;

namespace Experiments.Web.Tests.Attempts;

public sealed class AttemptOutcomeTests
{
    private static readonly FailedEvent Failure = new() { Message = "Loss is NaN.", FailureClass = "not-finite" };

    [Fact]
    public void Done_and_said_so_is_success() => Assert.Equal(Verdict.Succeeded, Judge(0, finished: true).Verdict);

    [Fact]
    public void Done_in_the_moment_of_being_stopped_is_success() =>
        Assert.Equal(Verdict.Succeeded, Judge(0, StopReason.WorkerStopping, finished: true).Verdict);

    [Fact]
    public void Done_without_saying_so_is_failure()
    {
        var outcome = Judge(0);

        Assert.Equal(Verdict.Failed, outcome.Verdict);
        Assert.Contains("without saying that its work is done", outcome.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_engines_own_word_counts_before_its_exit_code()
    {
        var outcome = Judge(1, failure: Failure);

        Assert.Equal("not-finite", outcome.Failure!.FailureClass);
        Assert.Equal("Loss is NaN.", outcome.Failure.Message);
    }

    [Theory]
    [InlineData(130, StopReason.Cancelled, Verdict.Cancelled)]
    [InlineData(137, StopReason.Cancelled, Verdict.Cancelled)]
    [InlineData(130, StopReason.WorkerStopping, Verdict.Released)]
    [InlineData(130, StopReason.None, Verdict.Released)]
    [InlineData(137, StopReason.LostClaim, Verdict.Lost)]
    [InlineData(130, StopReason.TimeLimit, Verdict.Failed)]
    [InlineData(130, StopReason.Paused, Verdict.Paused)]
    [InlineData(137, StopReason.Paused, Verdict.Paused)]
    [InlineData(137, StopReason.MemoryLimit, Verdict.Failed)]
    public void Why_it_was_ended_decides(int exitCode, StopReason reason, Verdict verdict) => Assert.Equal(verdict, Judge(exitCode, reason).Verdict);

    [Theory]
    [InlineData(137, "out-of-memory")]
    [InlineData(139, "crash")]
    [InlineData(134, "crash")]
    [InlineData(2, "configuration")]
    [InlineData(1, "internal")]
    public void A_death_that_nobody_asked_for_is_classed(int exitCode, string failureClass)
    {
        var outcome = Judge(exitCode);

        Assert.Equal(Verdict.Failed, outcome.Verdict);
        Assert.Equal(failureClass, outcome.Failure!.FailureClass);
        Assert.Contains("last words", outcome.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "out-of-memory")]
    [InlineData(null, "out-of-memory")]
    [InlineData(false, "crash")]
    public void Who_is_killed_while_the_system_had_memory_was_killed_by_another(bool? memoryRanOut, string failureClass)
    {
        var exit = new EngineExit(137, StopReason.None, Killed: false, "", "last words", memoryRanOut);
        Assert.Equal(failureClass, AttemptOutcome.Of(exit, finished: false, null, "", new EngineCommand { FileName = "engine" }).Failure!.FailureClass);
    }

    [Fact]
    public void A_process_over_its_memory_limit_ran_out_of_memory()
    {
        var outcome = Judge(137, StopReason.MemoryLimit);

        Assert.Equal("out-of-memory", outcome.Failure!.FailureClass);
        Assert.StartsWith("The engine process took more than its memory limit of 512 MiB: lower training.batchSize", outcome.Failure.Message, StringComparison.Ordinal);
    }

    private static AttemptOutcome Judge(int exitCode, StopReason reason = StopReason.None, bool finished = false, FailedEvent? failure = null) =>
        AttemptOutcome.Of(new EngineExit(exitCode, reason, Killed: false, "", "last words"), finished, failure, "", new EngineCommand { FileName = "engine", TimeLimit = TimeSpan.FromHours(1), MemoryLimit = 512 << 20 });
}
