using Experiments.Data.Datasets;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Experiments.Web.Grids;

namespace Experiments.Web.Tests.Grids;

public sealed class GridExpansionTests
{
    private static readonly RegisteredDatasets None = new([]);

    private static readonly RegisteredDatasets Official = new(
    [
        Registered("My Cityscapes", "cityscapes", "/data/cityscapes"), Registered("VOC and SBD", "voc-aug", "/data/voc"), Registered("ADE", "ade20k", "/data/ade"),
    ]);

    [Fact]
    public void Rows_and_columns_are_every_combination_of_their_choices()
    {
        var plan = GridExpansion.Expand(Small(), None);

        Assert.Empty(plan.Problems);
        Assert.Equal((4, 8, 24, 16), (plan.Rows.Count, plan.Configurations, plan.Runs, plan.Cells));
        Assert.Equal([new GridHeader("Images", "8"), new GridHeader("Rate", "high")], plan.Rows[1].Header);
        var method = plan.Rows[1].Methods[1];
        Assert.Equal([new GridHeader("Regulariser", "L2")], method.Header);
        Assert.Equal((8, 0.1, RegulariserName.L2, 48), (method.Configuration.Synthetic.TrainCount, method.Configuration.Training.BaseLearningRate, method.Configuration.Regulariser.Kind, method.Configuration.Training.Crop));
    }

    [Fact]
    public void The_references_template_is_its_32_cells_where_the_data_is_registered()
    {
        var definition = GridTemplates.Find("reference")!.Definition;

        var plan = GridExpansion.Expand(definition, Official);

        Assert.Empty(plan.Problems);
        Assert.Equal((8, 16, 32), (plan.Rows.Count, plan.Configurations, plan.Cells));
        Assert.Equal(["train (3K)", "train (3K)", "coarse + train (20K + 3K)", "coarse + train (20K + 3K)", "train", "train", "train", "train"], plan.Rows.Select(r => r.Header[1].Value));
        var coarse = plan.Rows[2].Methods[1].Configuration;
        Assert.Equal((30000, "/data/cityscapes", 816, RegulariserName.L2Sp), (coarse.FirstStage.Iterations, coarse.Data.Root, coarse.Training.Crop, coarse.Regulariser.Kind));
        Assert.Equal("train (3K)", plan.Rows[0].Methods[0].Subset);
        var bare = GridExpansion.Expand(definition, None);
        Assert.Contains(
            "data.dataset is ade20k without data.root, and no data set of that kind is registered: register it under Data sets, or state data.root. None is registered yet.", bare.Problems);
    }

    [Fact]
    public void Every_template_expands_without_a_problem_where_its_data_and_weights_are_there()
    {
        foreach (var template in GridTemplates.All.Where(t => t.Id != GridTemplates.MiniatureId))
            Assert.Empty(GridExpansion.Expand(template.Definition, Official).Problems);
        var miniature = GridTemplates.Find(GridTemplates.MiniatureId)!.Definition;
        Assert.Contains(GridExpansion.Expand(miniature, None).Problems, p => p.Contains("weights.path is empty", StringComparison.Ordinal));
        var filled = miniature with { Base = new Dictionary<string, string>(miniature.Base) { [GridTemplates.WeightsKey] = "w0.safetensors" } };
        Assert.Equal((3, 12), (GridExpansion.Expand(filled, None).Rows.Count, GridExpansion.Expand(filled, None).Cells));
    }

    [Fact]
    public void A_table_over_nothing_says_what_is_missing()
    {
        var plan = GridExpansion.Expand(new GridDefinition { Protocols = [], Seeds = "" }, None);

        Assert.Equal(
            [
                "The table has no name: give it one.",
                "Seeds are empty: give at least one, for example 0-2 or 0, 1, 2.",
                "No protocol is chosen: the table would have no column; choose SS, MS or both.",
                "The table has neither rows nor columns: name at least one heading with its choices, for example Regulariser with L2 and L2-SP.",
            ],
            plan.Problems);
    }

