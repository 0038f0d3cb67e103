using Bunit;
using Experiments.Data.Jobs;
using Experiments.Data.Journal;
using Experiments.Data.Model;
using Experiments.Engine.Schema;
using Experiments.Web.Components;
using Experiments.Web.Components.OneRun;
using Experiments.Web.Components.Shared;

namespace Experiments.Web.Tests.Pages;

public sealed class RunTests : PageTest
{
    private const string Message = "train/loss is NaN at iteration 14; lower training.baseLearningRate, which is 0.01.";

    [Fact]
    public async Task A_failed_run_shows_its_message_the_remedy_and_the_end_of_its_log()
    {
        var created = await QueueAsync(TwoRows);
        await FailAsync(created.RunIds[0], "not-finite", Message, "iteration 13\niteration 14");

        var page = Open(created.RunIds[0]);

        Assert.Equal("Failed", page.Find("[data-testid='run-state']").GetAttribute("data-state"));
        var failure = page.Find("[data-testid='run-failure']").TextContent;
        Assert.Contains("Training failed: not-finite", failure, StringComparison.Ordinal);
        Assert.Contains(Message, failure, StringComparison.Ordinal);
        Assert.Contains("lower training.baseLearningRate", failure, StringComparison.Ordinal);
        Assert.Equal("iteration 13\niteration 14", page.Find("[data-testid='log-tail']").TextContent);
    }

