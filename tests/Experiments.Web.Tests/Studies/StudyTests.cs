using System.Text.Json;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Statistics.Effects;
using Experiments.Web.Exports;
using Experiments.Web.Grids;
using Experiments.Web.Studies;
using Experiments.Web.Tests.Grids;

namespace Experiments.Web.Tests.Studies;

public sealed class StudyTests
{
    private static readonly RegisteredDatasets None = new([]);

    [Fact]
    public void One_at_a_time_is_the_baseline_and_each_other_level_of_each_factor()
    {
        var plan = StudyExpansion.Expand(Small(), None);

        Assert.Empty(plan.Problems);
        Assert.Equal(["0.9/half-pixel", "0.95/half-pixel", "0.9/align", "0.9/tf1"], plan.Rows.Select(r => string.Join('/', r.Header.Select(h => h.Value))));
        Assert.All(plan.Rows, r => Assert.Equal(["none", "L2"], r.Methods.Select(m => m.Header[0].Value)));
        Assert.Equal((8, 24), (plan.Configurations, plan.Runs));
        Assert.Equal(0.95, plan.Rows[1].Methods[0].Configuration.Network.BatchNormDecay);
    }

    [Theory]
    [InlineData(StudyDesign.Full, 8)]
    [InlineData(StudyDesign.FractionalIII, 4)]
    [InlineData(StudyDesign.FractionalIV, 8)]
    public void Factorial_designs_run_the_combinations_that_they_promise(StudyDesign design, int settings)
    {
        GridAxis Factor(string name, string key, string a, string b) => new(name, [GridExpansionTests.Choice(a, (key, a)), GridExpansionTests.Choice(b, (key, b))]);
        var study = Small() with
        {
            Design = design,
            Factors = [Factor("BN", "network.batchNormDecay", "0.9", "0.95"), Factor("Rate", "training.baseLearningRate", "0.01", "0.1"), Factor("Loss", "training.lossResolution", "label", "logit")],
        };

        var rows = StudyExpansion.Expand(study, None).Rows;

        Assert.Equal(settings, rows.Count);
        Assert.All(Enumerable.Range(0, 3), f => Assert.Equal(settings / 2, rows.Count(r => r.Header[f].Value == study.Factors[f].Choices[0].Label)));
    }

    [Fact]
    public void What_cannot_be_a_study_says_why()
    {
        var study = Small() with { A = Small().B, SmallestDifference = 0, Factors = [new GridAxis("BN", [GridExpansionTests.Choice("0.9")])] };

        Assert.Equal(
            [
                "The smallest difference that matters must be above 0 points: it decides how many seeds would be needed.",
                "Both methods are named \"none\": a claim compares two.",
                "The factor \"BN\" has 1 level: a factor varies; name the baseline's level first, then at least one other.",
            ],
            StudyExpansion.Expand(study, None).Problems);
        var many = Small() with { Design = StudyDesign.Full, Factors = [.. Enumerable.Range(0, 12).Select(i => Small().Factors[1] with { Name = $"F{i}" })] };
        Assert.Equal(["The table has more than 1000 configurations (rows × methods): at most 1000 are allowed; take choices away."], StudyExpansion.Expand(many, None).Problems);
        Assert.Single(StudyExpansion.Expand(Small() with { SmallestDifference = double.PositiveInfinity }, None).Problems);
        // Three levels are no fraction of two-level factors.
        Assert.NotEmpty(StudyExpansion.Expand(Small() with { Design = StudyDesign.FractionalIV }, None).Problems);
    }

