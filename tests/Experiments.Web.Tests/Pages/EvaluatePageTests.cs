using Bunit;
using Experiments.Data.Jobs;
using Experiments.Data.Journal;
using Experiments.Data.Model;
using Experiments.Engine.Schema;
using Experiments.Web.Components.Pages;
using Experiments.Web.Components.Shared;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Pages;

public sealed class EvaluatePageTests : PageTest
{
    private static readonly SweepDefinition Keeping = TwoRows with
    {
        Overrides = new Dictionary<string, string>(TwoRows.Overrides)
        {
            ["selection.keepBest"] = "true",
            ["execution.validateEvery"] = "5",
            ["execution.keepIterations"] = "10",
        },
        Protocols = ["SS"],
    };

    [Fact]
    public async Task A_trained_run_is_scored_further_from_its_page_and_what_exists_is_said()
    {
        var run = (await QueueAsync(Keeping)).RunIds[0];
        await TrainWithFilesAsync(run);
        await ScoreAsync(run, "SS", 0.4);
        var page = Open(run);
        await page.Find("[data-testid='evaluate-run']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(["last", "best", "iteration:10"], page.FindAll("[data-testid='evaluate-checkpoint'] option").Select(o => o.GetAttribute("value"))), Patience);

        await page.Find("[data-testid='evaluate-look']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("exists: 40.00", page.Find("[data-testid='evaluate-item']").TextContent.Trim()), Patience);
        Assert.True(page.Find("[data-testid='evaluate-queue']").HasAttribute("disabled"));

        await page.Find("[data-testid='evaluate-checkpoint']").ChangeAsync(new() { Value = "best" });
        await page.Find("[data-testid='evaluate-look']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("New", page.Find("[data-testid='evaluate-item']").GetAttribute("data-status")), Patience);
        Assert.Contains("The checkpoint is the best of 4 evaluations", page.Find("[data-testid='evaluate-item']").TextContent, StringComparison.Ordinal);
        await page.Find("[data-testid='evaluate-queue']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("1 evaluation queued", page.Find("[data-testid='evaluate-queued']").TextContent, StringComparison.Ordinal), Patience);

        var job = (await RunAsync(run)).Jobs[^1];
        Assert.Equal((JobState.Queued, "SS best", "best"), (job.State, job.ProtocolName, SchemaJson.ReadProtocol(job.RequestJson).Checkpoint));
    }

    [Fact]
    public async Task What_the_browser_kept_of_what_was_asked_for_is_back_as_far_as_the_run_has_it_until_it_is_queued()
    {
        var run = (await QueueAsync(Keeping)).RunIds[0];
        await TrainWithFilesAsync(run);
        var page = Open(run);
        await page.Find("[data-testid='evaluate-run']").ClickAsync(new());
        var kept = page.FindComponent<EvaluatePanel>().FindComponent<KeptFields>();
        await kept.InvokeAsync(() => kept.Instance.Restore([new("checkpoint", "best"), new("template", "no such"), new("mirror", "true"), new("scales", "0.5, 1")]));

        Assert.Equal(("best", "SS", "true", "0.5, 1"), (Value("checkpoint"), Value("template"), Value("mirror"), Value("scales")));
        Assert.NotEmpty(page.FindAll("[data-testid='typed-restored']"));
        await page.Find("[data-testid='evaluate-look']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("New", page.Find("[data-testid='evaluate-item']").GetAttribute("data-status")), Patience);
        await page.Find("[data-testid='evaluate-queue']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid='typed-restored']")), Patience);

        var protocol = SchemaJson.ReadProtocol((await RunAsync(run)).Jobs[^1].RequestJson);
        Assert.Equal(("best", true), (protocol.Checkpoint, protocol.Mirror));
        Assert.Equal([0.5, 1.0], protocol.Scales);

        string? Value(string field) => page.Find($"[data-testid='evaluate-{field}']").GetAttribute("value");
    }

    [Fact]
    public async Task Every_evaluation_is_listed_with_checkpoint_images_and_warning_and_equal_names_are_told_apart()
    {
        var run = (await QueueAsync(Keeping)).RunIds[0];
        var training = await TrainWithFilesAsync(run);
        await ScoreAsync(run, "SS", 0.4);
        var resolved = SchemaJson.ReadProtocol((await RunAsync(run)).Jobs[^1].RequestJson);
        await AddAsync(resolved with { Mirror = true }, 0.5);
        await AddAsync(resolved with { Name = "SS best", Checkpoint = "best" }, 0.6);
        await AddAsync(resolved with { Name = "SS train", Subset = Subset.Train, Manifest = "ab" }, 0.7);

        var page = Open(run, "scores");
        Assert.Equal(
            [
                "SS|last (iteration 20)|validation|40.00", "SS: mirror true|last (iteration 20)|validation|50.00",
                "SS best|best (iteration 20)|validation|60.00*", "SS train|last (iteration 20)|train|70.00",
            ],
            page.FindAll("[data-testid='evaluation-table'] tbody tr").Select(r => string.Join('|', new[] { 0, 2, 3, 4 }.Select(i => r.Children[i].TextContent.Trim()))));
        Assert.StartsWith("The checkpoint is the best of 4 evaluations on up to 10 of the images", page.Find("[data-testid='selection-warning']").TextContent, StringComparison.Ordinal);
        Assert.Single(Open(run).FindAll("[data-testid='score-warning']"));

        async Task AddAsync(Protocol protocol, double score)
        {
            await Get<JobStore>().CreateAsync(run, [Web.Runs.SweepPlanner.Evaluation(protocol) with { WaitsForJobId = training }], Stop);
            await ScoreAsync(run, (await RunAsync(run)).Jobs[^1], score);
        }
    }

    [Fact]
    public async Task A_wrong_number_is_told_at_the_form()
    {
        var run = (await QueueAsync(Keeping)).RunIds[0];
        await TrainWithFilesAsync(run);
        var page = Open(run);
        await page.Find("[data-testid='evaluate-run']").ClickAsync(new());
        await page.Find("[data-testid='evaluate-scales']").ChangeAsync(new() { Value = "1, two" });
        await page.Find("[data-testid='evaluate-look']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("Scales are \"1, two\": \"two\" is no number; give numbers such as 0.5, 1, 1.5.", page.Find("[data-testid='evaluate-problem']").TextContent), Patience);
    }

    [Fact]
    public async Task A_whole_sweep_is_scored_at_once_and_what_cannot_be_is_told_by_run()
    {
        var created = await QueueAsync(Keeping);
        await TrainWithFilesAsync(created.RunIds[0]);
        await FailAsync(created.RunIds[1], "data", "A file is gone.", "");
        var page = Context.Render<EvaluateSweepPage>(p => p.Add(x => x.SweepId, created.SweepId));
        await page.Find("[data-testid='evaluate-subset']").ChangeAsync(new() { Value = "train" });
        await page.Find("[data-testid='evaluate-look']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(["New", "Refused", "New", "New"], page.FindAll("[data-testid='evaluate-item']").Select(i => i.GetAttribute("data-status"))), Patience);
        Assert.Equal($"The training of run {created.RunIds[1]} is failed: there is nothing to score; retry it first.", page.FindAll("[data-testid='evaluate-item']")[1].TextContent.Trim());

        Assert.Contains("There is no sweep 99", Context.Render<EvaluateSweepPage>(p => p.Add(x => x.SweepId, 99)).Markup, StringComparison.Ordinal);
    }

    private static TimeSpan Patience => TimeSpan.FromSeconds(30);

    /// <summary>Plays a training that leaves its checkpoints, all of them the same file.</summary>
    private async Task<long> TrainWithFilesAsync(long run)
    {
        var job = (await RunAsync(run)).Jobs.First(j => j.Kind == JobKind.Training).Id;
        var claim = (await Get<JobStore>().ClaimAsync(job, "test", "cpu", 1, Stop))!;
        var folder = $"{run}/jobs/{job}/attempts/{claim.Attempt}";
        await Get<JobStore>().StartAsync(job, claim.Attempt, folder, cancellationToken: Stop);
        Directory.CreateDirectory(Path.Combine(RunsFolder, folder, CheckpointFiles.Folder));
        string[] names = [CheckpointFiles.KeptName(10), CheckpointFiles.Best, CheckpointFiles.Final];
        foreach (var name in names) await File.WriteAllTextAsync(Path.Combine(RunsFolder, folder, CheckpointFiles.Folder, name), "weights", Stop);
        var artifacts = names.Select((name, i) => new JournalArtifact(i + 1, Artifact.Checkpoint, name, $"{CheckpointFiles.Folder}/{name}", name == names[0] ? 10 : 20, new string(name == names[0] ? 'd' : 'c', 64), name == CheckpointFiles.Final));
        await Get<JournalStore>().AppendAsync(job, claim.Attempt, new JournalBatch(1, 3) { Artifacts = [.. artifacts] }, Stop);
        await Get<JobStore>().SucceedAsync(job, claim.Attempt, new AttemptEnd(0), Stop);
        return job;
    }
}
