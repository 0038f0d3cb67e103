using Experiments.Data.Comparing;
using Experiments.Data.Model;
using Experiments.Data.Statistics;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using Experiments.Web.Comparing;

namespace Experiments.Web.Tests.Comparing;

/// <summary>What the tables and plots of a comparison are made of, at answers known beforehand.</summary>
public sealed class ComparedViewTests
{
    private const string Ss = "aaaaaaaaaaaaaaaa";

    private static readonly CompareView View = new()
    {
        Groups = [Group(0, "none", (1, 0), (2, 1), (3, 2)), Group(1, "l2", (4, 0), (5, 1), (6, 2)), Group(2, "alone", (7, 9))],
        Scores = [Score(1, 0.50), Score(2, 0.52), Score(3, 0.54), Score(4, 0.53), Score(5, 0.54), Score(6, 0.58), Score(7, 0.60)],
        Protocols = [new ComparedProtocol(Ss, "SS")],
        Metrics = ["mIoU", "mAcc"],
        Curves = ["train/loss"],
        Settings =
        [
            new DifferingSetting("regulariser.kind", Values("none", "none", "none", "l2", "l2", "l2", "l2-sp")),
            new DifferingSetting("training.iterations", Values("100", "100", "100", "20", "20", "20", "1000")),
        ],
    };

    [Fact]
    public void Scores_are_means_over_seeds_beside_the_reference_by_the_house_s_own_tests()
    {
        var table = ScoreTable.Of(View, View.Groups[0], "mIoU");

        var (reference, other, alone) = (table.Rows[0].Cells[0], table.Rows[1].Cells[0], table.Rows[2].Cells[0]);
        Assert.Equal((0.52, 3), (Math.Round(reference.Over.Mean!.Value, 12), reference.Over.N));
        Assert.Equal(0.02, reference.Over.StandardDeviation!.Value, 1e-12);
        Assert.Null(reference.Difference);
        var expected = MethodComparison.Of(Seeds(0.50, 0.52, 0.54), Seeds(0.53, 0.54, 0.58))!;
        Assert.Equal((expected.Interval, expected.Difference, ComparisonKind.PairedBySeed), (other.Comparison!.Interval, other.Difference, other.Comparison.Kind));
        Assert.Equal(expected.Test!.PValue, other.Adjusted);
        // One run has a difference, and nothing to say how sure it is.
        Assert.Equal(0.08, alone.Difference!.Value, 1e-12);
        Assert.Null(alone.Comparison);
    }

    [Fact]
    public void A_run_without_the_metric_is_not_counted_and_one_whose_value_is_not_a_number_makes_the_mean_none()
    {
        var view = View with { Scores = [Score(1, 0.50), Score(2, 0.52) with { MeanIoU = null }, Score(3, 0.54), Classifier(4, 0.7), Classifier(5, 0.8), Classifier(6, 0.9)] };

        var meanIoU = ScoreTable.Of(view, view.Groups[0], "mIoU");
        Assert.Equal(3, meanIoU.Rows[0].Cells[0].Over.N);
        Assert.True(double.IsNaN(meanIoU.Rows[0].Cells[0].Over.Mean!.Value));
        Assert.Equal((0, null, null), (meanIoU.Rows[1].Cells[0].Over.N, meanIoU.Rows[1].Cells[0].Over.Mean, meanIoU.Rows[1].Cells[0].Difference));
        var topOne = ScoreTable.Of(view, view.Groups[1], "top-1");
        Assert.Equal((0, null), (topOne.Rows[0].Cells[0].Over.N, topOne.Rows[0].Cells[0].Over.Mean));
        Assert.Equal((3, 0.8), (topOne.Rows[1].Cells[0].Over.N, Math.Round(topOne.Rows[1].Cells[0].Over.Mean!.Value, 12)));
        Assert.Equal(3, ScoreTable.Of(view, view.Groups[0], "aAcc").Rows[1].Cells[0].Over.N);
    }

    [Fact]
    public void Classes_of_classifiers_are_compared_by_their_accuracies()
    {
        var view = View with { Scores = [Classifier(1, 0.5), Classifier(2, 0.6), Classifier(3, 0.7), Classifier(4, 0.7), Classifier(5, 0.8), Classifier(6, 0.9)] };

        Assert.Empty(ScoreTable.OfClasses(view, view.Groups[0], view.Groups[1], Ss, new Dictionary<long, double[]>()).Rows[1].Cells);
        var table = ScoreTable.OfClasses(view, view.Groups[0], view.Groups[1], Ss, view.Scores.ToDictionary(s => s.EvaluationId, s => new[] { 1.0, s.ValueOf("top-1")!.Value }));

        Assert.Equal(2, table.Rows[1].Cells.Count);
        Assert.Equal(0, table.Rows[1].Cells[0].Difference!.Value, 1e-12);
        Assert.Equal((3, 0.2), (table.Rows[1].Cells[1].Comparison!.N, Math.Round(table.Rows[1].Cells[1].Difference!.Value, 12)));
    }

