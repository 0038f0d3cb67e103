using Experiments.Data.Model;
using Experiments.Engine.Schema;
using Experiments.Web.Runs;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Runs;

public sealed class ClassifierSweepTests : IDisposable
{
    private static readonly Protocol[] Protocols = [Protocol.SingleScale, Protocol.MultiScale, Protocol.TenCrop];

    private readonly TemporaryFolder _folder = new();
    private readonly RunConfiguration _classifier;

    public ClassifierSweepTests() => _classifier = ClassFolders.Tiny(ClassFolders.Write(_folder.Path));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_classifier_on_class_folders_is_trained_and_scored_under_the_protocols_that_fit_it()
    {
        var sweep = Plan(_classifier);

        Assert.Equal([JobKind.Training, JobKind.Evaluation, JobKind.Evaluation], sweep.Runs[0].Jobs.Select(j => j.Kind));
        Assert.Equal([null, "SS", "10-crop"], sweep.Runs[0].Jobs.Select(j => j.ProtocolName));
        Assert.Equal([3, 6, 6], sweep.Runs[0].Jobs.Select(j => j.Total));
        Assert.Equal([("SS", "top-1"), ("10-crop", "top-1")], sweep.Grid!.Columns.Select(c => (c.Label, c.Metric)));
        Assert.Equal("Indoors-67", sweep.Grid.Rows[0].Arms[0].Dataset);
        Assert.Equal(sweep.Runs[0].Jobs.Skip(1).Select(j => j.ProtocolFingerprint), sweep.Grid.Rows[0].Cells.Select(c => c!.Fingerprint));
    }

    [Fact]
    public void Patches_of_a_segmentation_set_stay_unscored_and_segmentation_knows_no_ten_crops()
    {
        var sweep = Plan(TestSite.Tiny(), TestSite.Tiny() with { Task = LearningTask.Classification });

        Assert.Equal([JobKind.Training, JobKind.Evaluation, JobKind.Evaluation], sweep.Runs[0].Jobs.Select(j => j.Kind));
        Assert.Equal([JobKind.Pretraining], sweep.Runs[1].Jobs.Select(j => j.Kind));
        Assert.Equal([("SS", "mIoU"), ("MS", "mIoU")], sweep.Grid!.Columns.Select(c => (c.Label, c.Metric)));
        Assert.Single(sweep.Grid.Rows);
    }

    [Fact]
    public void Rows_of_two_tasks_have_cells_in_their_own_columns_only()
    {
        var grid = Plan(TestSite.Tiny(), _classifier).Grid!;

        Assert.Equal(["mIoU", "mIoU", "top-1", "top-1"], grid.Columns.Select(c => c.Metric));
        Assert.Equal([true, true, false, false], grid.Rows[0].Cells.Select(c => c is not null));
        Assert.Equal([false, false, true, true], grid.Rows[1].Cells.Select(c => c is not null));
    }

    [Fact]
    public void A_definition_counts_the_jobs_that_there_will_be_and_asks_for_a_protocol_that_fits()
    {
        var preset = SweepPresets.Find("classify")!.Definition;
        var plan = SweepExpansion.Expand(preset with { Overrides = Overrides(preset), Protocols = ["SS", "MS", "10-crop"], Seeds = "0-4" });
        Assert.Equal((10, 30), (plan.RunCount, plan.JobCount));

        var none = SweepExpansion.Expand(preset with { Overrides = Overrides(preset), Protocols = ["MS"] });
        Assert.Contains(
            "No protocol for classifiers is chosen: the table would have no column; choose SS (centre crop), 10-crop or both.",
            none.Problems.Select(p => p.Message));
    }

    [Fact]
    public void The_preset_wants_nothing_but_the_root_and_the_weights()
    {
        var preset = SweepPresets.Find("classify")!.Definition;

        Assert.Equal(["data.root", "regulariser.kind"], SweepExpansion.Expand(preset).Problems.Select(p => p.Key).Order());
        Assert.Empty(SweepExpansion.Expand(preset with { Overrides = Overrides(preset) }).Problems);
        var form = new SweepForm(preset);
        Assert.Equal(["SS", "10-crop"], form.Definition.Protocols);
        Assert.Equal(["SS", "10-crop"], SweepQuery.Read(SweepQuery.Write(form.Definition), new SweepDefinition()).Protocols);
    }

    [Fact]
    public void A_sweep_from_a_classifiers_run_begins_with_its_protocols()
    {
        var run = new Run { Name = "L2 seed 0", Fingerprint = "f", ConfigurationJson = SchemaJson.Write(_classifier) };

        Assert.Equal(["SS", "10-crop"], SweepStart.FromRun(run).Protocols);
    }

    private static Dictionary<string, string> Overrides(SweepDefinition preset) =>
        new(preset.Overrides) { ["data.root"] = "somewhere", ["weights.path"] = "weights.safetensors" };

    private static Data.Sweeps.NewSweep Plan(params RunConfiguration[] rows) =>
        SweepPlanner.Plan(new SweepRequest { Name = "Test", Rows = rows, Seeds = [0], Protocols = Protocols, HeaderKeys = ["task"] });
}