    [Theory]
    [InlineData("network.backbon", "resnet18", "network.backbon")]
    [InlineData("training.crop", "47", "training.crop is 47")]
    [InlineData("dataset", "camvid", "dataset is \"camvid\": no data set of that name is registered. None is registered yet.")]
    public void A_wrong_setting_is_named(string key, string value, string said)
    {
        var small = Small();
        var plan = GridExpansion.Expand(small with { Base = new Dictionary<string, string>(small.Base) { [key] = value } }, None);

        Assert.Contains(plan.Problems, p => p.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void Headings_and_choices_that_cannot_be_told_apart_are_refused()
    {
        var twice = new GridAxis("Rate", [Choice("low"), Choice("low")]);
        var plan = GridExpansion.Expand(Small() with { Rows = [twice, new GridAxis("Rate", [Choice("x") with { Only = new Dictionary<string, string> { ["Size"] = "s" } }])] }, None);

        Assert.Equal(
            [
                "The heading \"Rate\" has the choice \"low\" twice: name each once.",
                "The heading \"Rate\" has a choice for Size = s alone, and there is no such choice: name a heading and a label of the table.",
                "Two headings are named \"Rate\": each needs a name of its own.",
            ],
            plan.Problems);
    }

    [Fact]
    public void Typed_choices_are_read_as_they_are_written()
    {
        foreach (var axis in GridTemplates.All.SelectMany(t => t.Definition.Rows.Concat(t.Definition.Columns)))
        {
            var again = GridText.Choices(GridText.Choices(axis.Choices));
            Assert.Equal(axis.Choices.Select(c => (c.Label, Text(c.Set), Text(c.Only))), again.Select(c => (c.Label, Text(c.Set), Text(c.Only))));
        }

        var awkward = new Dictionary<string, string> { ["data.root"] = "/a; b", ["data.displayName"] = "say \"x\"", ["training.crop"] = "48" };
        Assert.Equal(awkward, GridText.Settings(GridText.Settings(awkward)));
        Assert.Equal(awkward, GridText.Settings(GridText.Lines(awkward)));
        var e = Assert.Throws<UsageException>(() => GridText.Choices("L2-SP regulariser.kind l2-sp"));
        Assert.Equal("\"L2-SP regulariser.kind l2-sp\" is no choice: write its label, a colon and what it sets, for example L2-SP: regulariser.kind = l2-sp.", e.Message);
        Assert.Equal("training.crop is set twice: set it once.", Assert.Throws<UsageException>(() => GridText.Settings("training.crop = 48\ntraining.crop = 96")).Message);
    }

    private static string Text(IReadOnlyDictionary<string, string> settings) => GridText.Settings(settings);

    internal static GridDefinition Small() => new()
    {
        Name = "Small",
        Base = new Dictionary<string, string> { ["network.backbone"] = "resnet18", ["network.widthMultiplier"] = "0.25", ["training.crop"] = "48", ["training.batchSize"] = "2", ["training.iterations"] = "2", ["synthetic.height"] = "48", ["synthetic.width"] = "64", ["synthetic.validationCount"] = "2" },
        Rows =
        [
            new GridAxis("Images", [Choice("8", ("synthetic.trainCount", "8")), Choice("4", ("synthetic.trainCount", "4"))]),
            new GridAxis("Rate", [Choice("low", ("training.baseLearningRate", "0.01")), Choice("high", ("training.baseLearningRate", "0.1"))]),
        ],
        Columns = [new GridAxis("Regulariser", [Choice("none", ("regulariser.kind", "none")), Choice("L2", ("regulariser.kind", "l2"))])],
        Protocols = ["SS", "MS"],
    };

    internal static GridChoice Choice(string label, params ReadOnlySpan<(string Key, string Value)> set)
    {
        var settings = new Dictionary<string, string>();
        foreach (var (key, value) in set) settings[key] = value;
        return new GridChoice { Label = label, Set = settings };
    }

    private static DatasetRow Registered(string name, string kind, string root) =>
        new(1, name, kind, root, $$"""{"data.dataset":"{{kind}}","data.root":"{{root}}"{{(kind == "voc-aug" ? ",\"data.sbdRoot\":\"/data/sbd\"" : "")}}}""", 0, null, null);
}
