using System.Text.RegularExpressions;
using Experiments.Data.Model;
using Experiments.Engine.Tests;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Faults.Tests;

/// <summary>The sweep as it goes when nothing happens, made once.</summary>
public sealed class Undisturbed : IAsyncLifetime
{
    public Outcome Outcome { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Outcome = await StormCommand.UndisturbedAsync(SmallSweep.Yaml(), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Six trainings and six evaluations, killed at every step that matters and at random, end with the bits of the same sweep undisturbed.</summary>
public sealed class CrashTests(Undisturbed undisturbed) : IClassFixture<Undisturbed>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_undisturbed_sweep_is_whole()
    {
        // What the others are held against must have something to say.
        Assert.Equal(12, undisturbed.Outcome.Attempts);
        Assert.Equal(6 * 12 * 6, undisturbed.Outcome.Points);
        Assert.Empty(undisturbed.Outcome.DifferencesTo(undisturbed.Outcome));
        await using var lab = new Lab();
        await lab.QueueAsync(SmallSweep.Yaml(), Token);
        Assert.NotEmpty((await Outcome.ReadAsync(lab, Token)).DifferencesTo(undisturbed.Outcome));
    }

    [Fact]
    public async Task A_site_that_dies_before_and_after_each_commit_of_a_jobs_life_and_then_with_its_engines_at_random()
    {
        await using var lab = new Lab();
        await lab.QueueAsync(SmallSweep.Yaml(), Token);
        foreach (var point in CrashPoints.All)
        {
            var site = lab.Serve(crashAt: point);
            await site.WaitForExitAsync(Token).WaitAsync(Patience, Token);
            Assert.True(site.ExitCode == 137, $"The site did not die at {point}.{Environment.NewLine}{lab.Log}");
        }

        int lost;
        await using (var db = lab.Open()) lost = await db.Attempts.CountAsync(a => a.Outcome != AttemptOutcome.Succeeded, Token);
        Assert.NotEqual(0, lost);
        lab.Concurrency = 2;
        var report = await new Storm(lab, server: null, workers: 0, seed: 1, _ => { }).RunAsync(faults: 3, Patience, Token);

        // A machine that is quick may be through before the third.
        Assert.InRange(report.Faults, 1, 3);
        Assert.True((await SameAsync(lab)).Attempts > 12 + lost, "The kills at random lost no attempt.");
    }

    [Fact]
    public async Task An_engine_process_that_dies_at_lines_of_its_journal_and_at_a_checkpoints_rename()
    {
        Needs.Part(CrashingEngine.IsPossible, "strace is not installed.");
        await using var lab = new Lab();
        // Line 1 says that it started, line 33 that iteration 4's checkpoint is there.
        lab.Engine = CrashingEngine.Write(lab.Folder, [CrashingEngine.BeforeLine(1), CrashingEngine.BeforeLine(2), CrashingEngine.BeforeLine(12), CrashingEngine.BeforeRename, CrashingEngine.BeforeLine(27), CrashingEngine.BeforeLine(28)]);
        await lab.QueueAsync(SmallSweep.Yaml(), Token);
        lab.Serve();
        await FinishAsync(lab);

        await using var db = lab.Open();
        Assert.Equal(6, await db.Attempts.CountAsync(a => a.FailureClass == "crash", Token));
        Assert.NotEqual(0, await db.Attempts.CountAsync(a => a.ResumedFrom > 0, Token));
    }

    [Fact]
    public async Task A_disk_that_is_full_when_jobs_run_and_again_when_they_have_gone_on()
    {
        using var disk = SmallDisk.Require(megabytes: 256);
        await using var lab = new Lab(parent: disk.Path) { Concurrency = 2, DiskFloorMegabytes = 0 };
        await lab.QueueAsync(SmallSweep.Yaml(), Token);
        var site = lab.Serve();
        for (var time = 0; time < 2; time++)
        {
            var ended = time;
            await lab.UntilAsync(
                "a job runs, and as many have succeeded as the disk was full",
                async db => await db.Jobs.AnyAsync(j => j.State == JobState.Running, Token) && await db.Jobs.CountAsync(j => j.State == JobState.Succeeded, Token) >= ended,
                Patience,
                Token);
            disk.Fill();
            await lab.UntilAsync(
                "no engine process is left, and the site has said why",
                _ => Task.FromResult(lab.Engines().Count == 0 && Regex.Count(lab.Log, "is full: no job is started. Make room on it", RegexOptions.None, Patience) > ended),
                Patience,
                Token);
            disk.MakeRoom();
        }

        await lab.UntilDoneAsync(Patience, Token);
        Assert.False(site.HasExited, "The site did not stay up.");
        Assert.True((await SameAsync(lab)).Attempts > 12, "No attempt was lost.");
    }

    /// <summary>Serves until every job has ended, then compares.</summary>
    private async Task<Outcome> FinishAsync(Lab lab)
    {
        lab.Serve();
        await lab.UntilDoneAsync(Patience, Token);
        return await SameAsync(lab);
    }

    private async Task<Outcome> SameAsync(Lab lab)
    {
        var outcome = await Outcome.ReadAsync(lab, Token);
        Assert.Empty(await Outcome.ProblemsAsync(lab, Token));
        Assert.Empty(outcome.DifferencesTo(undisturbed.Outcome));
        return outcome;
    }
}