    [Fact]
    public void A_check_of_reproducibility_never_counts_in_n()
    {
        var group = View.Groups[0] with { Runs = [.. View.Groups[0].Runs, new ComparedRun(8, "check", "f", 0, 1, RunState.Succeeded)] };

        Assert.Equal([1L, 2, 3], group.Counted.Select(r => r.RunId));
        var boxes = PlotData.Of(PlotKind.Box, View with { Groups = [group], Scores = [.. View.Scores, Score(8, 0.5)] }, [PlotVariable.Group, PlotVariable.Score(View.Protocols[0], "mIoU")], (_, _) => null).Boxes;
        Assert.Equal(3, Assert.Single(boxes).N);
        Assert.EndsWith("(n = 3)", Assert.Single(GroupLabels.Of([group.Runs])), StringComparison.Ordinal);
        Assert.Equal("1,2;4;8", CompareQuery.GroupBySeed([Run(1, 0, "a"), Run(4, 0, "b"), Run(2, 1, "a"), Run(8, 0, "a") with { ReproductionOfRunId = 1 }]).Write());
    }

    [Fact]
    public void A_group_of_several_configurations_of_one_seed_says_so()
    {
        Assert.False(View.Groups[0].IsMixed);
        Assert.True((View.Groups[0] with { Runs = [.. View.Groups[0].Runs, new ComparedRun(8, "another", "another", 0, null, RunState.Succeeded)] }).IsMixed);
    }

    [Fact]
    public void Classes_are_compared_over_seeds_and_an_absent_class_has_no_difference()
    {
        var table = ScoreTable.OfClasses(View, View.Groups[0], View.Groups[1], Ss, new Dictionary<long, double[]>());

        Assert.Equal(2, table.Rows[1].Cells.Count);
        Assert.Equal(0.03, table.Rows[1].Cells[0].Difference!.Value, 1e-12);
        Assert.True(double.IsNaN(table.Rows[1].Cells[1].Over.Mean!.Value));
        Assert.Null(table.Rows[1].Cells[1].Comparison);
    }

    [Fact]
    public void Differing_settings_stand_by_group_and_are_searched_by_key_and_value()
    {
        var rows = SettingRows.Of(View.Settings, View.Groups, "");

        Assert.Equal(["100", "20", "1000"], rows[1].Values);
        Assert.Equal([false, true, true], rows[1].DiffersFromReference);
        Assert.Equal("regulariser.kind", Assert.Single(SettingRows.Of(View.Settings, View.Groups, "L2-SP")).Key);
        Assert.Equal("training.iterations", Assert.Single(SettingRows.Of(View.Settings, View.Groups, "ITER")).Key);
        Assert.Equal("none | l2", Assert.Single(SettingRows.Of([View.Settings[0]], [Group(0, "both", (1, 0), (4, 0))], "")).Values[0]);
    }

    [Fact]
    public void A_scatter_has_the_runs_with_both_values_and_names_for_words()
    {
        var plot = PlotData.Of(PlotKind.Scatter, View with { Scores = [.. View.Scores.Where(s => s.RunId != 2)] }, [PlotVariable.Read("setting:regulariser.kind")!, PlotVariable.Score(View.Protocols[0], "mIoU")], (_, _) => null);

        Assert.Equal(["l2", "l2-sp", "none"], plot.Axes[0].Categories);
        Assert.Equal(("SS mIoU, %", 1), (plot.Axes[1].Title, plot.LeftOut));
        Assert.Equal([2, 50], plot.Runs[0].Values.Select(v => Math.Round(v!.Value, 9)));
        Assert.Equal(6, plot.Runs.Count);
    }

    [Fact]
    public void Boxes_are_of_the_runs_of_a_group_or_of_a_setting_s_value()
    {
        var score = PlotVariable.Score(View.Protocols[0], "mIoU");

        var byGroup = PlotData.Of(PlotKind.Box, View, [PlotVariable.Group, score], (_, _) => null);
        Assert.Equal([(0, 3), (1, 3), (2, 1)], byGroup.Boxes.Select(b => (b.Category, b.N)));
        Assert.Equal([50, 51, 52, 53, 54], byGroup.Boxes[0].Numbers.Select(n => Math.Round(n, 9)));

        // Numbers are categories here, in their order.
        var bySetting = PlotData.Of(PlotKind.Box, View, [PlotVariable.Read("setting:training.iterations")!, score], (_, _) => null);
        Assert.Equal(["20", "100", "1000"], bySetting.Axes[0].Categories);
    }

