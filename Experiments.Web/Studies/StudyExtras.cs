using System.Text.Json;
using System.Text.Json.Serialization;
using Experiments.Data.Figures;
using Experiments.Data.Results;
using Experiments.Data.Statistics;
using Experiments.Data.Statistics.Effects;
using Experiments.Web.Bundles;
using Experiments.Web.Exports;

namespace Experiments.Web.Studies;

/// <summary>What a study adds to its evidence bundle: its verdict with all that it rests on, and its figures.</summary>
public sealed class StudyExtras : IBundleExtras
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <inheritdoc/>
    public Task<IReadOnlyList<BundleExtra>> OfAsync(GridView grid, CancellationToken cancellationToken) => Task.FromResult(Of(grid));

    private static IReadOnlyList<BundleExtra> Of(GridView grid)
    {
        if (StudyReport.Of(grid) is not { } report) return [];
        return
        [
            new BundleExtra("study/verdict.json", "The verdict on the claim, with every difference and test behind it", VerdictOf(report)),
            .. GridFigures.Of(grid, report).Select(f => (f.Name, Figure: f.Draw()))
                .Select(f => new BundleExtra($"study/{f.Name}.svg", $"Figure: {f.Figure.Title} ({f.Name})", SvgFigure.Write(f.Figure))),
        ];
    }

    private static string VerdictOf(StudyReport report) => JsonSerializer.Serialize(
        new
        {
            report.Claim,
            report.Definition.Protocol,
            SmallestDifferencePoints = report.Definition.SmallestDifference,
            report.Verdict.Finding,
            report.Verdict.Sentences,
            Settings = report.Verdict.Settings.Select(s => new
            {
                s.Setting.Name,
                s.Finding,
                s.Setting.Difference.N,
                s.Setting.Difference.Mean,
                s.Setting.Difference.StandardDeviation,
                Interval = Ends(s.Setting.Difference.Interval),
                s.PValue,
                s.HolmPValue,
                s.SeedsNeeded,
                s.Sentence,
            }),
            Levels = report.Levels.Select(l => new
            {
                Factor = report.Study.Factors[l.Factor].Name,
                Level = report.Study.Factors[l.Factor].Levels[l.Level],
                l.Settings,
                l.Difference.Mean,
                Interval = Ends(l.Difference.Interval),
                Change = l.Change?.Change.Mean,
                ChangeInterval = Ends(l.Change?.Change.Interval),
                l.Change?.PairedBySeed,
            }),
            AnovaOfDifferences = Lines(report.Differences),
            AnovaOfMetric = Lines(report.Metric),
        },
        Options).ReplaceLineEndings("\n") + "\n";

    private static double[]? Ends(Interval? interval) => interval is null ? null : [interval.Low, interval.High];

    private static object? Lines(Anova? anova) => anova is null ? null : new
    {
        Terms = anova.Terms.Select(t => new { t.Name, t.DegreesOfFreedom, t.SumOfSquares, t.F, t.PValue, t.PartialEtaSquared, t.Confounded }),
        anova.Aliased,
        anova.ErrorFreedom,
        anova.ErrorSquares,
        anova.Values,
        anova.LeftOut,
        anova.SeedsAreBlocks,
        anova.WhyNoTests,
    };
}
