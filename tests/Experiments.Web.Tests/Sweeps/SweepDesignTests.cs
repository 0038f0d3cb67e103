using System.Text.Json;
using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Sweeps;

/// <summary>Ranges, conditions, links, constraints and the designs of a sweep.</summary>
public sealed class SweepDesignTests
{
    private static readonly SweepDefinition Small = new()
    {
        Name = "Small",
        Seeds = "0",
        Protocols = ["SS"],
        Overrides = new Dictionary<string, string> { ["training.crop"] = "96", ["network.backbone"] = "resnet18", ["regulariser.kind"] = "l2", ["training.iterations"] = "100" },
    };

    [Fact]
    public void Definitions_of_older_versions_read_with_neutral_defaults()
    {
        var old = SweepDefinition.FromJson("""{"name":"Old","overrides":{"training.crop":"96"},"axes":[{"key":"regulariser.kind","values":["l2","l2-sp"]}],"seeds":"0-2","protocols":["SS"],"protocolTemplates":[]}""");
        Assert.Equal(SweepDesign.Grid, old.Design);
        Assert.Equal(["l2", "l2-sp"], old.Axes[0].Values);
        Assert.Null(old.Axes[0].Range);
        Assert.Empty(old.Constraints);
        Assert.Equal(2, SweepExpansion.Expand(old with { Overrides = Small.Overrides, Axes = [new("training.batchSize", ["2", "4"])] }).Rows.Count);
    }

