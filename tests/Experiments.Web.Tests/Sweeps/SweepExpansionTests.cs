using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Sweeps;

public sealed class SweepExpansionTests
{
    private static readonly SweepDefinition Small = new()
    {
        Name = "Small",
        Seeds = "0-2",
        Overrides = new Dictionary<string, string> { ["training.crop"] = "96", ["network.backbone"] = "resnet18", ["regulariser.kind"] = "l2" },
    };

    [Fact]
    public void Two_axes_and_seeds_expand_in_order_with_the_last_axis_fastest()
    {
        var plan = SweepExpansion.Expand(Small with
        {
            Seeds = "5, 7",
            Axes = [new("network.backbone", ["resnet18", "resnet34"]), new("training.baseLearningRate", ["0.01", "0.02"])],
        });

        Assert.Empty(plan.Problems);
        Assert.Equal(
            ["resnet18, 0.01", "resnet18, 0.02", "resnet34, 0.01", "resnet34, 0.02"],
            plan.Rows.Select(r => r.Label));
        Assert.Equal(
            [
                (Backbone.ResNet18, 0.01, 5), (Backbone.ResNet18, 0.01, 7), (Backbone.ResNet18, 0.02, 5), (Backbone.ResNet18, 0.02, 7),
                (Backbone.ResNet34, 0.01, 5), (Backbone.ResNet34, 0.01, 7), (Backbone.ResNet34, 0.02, 5), (Backbone.ResNet34, 0.02, 7),
            ],
            plan.Runs.Select(r => (r.Network.Backbone, r.Training.BaseLearningRate, r.Seed)));
        Assert.All(plan.Runs, r => Assert.Equal(96, r.Training.Crop));
        Assert.Equal(8, plan.RunCount);
        Assert.Equal(8 * 3, plan.JobCount);
    }

    [Fact]
    public void Without_axes_there_is_one_row()
    {
        var plan = SweepExpansion.Expand(Small);

        Assert.Empty(plan.Problems);
        Assert.Equal("", Assert.Single(plan.Rows).Label);
        Assert.Equal([0, 1, 2], plan.Runs.Select(r => r.Seed));
    }

    [Fact]
    public void A_classifier_is_trained_and_never_scored()
    {
        var plan = SweepExpansion.Expand(Small with { Overrides = new Dictionary<string, string>(Small.Overrides) { ["task"] = "classification" } });

        Assert.Equal(3, plan.JobCount);
    }

    [Fact]
    public void A_wrong_value_says_the_whole_validation_text_at_its_setting()
    {
        var plan = SweepExpansion.Expand(Small with { Axes = [new("training.crop", ["96", "470"])] });

        var problem = Assert.Single(plan.Problems);
        Assert.Equal("training.crop", problem.Key);
        Assert.Equal(1, problem.Rows);
        Assert.Equal("training.crop is 470: it must be a multiple of 48 (6 bins × output stride 8); use 432 or 480.", problem.Message);
        Assert.False(plan.IsReady);
    }

    [Fact]
    public void Every_problem_is_reported_at_once_and_each_only_once()
    {
        var plan = SweepExpansion.Expand(Small with
        {
            Name = " ",
            Seeds = "x",
            Protocols = [],
            Axes = [new("training.baseLearningRate", ["0.01", "0.02"])],
            Overrides = new Dictionary<string, string>(Small.Overrides) { ["training.momentum"] = "-1" },
        });

        Assert.Equal(["name", "seeds", "training.momentum", "protocols"], plan.Problems.Select(p => p.Key));
        Assert.Equal(2, plan.Problems.Single(p => p.Key == "training.momentum").Rows);
    }

    [Fact]
    public void A_profile_whose_protocol_the_network_cannot_follow_is_a_problem_of_the_network()
    {
        var plan = SweepExpansion.Expand(Small with
        {
            Overrides = new Dictionary<string, string>(Small.Overrides) { ["compat"] = "mmseg", ["network.pyramidPooling"] = "fixed" },
        });

        Assert.Equal(["network.pyramidPooling", "network.pyramidPooling"], plan.Problems.Select(p => p.Key));
        Assert.StartsWith("Protocol SS predicts whole images, but network.pyramidPooling is fixed", plan.Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unreadable_value_is_a_problem_of_its_field()
    {
        var plan = SweepExpansion.Expand(Small with { Overrides = new Dictionary<string, string> { ["training.iterations"] = "many" } });

        var problem = Assert.Single(plan.Problems);
        Assert.Equal(("training.iterations", "training.iterations is \"many\": it must be a whole number."), (problem.Key, problem.Message));
        Assert.Empty(plan.Rows);
    }

    [Fact]
    public void One_value_written_twice_is_refused()
    {
        var plan = SweepExpansion.Expand(Small with { Axes = [new("training.baseLearningRate", ["0.01", "1e-2"])] });

        Assert.Contains("training.baseLearningRate has the value 0.01 twice: both would be the same runs; remove one.", plan.Problems.Select(p => p.Message));
    }

    [Fact]
    public void The_seed_is_no_axis()
    {
        var plan = SweepExpansion.Expand(Small with { Axes = [new("seed", ["0", "1"])] });

        Assert.Equal("The seed cannot be varied like a setting: seeds repeat a configuration; name them under Seeds.", Assert.Single(plan.Problems).Message);
    }

    [Fact]
    public void A_sweep_that_nobody_meant_is_refused_before_it_is_expanded()
    {
        var values = Enumerable.Range(1, 100).Select(i => $"{i}").ToList();
        var plan = SweepExpansion.Expand(Small with { Axes = [new("training.iterations", values), new("data.trainLimit", values)] });

        Assert.Equal("The sweep has 30000 runs: at most 10000 are allowed; vary fewer settings, give fewer seeds, choose another design, or raise Experiments:MostRuns.", Assert.Single(plan.Problems).Message);
        Assert.Empty(plan.Rows);
    }

    [Fact]
    public void Every_preset_is_valid_but_for_what_only_its_user_can_name()
    {
        foreach (var preset in SweepPresets.All)
        {
            var plan = SweepExpansion.Expand(preset.Definition);
            Assert.All(plan.Problems, p => Assert.Contains(p.Key, new[] { "regulariser.kind", "data.root", "weights.path" }));
            Assert.NotEmpty(plan.Rows);
        }
    }
}