    [Fact]
    public async Task A_run_shows_what_its_curves_come_to()
    {
        var created = await QueueAsync(TwoRows);
        var job = (await RunAsync(created.RunIds[0])).Jobs[0].Id;
        var claim = (await Get<JobStore>().ClaimAsync(job, "worker", "cpu", 1, Stop))!;
        await Get<JobStore>().StartAsync(job, claim.Attempt, "folder", cancellationToken: Stop);
        await Get<JournalStore>().AppendAsync(job, claim.Attempt, new JournalBatch(1, 4)
        {
            Points = [new(1, "train/loss", 0, 2), new(2, "train/loss", 1, 0.5), new(3, "train/loss", 2, double.NaN), new(4, "train/learning_rate", 2, 0.25)],
        }, Stop);

        var page = Open(created.RunIds[0], "curves");

        var cells = page.FindAll("[data-testid='curve-train/loss'] > *").Select(c => string.Join(' ', c.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(["train/loss", "NaN", "2", Show.Number(0.5), "1", Show.Number(2), "0", "3 (1 not finite)"], cells);
        Assert.Equal(2, page.FindAll("[data-testid='curve-table'] tbody tr").Count);
    }

    [Fact]
    public void A_weights_report_gives_reasons_and_says_where_the_configuration_differs()
    {
        var report = new WeightsReportEvent
        {
            Scheme = "msra",
            Loaded = ["backbone.conv1.weight"],
            Skipped = ["fc1000.bias"],
            SkippedWhy = [new SkippedTensors { Why = "the network has no fully connected layer", Names = ["fc1000.bias"] }],
            Differences = ["The file was trained on bgr images, the configuration feeds rgb (network.channelOrder)."],
        };

        var shown = Context.Render<WeightsReport>(p => p.Add(x => x.Report, report));

        Assert.Equal(report.Differences[0], shown.Find("[data-testid='weights-difference']").TextContent);
        Assert.Contains("Names of msra: 1 tensor loaded, 0 new, 1 skipped", shown.Markup, StringComparison.Ordinal);
        Assert.Contains("Skipped in the file: the network has no fully connected layer (1)", shown.Markup, StringComparison.Ordinal);
        var older = Context.Render<WeightsReport>(p => p.Add(x => x.Report, new WeightsReportEvent { Skipped = ["fc.bias"] }));
        Assert.Contains("Skipped in the file (1)", older.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_training_can_be_put_back_into_the_queue()
    {
        var created = await QueueAsync(TwoRows);
        await FailAsync(created.RunIds[0], "data", "A file is gone.", "");
        var job = (await RunAsync(created.RunIds[0])).Jobs[0].Id;
        var page = Open(created.RunIds[0]);

        await page.Find($"[data-testid='retry-job-{job}']").ClickAsync(new());

        Assert.Equal([JobState.Queued, JobState.Waiting, JobState.Waiting], (await RunAsync(created.RunIds[0])).Jobs.Select(j => j.State));
    }

    [Fact]
    public async Task A_scored_run_shows_its_scores_classes_and_provenance()
    {
        var created = await QueueAsync(TwoRows);
        await TrainAsync(created.RunIds[2]);
        await ScoreAsync(created.RunIds[2], "SS", 0.4567);

        var page = Open(created.RunIds[2]);

        Assert.Equal("45.67", page.Find("[data-testid='score-SS']").TextContent);
        page = Open(created.RunIds[2], "scores");
        var metrics = page.FindAll("[data-testid='metric-table'] tbody tr").Select(r => $"{r.Children[0].TextContent} {r.Children[1].TextContent}");
        Assert.Equal(["mIoU 45.67", "mAcc 45.67", "aAcc 45.67", "mIoU (zero) 22.84", "iIoU 12.34", "iIoU car 43.21"], metrics);
        Assert.Contains("small instances weigh", page.Find("[data-testid='metric-table']").TextContent, StringComparison.Ordinal);
        Assert.Equal("SS · crop 48", page.Find("[data-testid='protocol-SS']").TextContent);
        var classes = page.Find("[data-testid='class-table']").TextContent;
        Assert.Contains("road", classes, StringComparison.Ordinal);
        Assert.Contains("absent", classes, StringComparison.Ordinal);
        page = Open(created.RunIds[2], "configuration");
        Assert.Contains("regulariser.kind", page.Find("[data-testid='configuration']").TextContent, StringComparison.Ordinal);
        Assert.Contains(page.FindAll("a"), a => a.GetAttribute("href") == Urls.RunConfiguration(created.RunIds[2]));
    }

    [Fact]
    public async Task A_rerun_takes_the_next_free_seed_and_a_check_keeps_the_seed()
    {
        var created = await QueueAsync(TwoRows);
        await TrainAsync(created.RunIds[0]);
        var page = Open(created.RunIds[0]);

        await page.Find("[data-testid='rerun-run']").ClickAsync(new());
        page.WaitForElement("[data-testid='run-message'] a", TimeSpan.FromSeconds(30));
        await page.Find("[data-testid='check-run']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("same seed; it stands beside", page.Find("[data-testid='run-message']").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(30));

        var detail = await RunAsync(created.RunIds[0]);
        Assert.Equal([0, 1, 2], detail.Repeats.Select(r => r.Seed));
        Assert.Equal(0, Assert.Single(detail.Reproductions).Seed);
    }

    [Fact]
    public async Task A_run_is_set_aside_and_goes_on_and_its_history_says_so()
    {
        var created = await QueueAsync(TwoRows);
        var page = Open(created.RunIds[0]);

        await page.Find("[data-testid='pause-run']").ClickAsync(new());
        Assert.Equal("Paused", page.Find("[data-testid='run-state']").GetAttribute("data-state"));
        await page.Find("[data-testid='resume-run']").ClickAsync(new());
        Assert.Equal("Queued", page.Find("[data-testid='run-state']").GetAttribute("data-state"));

        page = Open(created.RunIds[0], "files");
        await page.Find("[data-testid='job-history']").TriggerEventAsync("ontoggle", EventArgs.Empty);
        var lines = page.FindAll("[data-testid='job-history'] tbody tr").Select(r => string.Join(' ', r.Children.Skip(1).Select(c => c.TextContent.Trim()).Where(c => c.Length > 0))).ToList();
        Assert.Equal(6, lines.Count);
        Assert.Contains("Training – Queued Paused A person set it aside.", lines);
        Assert.Equal("Training – Paused Queued A person resumed it.", lines[3]);
    }

    [Fact]
    public async Task A_run_is_archived_on_its_page_which_then_says_so_and_taken_back()
    {
        var created = await QueueAsync(TwoRows);
        var page = Open(created.RunIds[0]);
        Assert.Empty(page.FindAll("[data-testid='run-archived']"));

        await page.Find("[data-testid='archive-run']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("archived just now", page.Find("[data-testid='run-archived']").TextContent), TimeSpan.FromSeconds(30));
        Assert.NotNull((await RunAsync(created.RunIds[0])).Run.ArchivedMs);
        Assert.Contains("the filter archived shows it", page.Find("[data-testid='run-message']").TextContent, StringComparison.Ordinal);

        await page.Find("[data-testid='archive-run']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid='run-archived']")), TimeSpan.FromSeconds(30));
        Assert.Null((await RunAsync(created.RunIds[0])).Run.ArchivedMs);
    }

    [Fact]
    public async Task What_has_ended_is_looked_at_now_and_then_and_followed_at_once_when_it_goes_on()
    {
        var runs = (await QueueAsync(TwoRows)).RunIds;
        foreach (var run in runs.Take(2)) await FailAsync(run, "data", "A file is gone.", "");
        var (first, second) = (Open(runs[0]), Open(runs[1]));

        // Somebody else tries the first again.
        await Get<JobStore>().RetryAsync((await RunAsync(runs[0])).Jobs[0].Id, Stop);
        Clock.Advance(TimeSpan.FromSeconds(11));
        first.WaitForAssertion(() => Assert.Equal("Queued", first.Find("[data-testid='run-state']").GetAttribute("data-state")), TimeSpan.FromSeconds(30));

        await second.Find($"[data-testid='retry-job-{(await RunAsync(runs[1])).Jobs[0].Id}']").ClickAsync(new());
        await BeginAsync(runs[1], j => j.Kind == JobKind.Training);
        Clock.Advance(TimeSpan.FromSeconds(1));
        second.WaitForAssertion(() => Assert.Equal("Running", second.Find("[data-testid='run-state']").GetAttribute("data-state")), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Cancelling_a_run_ends_its_open_jobs()
    {
        var created = await QueueAsync(TwoRows);
        var page = Open(created.RunIds[0]);

        await page.Find("[data-testid='cancel-run']").ClickAsync(new());

        Assert.Equal(RunState.Cancelled, (await RunAsync(created.RunIds[0])).State);
    }

    [Fact]
    public void A_run_that_does_not_exist_is_named() =>
        Assert.Contains("There is no run 99", Open(99).Markup, StringComparison.Ordinal);
}
