using Experiments.Data.Jobs;
using Experiments.Data.Journal;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Storage;
using Experiments.Data.Tests.Sweeps;

namespace Experiments.Data.Tests.Results;

/// <summary>Grids whose columns show another metric than mIoU.</summary>
public sealed class TopOneGridTests
{
    [Theory, OnEveryProvider]
    public async Task A_column_shows_its_own_metric_and_NaN_where_an_evaluation_does_not_have_it(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var grid = new NewGrid
        {
            Name = "table",
            Rows = [Given.Row("L2")],
            Columns = [new NewGridColumn("SS", "SS", Metric: GridColumn.TopOne), new NewGridColumn("MS", "MS", Metric: GridColumn.TopOne)],
        };
        var created = await database.Sweeps.CreateSweepAsync(SweepStoreTests.Sweep([Given.Run("L2", 0), Given.Run("L2", 1)], grid));
        await ScoredAsync(database, created.RunIds[0], Given.SingleScale, 0.8);
        await ScoredAsync(database, created.RunIds[1], Given.SingleScale, 0.9);
        await Given.ScoredAsync(database, created.RunIds[0], Given.MultiScale, 0.4);

        var view = (await database.Grids.LoadAsync(created.GridId!.Value))!;

        Assert.Equal(["SS top-1", "MS top-1"], view.Columns.Select(c => c.Heading));
        Assert.Equal("top-1", view.Metrics);
        Assert.Equal([0.8, 0.9], view.Rows[0].Cells[0].Values.Select(v => v.Value));
        Assert.Equal(0.85, view.Rows[0].Cells[0].Mean!.Value, 1e-12);
        Assert.True(double.IsNaN(view.Rows[0].Cells[1].Mean!.Value));
    }

    [Fact]
    public async Task The_L2_SP_papers_results_stand_beside_top_1_of_their_data_set_alone()
    {
        await using var database = await TestDatabase.CreateAsync();
        var grid = new NewGrid
        {
            Name = "table",
            Rows =
            [
                Given.Row("a", "Indoors-67", "ResNet-101", "L2"), Given.Row("b", "Indoors-67", "ResNet-101", "L2-SP"),
                Given.Row("c", "Dogs-120", "ResNet-50", "L2"), Given.Row("d", "Dogs-120", "ResNet-50", "L2-SP"),
                Given.Row("e", "Caltech-256-30", "ResNet-101", "L2"), Given.Row("f", "Caltech-256-30", "ResNet-101", "L2-SP"),
                Given.Row("g", "Caltech-256-60", "ResNet-101", "L2"), Given.Row("h", "Caltech-256-60", "ResNet-101", "L2-SP"),
                Given.Row("i", "Indoors-67", null, "L2"),
            ],
            Columns = [new NewGridColumn("SS", "SS", Metric: GridColumn.TopOne), new NewGridColumn("SS", "SS")],
        };
        var created = await database.Sweeps.CreateSweepAsync(SweepStoreTests.Sweep([Given.Run("a", 0)], grid));

        var rows = (await database.Grids.LoadAsync(created.GridId!.Value))!.Rows;

        Assert.Equal(
            [79.28, 84.18, 81.77, 84.84, 82.15, 85.31, 86.22, 89.66],
            rows.Take(8).Select(r => Assert.Single(r.Cells[0].Published).Value!.Value));
        Assert.StartsWith("± 0.88 over 5 runs", rows[0].Cells[0].Published[0].Note, StringComparison.Ordinal);
        Assert.All(rows, r => Assert.Empty(r.Cells[1].Published)); // mIoU
        Assert.Empty(rows[8].Cells[0].Published); // a backbone that no table has
    }

    [Fact]
    public void Accuracy_of_a_class_is_its_share_of_right_images_and_NaN_without_images()
    {
        var accuracy = ConfusionBlob.ClassAccuracy(ConfusionBlob.Pack([3, 1, 0, 0, 0, 0, 2, 2, 4]), 3);

        Assert.Equal([0.75, double.NaN, 0.5], accuracy);
    }

    [Fact]
    public async Task A_classifiers_image_keeps_the_rank_of_its_class()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (_, training, job, _) = await Given.OneRunAsync(database);
        await Given.SucceededAsync(database, training);
        var attempt = await Given.StartedAsync(database, job);
        await database.Journal.AppendAsync(job, attempt, new JournalBatch(1, 2)
        {
            Images = [new JournalImage(1, 0, "brick/0001", [4, 2, 1], 3), new JournalImage(2, 1, "brick/0002", [4, 4, 1], 1)],
        });

        var images = await database.Evaluations.ImagesAsync(job);

        Assert.Equal([("brick/0001", 3), ("brick/0002", 1)], images.Select(i => (i.Stem, i.Rank!.Value)));
        Assert.Equal(new ConfusionCell(4, 2, 1), Assert.Single(images[0].Counts));
    }

    private static async Task ScoredAsync(TestDatabase database, long runId, string protocol, double topOne)
    {
        var detail = await database.RunQueries.FindAsync(runId);
        await Given.SucceededAsync(database, detail!.Jobs.Single(j => j.Kind == JobKind.Training).Id);
        var job = detail.Jobs.Last(j => j.ProtocolFingerprint == protocol).Id;
        var attempt = await Given.StartedAsync(database, job);
        var evaluation = Given.Scored(1, protocol, double.NaN) with { ClassIoU = [], Metrics = new Dictionary<string, double> { ["top-1"] = topOne, ["top-5"] = 1 } };
        await database.Journal.AppendAsync(job, attempt, new JournalBatch(1, 1) { Start = Given.Start, Evaluation = evaluation });
        await database.Jobs.SucceedAsync(job, attempt, new AttemptEnd(0));
    }
}
