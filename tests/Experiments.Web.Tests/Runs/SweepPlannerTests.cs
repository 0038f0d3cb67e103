using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Experiments.Web.Runs;

namespace Experiments.Web.Tests.Runs;

public sealed class SweepPlannerTests
{
    private static readonly Protocol[] Protocols = [Protocol.SingleScale, Protocol.MultiScale];

    [Fact]
    public void Rows_times_seeds_become_runs_with_a_training_and_an_evaluation_a_protocol()
    {
        var sweep = SweepPlanner.Plan(Request(Row(RegulariserName.None), Row(RegulariserName.L2)));

        Assert.Equal(["none seed 0", "none seed 1", "L2 seed 0", "L2 seed 1"], sweep.Runs.Select(r => r.Name));
        Assert.All(sweep.Runs, run =>
        {
            Assert.Equal([JobKind.Training, JobKind.Evaluation, JobKind.Evaluation], run.Jobs.Select(j => j.Kind));
            Assert.Equal([null, 0, 0], run.Jobs.Select(j => j.WaitsForIndex));
            Assert.Equal([3, 2, 2], run.Jobs.Select(j => j.Total));
        });
        Assert.Equal(2, sweep.Runs.Select(r => r.Fingerprint).Distinct().Count());
    }

    [Fact]
    public void A_cell_is_one_run_fingerprint_and_one_resolved_protocol()
    {
        var sweep = SweepPlanner.Plan(Request(Row(RegulariserName.None), Row(RegulariserName.L2)));
        var row = Assert.Single(sweep.Grid!.Rows);

        Assert.Equal([new GridHeader("Backbone", "cifar-resnet20")], row.Header);
        Assert.Equal([sweep.Runs[0].Fingerprint, sweep.Runs[2].Fingerprint], row.Arms.Select(a => a.Fingerprint));
        Assert.Equal([0, 0, 1, 1], row.Cells.Select(c => c!.Arm));
        Assert.Equal(sweep.Runs[2].Jobs.Skip(1).Select(j => j.ProtocolFingerprint), row.Cells.Skip(2).Select(c => c!.Fingerprint));
        var protocol = SchemaJson.ReadProtocol(row.Cells[0]!.Json);
        Assert.Equal(24, protocol.Crop);
        Assert.Equal(64, protocol.Manifest.Length);
        Assert.Equal(["SS", "MS", "SS", "MS"], sweep.Grid.Columns.Select(c => c.ScaleMode));
        Assert.Equal([new GridHeader("Regulariser", "L2")], sweep.Grid.Columns[2].Header);
    }

    [Fact]
    public void A_column_means_the_protocol_of_each_rows_profile()
    {
        var engine = Row(RegulariserName.L2);
        var semseg = engine with { Compat = Compatibility.Semseg, Network = engine.Network with { PyramidPooling = PyramidPooling.Adaptive } };
        var sweep = SweepPlanner.Plan(Request(engine, semseg));

        Assert.Equal(Fingerprint.Of(SchemaJson.ReadProtocol(SweepPlanner.Plan(Request(engine)).Grid!.Rows[0].Cells[0]!.Json)), sweep.Grid!.Rows[0].Cells[0]!.Fingerprint);
        Assert.Equal([false, true], sweep.Grid.Rows.Select(r => SchemaJson.ReadProtocol(r.Cells[0]!.Json).Mirror));
        Assert.Equal(sweep.Grid.Rows[1].Cells.Select(c => c!.Fingerprint), sweep.Runs[2].Jobs.Skip(1).Select(j => j.ProtocolFingerprint));
    }

    [Fact]
    public void A_profile_whose_protocol_the_network_cannot_follow_is_refused()
    {
        var mmseg = Row(RegulariserName.L2) with { Compat = Compatibility.Mmseg };
        var error = Assert.Throws<UsageException>(() => SweepPlanner.Plan(Request(mmseg)));

        Assert.Equal(2, error.Problems.Count);
        Assert.StartsWith("Protocol SS predicts whole images, but network.pyramidPooling is fixed", error.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_classifier_is_only_trained_and_has_no_table()
    {
        var sweep = SweepPlanner.Plan(Request(Row(RegulariserName.L2) with { Task = LearningTask.Classification }));

        Assert.Equal([JobKind.Pretraining], sweep.Runs[0].Jobs.Select(j => j.Kind));
        Assert.Null(sweep.Grid);
    }

    [Fact]
    public void First_stages_on_other_images_are_other_runs()
    {
        RunConfiguration Stage(int seed) => Row(RegulariserName.L2) with { FirstStage = new FirstStageSettings { Iterations = 2, SyntheticCount = 3, SyntheticSeed = seed } };
        var sweep = SweepPlanner.Plan(Request(Stage(1), Stage(2)));
        var manifests = sweep.Runs.Select(r => SchemaJson.ReadConfiguration(r.ConfigurationJson).FirstStage.Manifest).Distinct().ToList();

        Assert.Equal(2, manifests.Count);
        Assert.All(manifests, m => Assert.Equal(64, m.Length));
        Assert.Equal([JobKind.FirstStage, JobKind.Training], sweep.Runs[0].Jobs.Take(2).Select(j => j.Kind));
    }

    [Fact]
    public void Rows_that_would_be_the_same_runs_are_refused()
    {
        var row = Row(RegulariserName.L2);
        var error = Assert.Throws<UsageException>(() => SweepPlanner.Plan(Request(row, row with { Execution = row.Execution with { LogEvery = 7 } })));

        Assert.Contains("have the same fingerprint", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_problem_of_every_row_is_told_once()
    {
        var bad = Row(RegulariserName.L2) with { Training = new TrainingSettings { Crop = 25, BatchSize = 3, Replicas = 2 } };
        var error = Assert.Throws<UsageException>(() => SweepPlanner.Plan(Request(bad, bad)));

        Assert.Equal(2, error.Problems.Count);
    }

    [Fact]
    public void Missing_weights_are_named()
    {
        var error = Assert.Throws<UsageException>(() => SweepPlanner.Plan(Request(Row(RegulariserName.L2Sp) with { Weights = new WeightsSettings { Path = "nowhere.safetensors" } })));

        Assert.Contains("nowhere.safetensors", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Backbone.ResNet50, 1.0, "ResNet-50")]
    [InlineData(Backbone.ResNet101, 1.0, "ResNet-101")]
    [InlineData(Backbone.ResNet50, 0.5, null)]
    [InlineData(Backbone.CifarResNet20, 1.0, null)]
    public void Only_a_full_network_is_compared_with_published_ones(Backbone backbone, double width, string? name) =>
        Assert.Equal(name, PublishedNames.Backbone(new RunConfiguration { Network = new NetworkSettings { Backbone = backbone, WidthMultiplier = width } }));

    private static RunConfiguration Row(RegulariserName regulariser) => TestSite.Tiny() with { Regulariser = new RegulariserSettings { Kind = regulariser } };

    private static SweepRequest Request(params RunConfiguration[] rows) => new() { Name = "Test", Rows = rows, Seeds = [0, 1], Protocols = Protocols };
}
