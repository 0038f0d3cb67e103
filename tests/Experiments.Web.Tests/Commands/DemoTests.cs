using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Web.Demo;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Experiments.Web.Tests.Commands;

public sealed class DemoTests : IDisposable
{
    private static readonly DemoPlan Tiny = new()
    {
        Height = 48,
        Width = 64,
        PretrainingImages = 4,
        PretrainingIterations = 2,
        PretrainingBatch = 4,
        PretrainingCrop = 32,
        TrainingImages = 4,
        ValidationImages = 2,
        Iterations = 2,
        Batch = 2,
        Crop = 48,
        Seeds = [0],
        SnapshotEvery = 1,
    };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_demo_fills_its_table_and_a_second_start_finds_it_filled()
    {
        await using var site = await TestSite.StartAsync(TestSite.Settings(_folder.Path), Register);
        var seen = new Recorder();
        var result = await site.Get<DemoRunner>().RunAsync(seen, TestContext.Current.CancellationToken);

        Assert.Empty(result.Problems);
        Assert.Equal(["L2 SS", "L2 MS", "L2-SP SS", "L2-SP MS"], result.Grid!.Columns.Select(c => c.FullHeading));
        Assert.Equal([1, 1, 1, 1], Assert.Single(result.Grid.Rows).Cells.Select(c => c.N));
        Assert.True(File.Exists(result.CsvPath));
        Assert.Contains(seen.Steps, s => s is { Title: "pre-training", Share: 1 });
        Assert.Contains("L2-SP", DemoTable.Write(result.Grid), StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder.Path, "demo", "target-city"), "*.png", SearchOption.AllDirectories));

        var again = await site.Get<DemoRunner>().RunAsync(seen, TestContext.Current.CancellationToken);
        Assert.Equal(DemoTable.Write(result.Grid), DemoTable.Write(again.Grid!));
        await using var database = site.Database();
        Assert.Equal(3, await database.Set<Run>().CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_failed_demo_job_is_told_with_its_log_and_tried_again_at_the_next_start()
    {
        TestSite.Script(_folder.Path, "if [ $verb = pretrain ]; then echo 'no memory left' >&2; exit 1; fi");
        await using var site = await TestSite.StartAsync(TestSite.Settings(_folder.Path, TestSite.FakeEngine), Register);
        var result = await site.Get<DemoRunner>().RunAsync(new Recorder(), TestContext.Current.CancellationToken);

        Assert.Null(result.Grid);
        var problem = Assert.Single(result.Problems);
        Assert.Contains("no memory left", problem, StringComparison.Ordinal);
        Assert.Contains("engine.log", problem, StringComparison.Ordinal);
        await site.Get<DemoRunner>().RunAsync(new Recorder(), TestContext.Current.CancellationToken);
        await using var database = site.Database();
        Assert.Equal(2, (await database.Set<Job>().SingleAsync(TestContext.Current.CancellationToken)).Attempt);
    }

    public void Dispose() => _folder.Dispose();

    private static void Register(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(Tiny);
    }

    private sealed class Recorder : IDemoProgress
    {
        public List<DemoStep> Steps { get; } = [];

        public void Report(IReadOnlyList<JobRow> jobs) => Steps.AddRange(DemoStep.Of(jobs));
    }
}
