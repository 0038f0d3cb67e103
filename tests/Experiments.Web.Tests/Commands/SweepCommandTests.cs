using Experiments.Engine.Schema;
using Experiments.Web.Commands;

namespace Experiments.Web.Tests.Commands;

public sealed class SweepCommandTests : IDisposable
{
    private const string Tiny = """
        name: Tiny
        overrides:
          network.backbone: cifar-resnet20
          training.crop: 24
          training.iterations: 3
          training.batchSize: 2
          synthetic.height: 48
          synthetic.width: 48
          synthetic.trainCount: 4
          synthetic.validationCount: 2
        axes:
        - key: regulariser.kind
          values: [l2, none]
        seeds: 0-1
        protocols: [SS]
        """;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string SweepFile => Path.Combine(_folder.Path, "sweep.yaml");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Plan_prints_the_list_and_makes_nothing_then_queue_makes_what_is_missing_once()
    {
        await File.WriteAllTextAsync(SweepFile, Tiny, Stop);
        var settings = TestSite.Settings(Path.Combine(_folder.Path, "runs"));

        var plan = new StringWriter();
        Assert.Equal(0, await SweepCommand.PlanAsync(settings, SweepFile, plan, Stop));
        Assert.StartsWith("Tiny: grid, 2 rows × 2 seeds = 4 runs, 8 jobs; scored under SS\n", plan.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(settings.RunsFolder));

        var queued = new StringWriter();
        Assert.Equal(0, await SweepCommand.QueueAsync(settings, SweepFile, queued, Stop));
        Assert.StartsWith("Sweep 1, \"Tiny\": 4 runs queued.", queued.ToString(), StringComparison.Ordinal);

        var again = new StringWriter();
        await SweepCommand.PlanAsync(settings, SweepFile, again, Stop);
        Assert.Contains("4 of 4 runs are there already (4 under way); none to run.\nTime: 0 s. Every run is there already.\nDisk: 0 kB. Every run is there already.\n", again.ToString(), StringComparison.Ordinal);
        Assert.Contains("run 1, under way", again.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_told_in_one_sentence()
    {
        var e = await Assert.ThrowsAsync<UsageException>(() => SweepCommand.PlanAsync(TestSite.Settings(_folder.Path), Path.Combine(_folder.Path, "none.yaml"), TextWriter.Null, Stop));
        Assert.StartsWith($"The sweep file \"{Path.Combine(_folder.Path, "none.yaml")}\" cannot be read", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queueing_a_wrong_sweep_writes_nothing()
    {
        await File.WriteAllTextAsync(SweepFile, Tiny.Replace("training.crop: 24", "training.crop: 25", StringComparison.Ordinal), Stop);
        var settings = TestSite.Settings(Path.Combine(_folder.Path, "runs"));
        var e = await Assert.ThrowsAsync<UsageException>(() => SweepCommand.QueueAsync(settings, SweepFile, TextWriter.Null, Stop));
        Assert.Contains("training.crop is 25", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(settings.RunsFolder));
    }
}