    [Fact]
    public void What_is_stored_reads_back_the_same()
    {
        var definition = Small with
        {
            Design = SweepDesign.LatinHypercube,
            Draws = 7,
            Axes = [new("training.momentum", []) { Range = new("0.5", "0.9", SweepScale.Linear, 4), When = "training.crop > 1" }],
            Constraints = ["training.crop <= 96"],
            Links = ["training.batchSize = 2 * 2"],
            Extends = 3,
        };
        Assert.Equal(definition.ToJson(), SweepDefinition.FromJson(definition.ToJson()).ToJson());
        Assert.Contains("\"latin-hypercube\"", definition.ToJson(), StringComparison.Ordinal);
        Assert.DoesNotContain("protocolTemplates", definition.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.001 .. 0.1 log 5", "0.001", "0.1", SweepScale.Log, 5)]
    [InlineData("1 .. 9", "1", "9", SweepScale.Linear, 3)]
    [InlineData("-1 .. 1e-3 7 integer", "-1", "1e-3", SweepScale.Integer, 7)]
    public void A_typed_range_reads(string text, string min, string max, SweepScale scale, int levels)
    {
        Assert.Equal(new SweepRange(min, max, scale, levels), SweepAxis.Read("training.momentum", text).Range);
        Assert.Equal(new SweepRange(min, max, scale, levels), SweepAxis.Read("training.momentum", SweepAxis.Read("training.momentum", text).Text).Range);
    }

    [Theory]
    [InlineData("a | b", "a", "b")]
    [InlineData("\"\" | b", "", "b")]
    [InlineData("../x | y", "../x", "y")]
    [InlineData("data/.. ", "data/..")]
    public void Typed_values_read_and_read_back(string text, params string[] values)
    {
        var axis = SweepAxis.Read("weights.path", text);
        Assert.Equal(values, axis.Values);
        Assert.Equal(values, SweepAxis.Read("weights.path", axis.Text).Values);
    }

    [Fact]
    public void A_range_in_a_grid_takes_its_levels_evenly_on_its_scale()
    {
        Assert.Equal(["0.001", "0.01", "0.1"], Labels(Small with { Axes = [Range("training.baseLearningRate", "0.001", "0.1", SweepScale.Log)] }));
        Assert.Equal(["0.1", "0.2", "0.3", "0.4"], Labels(Small with { Axes = [Range("training.baseLearningRate", "0.1", "0.4", SweepScale.Linear, 4)] }));
        Assert.Equal(["2", "4", "8"], Labels(Small with { Axes = [Range("training.batchSize", "2", "8", SweepScale.Log)] }));
    }

    [Theory]
    [InlineData("5", "2", SweepScale.Linear, "training.batchSize ranges from 5 to 2: the first must be below the second; swap them, or give one value.")]
    [InlineData("0", "2", SweepScale.Log, "training.batchSize ranges from 0 on a log scale: both ends must be above 0; raise it, or use linear.")]
    [InlineData("0.5", "2", SweepScale.Linear, "training.batchSize ranges from 0.5 to 2 in whole numbers: both ends must be whole.")]
    [InlineData("x", "2", SweepScale.Linear, "training.batchSize ranges to or from \"x\": it must be a number such as 0.01 or 1e-4.")]
    public void A_range_that_is_none_says_why(string min, string max, SweepScale scale, string message) =>
        Assert.Equal(message, Assert.Single(SweepExpansion.Expand(Small with { Axes = [Range("training.batchSize", min, max, scale)] }).Problems).Message);

    [Fact]
    public void A_range_of_words_is_refused() =>
        Assert.Equal("network.backbone is no number: a range needs one; give its values instead.", Assert.Single(SweepExpansion.Expand(Small with { Axes = [Range("network.backbone", "1", "2")] }).Problems).Message);

    [Fact]
    public void Drawn_values_fill_ranges_and_lists_and_stay_within()
    {
        var plan = SweepExpansion.Expand(Small with
        {
            Design = SweepDesign.LatinHypercube,
            Draws = 40,
            DesignSeed = 3,
            Axes = [Range("training.baseLearningRate", "0.001", "0.1", SweepScale.Log), Range("training.batchSize", "2", "5"), new("training.momentum", ["0.5", "0.9"])],
        });
        Assert.Empty(plan.Problems);
        Assert.Equal(40, plan.Rows.Count);
        var rates = plan.Rows.Select(r => r.Configuration.Training.BaseLearningRate).ToList();
        Assert.All(rates, r => Assert.InRange(r, 0.001, 0.1));
        Assert.Equal(20, rates.Count(r => r < 0.01));
        Assert.Equal([2, 3, 4, 5], plan.Rows.Select(r => r.Configuration.Training.BatchSize).Distinct().Order());
        Assert.All(plan.Rows.GroupBy(r => r.Configuration.Training.BatchSize), g => Assert.Equal(10, g.Count()));
        Assert.All(plan.Rows.GroupBy(r => r.Configuration.Training.Momentum), g => Assert.Equal(20, g.Count()));
    }

    [Fact]
    public void More_random_draws_keep_the_first_rows()
    {
        var definition = Small with { Design = SweepDesign.Random, Draws = 5, Axes = [Range("training.baseLearningRate", "0.001", "0.1", SweepScale.Log)] };
        Assert.Equal(Labels(definition), Labels(definition with { Draws = 9 }).Take(5));
        Assert.NotEqual(Labels(definition), Labels(definition with { DesignSeed = 1 }));
    }

    [Fact]
    public void One_at_a_time_begins_with_the_first_values_and_changes_one_in_each_row() =>
        Assert.Equal(
            ["0.9, 2", "0.5, 2", "0, 2", "0.9, 4"],
            Labels(Small with { Design = SweepDesign.OneAtATime, Axes = [new("training.momentum", ["0.9", "0.5", "0"]), new("training.batchSize", ["2", "4"])] }));

    [Fact]
    public void A_fraction_says_what_it_confounds()
    {
        var plan = SweepExpansion.Expand(Small with
        {
            Design = SweepDesign.FractionalFactorial,
            Axes = [new("training.momentum", ["0.5", "0.9"]), new("training.batchSize", ["2", "4"]), Range("training.baseLearningRate", "0.01", "0.02"), new("regulariser.kind", ["l2", "none"])],
        });
        Assert.Empty(plan.Problems);
        Assert.Equal(8, plan.Rows.Count);
        Assert.Equal(["8 of 16 combinations: a 2^(4−1) fraction of resolution IV."], plan.Notes);
        Assert.Equal("training.momentum × training.batchSize = training.baseLearningRate × regulariser.kind", plan.Confounded[0]);
        Assert.Equal(3, plan.Confounded.Count);
    }

    [Fact]
    public void A_fraction_of_three_values_is_refused_at_the_setting()
    {
        var problem = Assert.Single(SweepExpansion.Expand(Small with { Design = SweepDesign.FractionalFactorial, Axes = [new("training.momentum", ["0.5", "0.7", "0.9"])] }).Problems);
        Assert.Equal(("training.momentum", "training.momentum has 3 values: a fractional factorial takes two a setting; keep its two extremes, or choose one-at-a-time."), (problem.Key, problem.Message));
    }

    [Fact]
    public void A_list_takes_its_rows_as_they_are_written()
    {
        var plan = SweepExpansion.Expand(Small with
        {
            Design = SweepDesign.List,
            Rows = [new Dictionary<string, string> { ["training.momentum"] = "0.5" }, new Dictionary<string, string> { ["training.momentum"] = "9e-1", ["regulariser.kind"] = "none" }],
        });
        Assert.Empty(plan.Problems);
        Assert.Equal(["0.5, –", "0.9, none"], plan.Rows.Select(r => r.Label));
        Assert.Equal([RegulariserName.L2, RegulariserName.None], plan.Rows.Select(r => r.Configuration.Regulariser.Kind));
        Assert.Equal(["training.momentum", "regulariser.kind"], plan.Axes.Select(a => a.Key));
    }

    [Fact]
    public void A_list_says_which_row_is_wrong()
    {
        var plan = SweepExpansion.Expand(Small with { Design = SweepDesign.List, Rows = [new Dictionary<string, string> { ["training.momentum"] = "0.5" }, new Dictionary<string, string> { ["training.batchSize"] = "x" }] });
        Assert.Equal("Row 2: training.batchSize is \"x\": it must be a whole number.", Assert.Single(plan.Problems).Message);
        Assert.Empty(plan.Rows);
    }

    [Fact]
    public void Rows_that_differ_only_where_an_axis_does_not_apply_are_one()
    {
        var plan = SweepExpansion.Expand(Small with
        {
            Overrides = new Dictionary<string, string>(Small.Overrides) { ["regulariser.beta"] = "0.5" },
            Axes = [new("regulariser.kind", ["l2", "none"]), new("regulariser.beta", ["0.1", "0.2", "0.3"]) { When = "regulariser.kind = l2" }],
        });
        Assert.Empty(plan.Problems);
        Assert.Equal(["l2, 0.1", "l2, 0.2", "l2, 0.3", "none, –"], plan.Rows.Select(r => r.Label));
        Assert.Equal([0.1, 0.2, 0.3, 0.5], plan.Rows.Select(r => r.Configuration.Regulariser.Beta));
        Assert.Equal("6 combinations are 4 rows: the others differ from one of them only in a setting that does not vary there, or in nothing.", Assert.Single(plan.Notes));
    }

    [Fact]
    public void Linked_settings_follow_in_whatever_order_they_are_written()
    {
        var plan = SweepExpansion.Expand(Small with
        {
            Axes = [new("training.iterations", ["100", "200"])],
            Links = ["training.newBiasMultiplier = 2 * training.newWeightMultiplier", "training.newWeightMultiplier = training.iterations / 10", "regulariser.alpha = pull(0.16)"],
        });
        Assert.Empty(plan.Problems);
        Assert.Equal([(10.0, 20.0), (20.0, 40.0)], plan.Rows.Select(r => (r.Configuration.Training.NewWeightMultiplier, r.Configuration.Training.NewBiasMultiplier)));
        Assert.All(plan.Rows, r => Assert.Equal(0.16, Pull.Of(r.Configuration), 12));
    }

    [Theory]
    [InlineData("training.batchSize = training.crop / 7", "The link training.batchSize = training.crop / 7 comes to 13.714285714285714: training.batchSize is a whole number; use round(…).")]
    [InlineData("training.momentum = 1 / 0", "The link training.momentum = 1 / 0 comes to no number (a division by 0, or a schedule without learning rate): change it or what it follows.")]
    [InlineData("training.momentum", "Link \"training.momentum\" has no =: write a setting and what it follows, for example training.newBiasMultiplier = 2 * training.newWeightMultiplier.")]
    [InlineData("training.momentum = l2", "Link \"training.momentum = l2\" gives training.momentum another kind of value than it has: it takes a number.")]
    [InlineData("data.dataset = synthetic", "data.dataset cannot be linked: other settings' defaults follow from it; vary it.")]
    [InlineData("training.momentum = training.momentum / 2", "Link \"training.momentum = training.momentum / 2\" follows from training.momentum itself: name other settings on the right.")]
    public void A_link_that_cannot_be_says_why(string link, string message)
    {
        var problem = Assert.Single(SweepExpansion.Expand(Small with { Links = [link] }).Problems);
        Assert.Equal(("links", message), (problem.Key, problem.Message));
    }

    [Fact]
    public void Links_in_a_circle_are_refused() =>
        Assert.Equal(
            "The links of training.newBiasMultiplier and training.newWeightMultiplier follow from each other: break the circle.",
            Assert.Single(SweepExpansion.Expand(Small with { Links = ["training.newBiasMultiplier = training.newWeightMultiplier", "training.newWeightMultiplier = training.newBiasMultiplier"] }).Problems).Message);

    [Fact]
    public void Constraints_leave_rows_out_and_say_how_many()
    {
        var plan = SweepExpansion.Expand(Small with
        {
            Axes = [new("training.momentum", ["0", "0.5", "0.9"]), new("training.batchSize", ["2", "4"])],
            Constraints = ["training.momentum > 0.7 implies training.batchSize = 2"],
        });
        Assert.Equal(["0, 2", "0, 4", "0.5, 2", "0.5, 4", "0.9, 2"], plan.Rows.Select(r => r.Label));
        Assert.Equal("The constraints leave out 1 of 6 rows.", Assert.Single(plan.Notes));
    }

    [Theory]
    [InlineData("Constraints \"training.batchSize = 2\" and \"training.batchSize >= 4\" contradict each other: no row meets both; change one of them.", "training.batchSize = 2", "training.momentum = 0", "training.batchSize >= 4")]
    [InlineData("Constraint \"training.batchSize > 10\" and the values of training.batchSize (2, 4) contradict each other: no row is left; change one of them.", "training.batchSize > 10")]
    [InlineData("Constraint \"training.crop < 96\" excludes every row, for training.crop is 96 in all of them: change one of them.", "training.crop < 96")]
    [InlineData("No row meets all of the 3 constraints, though any two of them leave some: relax one of \"training.batchSize = 2 or training.momentum = 0\", \"training.batchSize = 4\", \"training.momentum = 0.5\".", "training.batchSize = 2 or training.momentum = 0", "training.batchSize = 4", "training.momentum = 0.5")]
    public void Contradictory_constraints_are_named(string message, params string[] constraints)
    {
        var problem = Assert.Single(SweepExpansion.Expand(Small with { Axes = [new("training.momentum", ["0", "0.5"]), new("training.batchSize", ["2", "4"])], Constraints = constraints }).Problems);
        Assert.Equal(("constraints", message), (problem.Key, problem.Message));
    }

    [Fact]
    public void A_sweep_past_the_limit_is_refused_before_it_is_expanded()
    {
        var huge = Small with { Axes = [.. new[] { "training.momentum", "training.baseLearningRate", "regulariser.alpha", "regulariser.beta" }.Select(k => Range(k, "0.1", "0.2", SweepScale.Linear, 1000))] };
        var problem = Assert.Single(SweepExpansion.Expand(huge).Problems);
        Assert.Equal("The sweep has 1000000000000 runs: at most 10000 are allowed; vary fewer settings, give fewer seeds, choose another design, or raise Experiments:MostRuns.", problem.Message);
        Assert.Contains("at most 2 are", Assert.Single(SweepExpansion.Expand(Small with { Seeds = "0-2" }, 2).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_test_crop_follows_the_training_crop_unless_it_is_given()
    {
        Assert.All(SweepExpansion.Expand(Small).Protocols, p => Assert.Equal(0, p.Crop));
        var plan = SweepExpansion.Expand(Small with { TestCrop = 144, Overrides = new Dictionary<string, string>(Small.Overrides) { ["compat"] = "semseg" } });
        Assert.Empty(plan.Problems);
        var protocol = Assert.Single(Experiments.Web.Runs.Scoring.ProtocolsOf(plan.Rows[0].Configuration, plan.Protocols));
        // The profile's own template, in other windows.
        Assert.Equal((144, true, Fusion.Average, StrideRounding.Ceil), (protocol.Crop, protocol.OtherCrop, protocol.WindowFusion, protocol.StrideRounding));
        Assert.Equal("testCrop", Assert.Single(SweepExpansion.Expand(Small with { TestCrop = 100 }).Problems).Key);
    }

    [Fact]
    public void Json_of_a_choice_that_does_not_exist_is_refused() =>
        Assert.Throws<UsageException>(() => SweepDefinition.FromJson(JsonSerializer.Serialize(new { name = "a", design = "circle" })));

    private static IEnumerable<string> Labels(SweepDefinition definition)
    {
        var plan = SweepExpansion.Expand(definition);
        Assert.Empty(plan.Problems);
        return plan.Rows.Select(r => r.Label);
    }

    private static SweepAxis Range(string key, string min, string max, SweepScale scale = SweepScale.Linear, int levels = SweepRange.DefaultLevels) =>
        new(key, []) { Range = new SweepRange(min, max, scale, levels) };
}
