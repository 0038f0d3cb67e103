using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Sweeps;

public sealed class SweepResolverTests
{
    private static readonly SweepDefinition Small = new()
    {
        Name = "Small",
        Overrides = new Dictionary<string, string> { ["training.crop"] = "48", ["network.backbone"] = "resnet18", ["regulariser.kind"] = "l2" },
    };

    [Fact]
    public async Task Files_that_are_missing_are_problems_of_the_plan_at_their_setting()
    {
        var missing = Path.Combine(Path.GetTempPath(), "no-such-weights.safetensors");
        var plan = SweepExpansion.Expand(Small with { Overrides = new Dictionary<string, string>(Small.Overrides) { ["weights.path"] = missing } });

        var resolved = await new SweepResolver().ResolveAsync(plan, TestContext.Current.CancellationToken);

        var problem = Assert.Single(resolved.Problems);
        Assert.Equal("weights.path", problem.Key);
        Assert.Equal($"weights.path is \"{missing}\", which does not exist ({missing}): give a safetensors, PyTorch or TensorFlow file, or leave it empty to start from random weights.", problem.Message);
    }

    [Fact]
    public async Task Rows_that_share_their_files_are_hashed_once()
    {
        var hashed = 0;
        var resolver = new SweepResolver(c =>
        {
            hashed++;
            return c with { Data = c.Data with { Manifest = new string('a', 64) } };
        });
        var plan = SweepExpansion.Expand(Small with { Axes = [new("training.baseLearningRate", ["0.01", "0.02", "0.03"])] });

        var resolved = await resolver.ResolveAsync(plan, TestContext.Current.CancellationToken);

        Assert.Equal(1, hashed);
        Assert.All(resolved.Rows, r => Assert.Equal(new string('a', 64), r.Configuration.Data.Manifest));
        Assert.Empty(resolved.Problems);
    }

    [Fact]
    public async Task The_images_that_choose_the_best_are_hashed_into_the_preview_and_looked_at_anew()
    {
        var resolver = new SweepResolver(c => c.Selection.List == "gone.txt"
            ? throw new Engine.Schema.UsageException("selection.list is \"gone.txt\", which does not exist: name a list.")
            : c with { Selection = c.Selection with { Manifest = new string('b', 64) } });
        SweepPlan Plan(string list) => SweepExpansion.Expand(Small with
        {
            Overrides = new Dictionary<string, string>(Small.Overrides) { ["selection.keepBest"] = "true", ["selection.list"] = list, ["execution.validateEvery"] = "10", ["data.dataset"] = "folder", ["data.root"] = "/data/set", ["data.classesFile"] = "classes.csv" },
        });

        Assert.Empty(Plan("chosen.txt").Problems);
        var resolved = await resolver.ResolveAsync(Plan("chosen.txt"), TestContext.Current.CancellationToken);
        Assert.Equal(new string('b', 64), Assert.Single(resolved.Rows).Configuration.Selection.Manifest);
        var wrong = await resolver.ResolveAsync(Plan("gone.txt"), TestContext.Current.CancellationToken);
        Assert.Equal("selection.list is \"gone.txt\", which does not exist: name a list.", Assert.Single(wrong.Problems).Message);
    }

    [Fact]
    public async Task Rows_that_are_the_same_experiment_are_refused()
    {
        var plan = SweepExpansion.Expand(Small with { Axes = [new("execution.logEvery", ["1", "2"])] });

        var resolved = await new SweepResolver(c => c).ResolveAsync(plan, TestContext.Current.CancellationToken);

        Assert.Equal(
            "Rows \"1\" and \"2\" are the same experiment: what differs cannot change the numbers; vary a scientific setting, or use seeds to repeat a row.",
            Assert.Single(resolved.Problems).Message);
    }
}