    [Fact]
    public void Parallel_coordinates_are_of_the_runs_that_have_the_metric()
    {
        var variables = PlotQuery.Variables(new CompareState { Plot = PlotKind.Parallel, PlotY = "curve:train/loss" }, View);
        var plot = PlotData.Of(PlotKind.Parallel, View, variables, (_, run) => run == 1 ? 0.25 : null);

        Assert.Equal(["regulariser.kind", "training.iterations", "train/loss, newest"], plot.Axes.Select(a => a.Title));
        Assert.Equal([2, 100, 0.25], Assert.Single(plot.Runs).Values);
        Assert.Equal(6, plot.LeftOut);
    }

    [Theory]
    [InlineData("setting:")]
    [InlineData("score:abc")]
    [InlineData("anything")]
    [InlineData(null)]
    public void A_variable_that_is_none_is_not_read(string? text) => Assert.Null(PlotVariable.Read(text));

    [Fact]
    public void A_map_says_who_is_right_where_two_predictions_differ()
    {
        var map = DifferenceMap.Of(Labels(0, 1, 0, 1, 0, 0), Labels(0, 1, 1, 0, 1, 1), Labels(0, 0, 0, 0, 2, 255));

        Assert.Equal([DifferenceMap.BothRight, DifferenceMap.SameWrong, DifferenceMap.OnlyA, DifferenceMap.OnlyB, DifferenceMap.Differ, DifferenceMap.Aside], map.Values);
        // Three of the five that count.
        Assert.Equal(0.6, DifferenceMap.Disagreement(map), 1e-12);
        Assert.Equal([DifferenceMap.BothRight, DifferenceMap.Differ], DifferenceMap.Of(Labels(1, 1), Labels(1, 0), null).Values);
        Assert.Throws<DataException>(() => DifferenceMap.Of(Labels(1, 1), Labels(1), null));
    }

    [Fact]
    public void Epochs_are_known_where_the_configuration_says_how_many_images_there_are()
    {
        var made = new RunConfiguration { Synthetic = new SyntheticSettings { TrainCount = 60 }, Training = new TrainingSettings { BatchSize = 4, Accumulation = 3 } };

        Assert.Equal(5, TrainingImages.IterationsPerEpoch(made));
        Assert.Equal(2, CurvePlaces.Epochs(5)(10));
        // Cityscapes' fine training images.
        Assert.Equal(2975, TrainingImages.CountOf(made with { Data = new DataSettings { Dataset = DatasetName.Cityscapes } }));
        Assert.Null(TrainingImages.CountOf(made with { Data = new DataSettings { Dataset = DatasetName.Folder } }));
        Assert.Null(TrainingImages.CountOf(made with { Data = new DataSettings { Dataset = DatasetName.Cityscapes, TrainList = "some.txt" } }));
    }

    [Fact]
    public void Groups_are_called_what_their_runs_names_share_and_equal_names_are_told_apart()
    {
        var labels = GroupLabels.Of([[Run(1, 0, "a") with { Name = "L2 seed 0" }, Run(2, 1, "a") with { Name = "L2 seed 1" }], [Run(3, 0, "b") with { Name = "x" }], [Run(4, 0, "c") with { Name = "x" }]]);

        Assert.Equal(["L2 (n = 2)", "x (run 3)", "x (run 4)"], labels);
    }

    private static LabelMap Labels(params byte[] values) => new(1, values.Length, values);

    private static ComparedRun Run(long id, int seed, string fingerprint) => new(id, $"run {id}", fingerprint, seed, null, RunState.Succeeded);

    private static ComparedGroup Group(int slot, string label, params (long Id, int Seed)[] runs) => new(slot, label, [.. runs.Select(r => Run(r.Id, r.Seed, label))]);

    private static ComparedScore Score(long run, double value) => new(run, run, 100 + run, Ss, "SS", 2, value, value, value, new Dictionary<string, double>(), [value, double.NaN]);

    private static ComparedScore Classifier(long run, double topOne) => Score(run, topOne) with { MeanIoU = null, ClassIoU = [], Metrics = new Dictionary<string, double> { ["top-1"] = topOne } };

    private static Dictionary<long, string> Values(params string[] values) => values.Select((v, i) => (Id: i + 1L, v)).ToDictionary(x => x.Id, x => x.v);

    private static Dictionary<int, double> Seeds(params double[] values) => values.Select((v, i) => (i, v)).ToDictionary(x => x.i, x => x.v);
}
