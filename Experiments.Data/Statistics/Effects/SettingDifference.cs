namespace Experiments.Data.Statistics.Effects;

/// <summary>Both methods at one setting with one seed.</summary>
/// <param name="Seed">Seed.</param>
/// <param name="A">Value of A.</param>
/// <param name="B">Value of B.</param>
public sealed record SeedPair(int Seed, double A, double B)
{
    /// <summary>A − B; NaN where either is.</summary>
    public double Difference => A - B;
}

/// <summary>The claim's difference A − B at one setting, paired by seed.</summary>
/// <param name="Levels">Level of each factor.</param>
/// <param name="Name">The setting in words.</param>
/// <param name="Pairs">The seeds that ran with both methods, in order.</param>
/// <param name="Unpaired">Seeds that ran with one method alone; they are in no mean.</param>
/// <param name="Difference">Mean and t interval over the pairs.</param>
public sealed record SettingDifference(
    IReadOnlyList<int> Levels, string Name, IReadOnlyList<SeedPair> Pairs, IReadOnlyList<int> Unpaired, Estimate Difference)
{
    /// <summary>Of every setting of a study, in the study's order.</summary>
    /// <param name="study">Study.</param>
    /// <param name="level">Nominal coverage of the intervals.</param>
    public static IReadOnlyList<SettingDifference> Of(Study study, double level = Interval.DefaultLevel)
    {
        ArgumentNullException.ThrowIfNull(study);
        var runs = study.Values.ToLookup(v => Study.KeyOf(v.Levels));
        return [.. study.Settings.Select(s => Of(study, s, runs[Study.KeyOf(s)], level))];
    }

    private static SettingDifference Of(Study study, IReadOnlyList<int> levels, IEnumerable<StudyValue> values, double level)
    {
        var pairs = new List<SeedPair>();
        var unpaired = new List<int>();
        foreach (var seed in values.GroupBy(v => v.Seed).OrderBy(g => g.Key))
        {
            var (a, b) = (seed.FirstOrDefault(v => v.Method == ClaimMethod.A), seed.FirstOrDefault(v => v.Method == ClaimMethod.B));
            if (a is null || b is null) unpaired.Add(seed.Key);
            else pairs.Add(new SeedPair(seed.Key, a.Value, b.Value));
        }

        return new SettingDifference(levels, study.NameOf(levels), pairs, unpaired, Estimate.Of([.. pairs.Select(p => (p.Seed, p.Difference))], level));
    }
}
