using Bunit;
using Experiments.Data.Jobs;
using Experiments.Web.Components;
using Experiments.Web.Components.Pages;

namespace Experiments.Web.Tests.Pages;

public sealed class QueueTests : PageTest
{
    [Fact]
    public void An_empty_database_says_what_to_do_next()
    {
        Assert.Contains("The queue is empty", Context.Render<QueuePage>().Markup, StringComparison.Ordinal);
        Assert.Contains("There are no runs yet", Context.Render<RunsPage>().Markup, StringComparison.Ordinal);
        Assert.Contains("Nothing has been run yet", Context.Render<HomePage>().Find("[data-testid='welcome']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_queue_brings_itself_up_to_date()
    {
        var created = await QueueAsync(TwoRows);
        var page = Context.Render<QueuePage>();
        Assert.Equal("0 running · 4 queued · 8 waiting", page.Find("[data-testid='queue-summary']").TextContent);

        await TrainAsync(created.RunIds[0]);
        Clock.Advance(TimeSpan.FromSeconds(2));

        page.WaitForAssertion(() => Assert.Equal("0 running · 5 queued · 6 waiting", page.Find("[data-testid='queue-summary']").TextContent), TimeSpan.FromSeconds(30));
        var job = (await RunAsync(created.RunIds[0])).Jobs[0].Id;
        Assert.Equal("Succeeded", page.Find($"[data-testid='{TestIds.JobState(job)}']").GetAttribute("data-state"));
    }

    [Fact]
    public async Task A_queued_job_is_cancelled_from_the_queue()
    {
        var created = await QueueAsync(TwoRows);
        var job = (await RunAsync(created.RunIds[0])).Jobs[0].Id;
        var page = Context.Render<QueuePage>();

        await page.Find($"[data-testid='cancel-job-{job}']").ClickAsync(new());

        Assert.Equal("Cancelled", page.Find($"[data-testid='{TestIds.JobState(job)}']").GetAttribute("data-state"));
    }

    [Fact]
    public async Task A_job_is_set_aside_goes_on_and_comes_first_from_the_queue()
    {
        var created = await QueueAsync(TwoRows);
        var (first, last) = ((await RunAsync(created.RunIds[0])).Jobs[0].Id, (await RunAsync(created.RunIds[3])).Jobs[0].Id);
        var page = Context.Render<QueuePage>();

        await page.Find($"[data-testid='pause-job-{first}']").ClickAsync(new());
        Assert.Equal("Paused", page.Find($"[data-testid='{TestIds.JobState(first)}']").GetAttribute("data-state"));
        Assert.EndsWith("· 1 paused", page.Find("[data-testid='queue-summary']").TextContent, StringComparison.Ordinal);
        await page.Find("[data-testid='resume-all']").ClickAsync(new());
        Assert.Equal("Queued", page.Find($"[data-testid='{TestIds.JobState(first)}']").GetAttribute("data-state"));

        await page.Find($"[data-testid='first-job-{last}']").ClickAsync(new());
        Assert.Equal(TestIds.JobState(last), page.Find("[data-state='Queued']").GetAttribute("data-testid"));
        await page.Find($"[data-testid='last-job-{last}']").ClickAsync(new());
        Assert.Equal(TestIds.JobState(first), page.Find("[data-state='Queued']").GetAttribute("data-testid"));
    }

    [Fact]
    public async Task Of_a_long_queue_the_first_jobs_are_shown_and_all_that_are_paused_go_on()
    {
        var created = await QueueAsync(TwoRows with { Seeds = "0-101", Axes = [], Overrides = new Dictionary<string, string>(TwoRows.Overrides) { ["regulariser.kind"] = "none" } });
        var page = Context.Render<QueuePage>();
        Assert.Equal("0 running · 102 queued · 204 waiting", page.Find("[data-testid='queue-summary']").TextContent);
        Assert.Equal(["and 2 more jobs, of these runs", "and 104 more jobs, of these runs"], page.FindAll("[data-testid='more-jobs']").Select(m => m.TextContent));
        Assert.Equal(Urls.RunsWhere("state = queued"), page.Find("[data-testid='more-jobs'] a").GetAttribute("href"));
        Assert.Equal(100, page.FindAll("[data-state='Queued']").Count);

        foreach (var run in created.RunIds) await Get<JobStore>().RequestPauseRunAsync(run, Stop);
        page = Context.Render<QueuePage>();
        Assert.Equal("0 running · 0 queued · 0 waiting · 306 paused", page.Find("[data-testid='queue-summary']").TextContent);
        await page.Find("[data-testid='resume-all']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("0 running · 102 queued · 204 waiting", page.Find("[data-testid='queue-summary']").TextContent), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task The_runs_table_filters_by_what_the_url_says()
    {
        var created = await QueueAsync(TwoRows);
        Get<Microsoft.AspNetCore.Components.NavigationManager>().NavigateTo(Urls.Runs(("q", "regulariser.kind = l2"), ("sort", "seed")));

        var page = Context.Render<RunsPage>();

        Assert.Equal(
            [TestIds.RunLine(created.RunIds[2]), TestIds.RunLine(created.RunIds[3])],
            page.FindAll("[data-testid='runs-table'] tbody tr").Select(r => r.GetAttribute("data-testid")));
    }
}
