using Bunit;
using Experiments.Data.Jobs;
using Experiments.Data.Workers;
using Experiments.Web.Components.Pages;

namespace Experiments.Web.Tests.Pages;

public sealed class WorkersTests : PageTest
{
    private static readonly NewWorker Lab7 = new("lab-7/12", IsSite: false, "0.1.0+150c82368aaf", ["default"], ["cuda:0"], 1);

    [Fact]
    public async Task The_page_tells_who_is_alive_doing_what_who_is_silent_and_who_was_refused()
    {
        var created = await QueueAsync(TwoRows);
        var (workers, sightings) = (Get<WorkerStore>(), Get<WorkerSightings>());
        var busy = await workers.RegisterAsync(Lab7, Stop);
        var silent = await workers.RegisterAsync(Lab7 with { Name = "lab-8/3" }, Stop);
        await workers.RefuseAsync(Lab7 with { Name = "lab-9/4", Version = "0.2.0" }, "This worker is version 0.2.0.", Stop);
        await Get<JobStore>().ClaimAsync((await RunAsync(created.RunIds[0])).Jobs[0].Id, "lab-7/12", "cuda:0", 4, Stop);
        await sightings.LookAsync(Stop);
        Clock.Advance(TimeSpan.FromSeconds(42));
        await workers.BeatAsync(busy, Stop);
        await sightings.LookAsync(Stop);

        var page = Context.Render<WorkersPage>();

        Assert.Equal("1 worker alive · 1 job of 2 at a time", page.Find("[data-testid='workers-summary']").TextContent);
        var row = page.Find($"[data-testid='worker-{busy}']");
        Assert.Equal("Alive", row.QuerySelector("[data-state]")!.TextContent);
        Assert.Contains("seed 0", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("cuda:0 · 4 threads", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("0.1.0 (150c8236)", row.TextContent, StringComparison.Ordinal);
        Assert.Equal("Silent for 42 s", page.Find($"[data-testid='worker-{silent}'] [data-state]").TextContent);
        Assert.Contains("This worker is version 0.2.0.", page.Find("[data-state='Refused']").Closest("tr")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_in_a_queue_that_nobody_serves_are_said_to_wait_for_a_worker()
    {
        await Get<WorkerStore>().RegisterAsync(Lab7, Stop);
        await QueueAsync(TwoRows with { Overrides = new Dictionary<string, string>(TwoRows.Overrides) { ["execution.queue"] = "gpu" } });

        Assert.Equal(
            "No worker takes jobs from the queue gpu: 4 jobs wait for one. Start a site or a worker with --queues gpu.", Context.Render<QueuePage>().Find("[data-testid='unserved']").TextContent);
        Assert.Single(Context.Render<WorkersPage>().FindAll("[data-testid='unserved']"));
    }
}
