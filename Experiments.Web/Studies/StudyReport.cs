using System.Text.Json;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Statistics.Effects;

namespace Experiments.Web.Studies;

/// <summary>What a study has found so far.</summary>
/// <param name="Definition">The study as declared.</param>
/// <param name="Study">Its values.</param>
/// <param name="Verdict">The verdict over its settings.</param>
/// <param name="Levels">The claim's difference at each level of each factor, and its change against the baseline.</param>
/// <param name="Differences">Analysis of variance of the claim's differences; null while there are none.</param>
/// <param name="Metric">Analysis of variance of the metric, the method a factor; null while there are no values.</param>
public sealed record StudyReport(
    StudyDefinition Definition, Study Study, Verdict Verdict, IReadOnlyList<LevelEffect> Levels, Anova? Differences, Anova? Metric)
{
    /// <summary>The claim in words.</summary>
    public string Claim => $"{Study.A} is better than {Study.B}";

    /// <summary>Reads a study's grid; null where the grid is no study.</summary>
    public static StudyReport? Of(GridView grid)
    {
        if (grid.Kind != GridKind.Study) return null;
        if (JsonSerializer.Deserialize<StudyDefinition>(grid.DefinitionJson, JsonSerializerOptions.Web) is not { } definition) return null;
        List<StudyFactor> factors = [.. definition.Factors.Select(f => new StudyFactor(f.Name, [.. f.Choices.Select(c => c.Label)]))];
        var study = new Study(definition.A.Label, definition.B.Label, factors, [.. grid.Rows.SelectMany(r => Values(grid, r, definition, factors))]);
        var verdict = Verdict.Of(study, new VerdictOptions { SmallestDifference = definition.SmallestDifference / 100 });
        var any = study.Values.Count > 0;
        return new StudyReport(
            definition, study, verdict, any ? LevelEffects.Of(study) : [], any ? Anova.OfDifferences(study) : null, any ? Anova.OfMetric(study) : null);
    }

    /// <summary>A row of its table in words: <c>baseline</c>, or what it changes.</summary>
    public string NameOf(GridRowView row) => Study.NameOf(LevelsOf(row, Study.Factors));

    private static IReadOnlyList<int> LevelsOf(GridRowView row, IReadOnlyList<StudyFactor> factors) =>
        [.. factors.Select(f => f.Levels.ToList().IndexOf(row.Header.First(h => h.Name == f.Name).Value))];

    private static IEnumerable<StudyValue> Values(GridView grid, GridRowView row, StudyDefinition definition, List<StudyFactor> factors)
    {
        var levels = LevelsOf(row, factors);
        return grid.Columns.Zip(row.Cells).SelectMany(p => p.Second.Values.Select(v =>
            new StudyValue(levels, v.Seed, p.First.Header.Any(h => h.Value == definition.A.Label) ? ClaimMethod.A : ClaimMethod.B, v.Value)));
    }
}