    [Fact]
    public void A_factor_may_set_what_the_baseline_leaves_open_and_is_checked_against_the_protocol()
    {
        var weights = new GridAxis("Weights", [GridExpansionTests.Choice("a", ("weights.path", "a.safetensors")), GridExpansionTests.Choice("b", ("weights.path", "b.safetensors"))]);
        var study = Small() with { A = GridExpansionTests.Choice("L2-SP", ("regulariser.kind", "l2-sp")), Factors = [weights] };

        Assert.Empty(StudyExpansion.Expand(study, None).Problems);
        var crop = new GridAxis("Crop", [GridExpansionTests.Choice("48", ("training.crop", "48")), GridExpansionTests.Choice("47", ("training.crop", "47"))]);
        Assert.Contains(StudyExpansion.Expand(Small() with { Factors = [crop] }, None).Problems, p => p.StartsWith("training.crop is 47", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_template_expands_where_its_data_is_there()
    {
        foreach (var template in StudyTemplates.All)
        {
            var study = template.Definition with { Base = new Dictionary<string, string>(template.Definition.Base) { [GridTemplates.WeightsKey] = "w0.safetensors", ["data.root"] = "/data" } };
            var plan = StudyExpansion.Expand(study, None);
            Assert.Empty(plan.Problems);
            Assert.True(plan.Rows.Count > 1);
        }
    }

    [Fact]
    public void A_report_judges_the_claim_by_the_values_of_the_table()
    {
        // L2 is 2 points better at the baseline and at BN 0.95 and 3 points worse with corners aligned, each with little spread.
        var grid = Grid(Small(), (row, seed, isA) => 0.5 + (0.001 * seed) + (isA ? (row == 2 ? -0.03 : 0.02) + (0.0005 * (seed % 2)) : 0));

        var report = StudyReport.Of(grid)!;

        Assert.Equal("L2 is better than none", report.Claim);
        Assert.Equal(StudyFinding.Depends, report.Verdict.Finding);
        Assert.Equal([Finding.Holds, Finding.Holds, Finding.Flips, Finding.Holds], report.Study.Settings.Select(s => report.Verdict.Settings.Single(v => v.Setting.Levels.SequenceEqual(s)).Finding));
        var corners = report.Levels.Single(l => l is { Factor: 1, Level: 1 });
        Assert.Equal(-0.05, corners.Change!.Change.Mean!.Value, 1e-9);
        Assert.Equal(["forest", "tornado", "means-ss"], GridFigures.Of(grid, report).Select(f => f.Name));
        Assert.Null(StudyReport.Of(grid with { Kind = GridKind.Table }));
    }

    [Fact]
    public void A_study_without_values_has_a_report_and_no_figures()
    {
        var grid = Grid(Small(), (_, _, _) => null);

        var report = StudyReport.Of(grid)!;

        Assert.Equal(StudyFinding.CannotSay, report.Verdict.Finding);
        Assert.Null(report.Differences);
        Assert.Empty(GridFigures.Of(grid, report));
    }

    private static StudyDefinition Small() => new()
    {
        Name = "Small study",
        Base = GridExpansionTests.Small().Base,
        A = GridExpansionTests.Choice("L2", ("regulariser.kind", "l2")),
        B = GridExpansionTests.Choice("none", ("regulariser.kind", "none")),
        Factors =
        [
            new GridAxis("BN decay", [GridExpansionTests.Choice("0.9", ("network.batchNormDecay", "0.9")), GridExpansionTests.Choice("0.95", ("network.batchNormDecay", "0.95"))]),
            new GridAxis("Resizing",
            [
                GridExpansionTests.Choice("half-pixel", ("network.resize", "half-pixel")), GridExpansionTests.Choice("align", ("network.resize", "align-corners")), GridExpansionTests.Choice("tf1", ("network.resize", "tf1-legacy")),
            ]),
        ],
    };

    /// <summary>The study's table as the database would give it, with values by row, seed and method.</summary>
    private static GridView Grid(StudyDefinition study, Func<int, int, bool, double?> value)
    {
        var plan = StudyExpansion.Expand(study, None);
        return new GridView
        {
            GridId = 1,
            Name = study.Name,
            Kind = GridKind.Study,
            DefinitionJson = JsonSerializer.Serialize(study, JsonSerializerOptions.Web),
            Seeds = plan.Seeds,
            HeaderNames = [.. study.Factors.Select(f => f.Name)],
            Columns = [.. plan.Rows[0].Methods.Select((m, i) => new GridColumnView(i, "SS", m.Header, "SS", GridColumn.MeanIoU))],
            Rows =
            [
                .. plan.Rows.Select((row, r) => new GridRowView(
                    r,
                    row.Header,
                    [],
                    [.. row.Methods.Select((_, m) => new GridCellView { ArmId = (2 * r) + m, Values = [.. plan.Seeds.Where(s => value(r, s, m == 1) is not null).Select(s => new GridValue(1, s, 1, 1, value(r, s, m == 1)!.Value))] })])),
            ],
        };
    }
}
