using System.Globalization;
using Experiments.Data.Sweeps.Designs;
using Experiments.Engine.Schema;

namespace Experiments.Web.Sweeps;

/// <summary>The combinations of the axes that a design asks for, before conditions and constraints.</summary>
internal static class SweepCandidates
{
    /// <summary>Number of combinations, known without making them.</summary>
    public static double Count(SweepDefinition definition, IReadOnlyList<SweepFactor> factors) => definition.Design switch
    {
        SweepDesign.Grid => FullFactorial.Count(factors.Select(f => f.Levels.Count)),
        SweepDesign.List => definition.Rows.Count,
        SweepDesign.Random or SweepDesign.LatinHypercube => definition.Draws,
        SweepDesign.OneAtATime => 1 + factors.Sum(f => f.Levels.Count - 1.0),
        _ => 0, // at most 32, and only for factors that fit
    };

    /// <summary>Whether the design can be made of the axes; each problem at its field.</summary>
    public static void Check(SweepDefinition definition, IReadOnlyList<SweepFactor> factors, List<SweepProblem> problems)
    {
        if (definition.Design == SweepDesign.List)
        {
            if (definition.Rows.Count == 0) problems.Add(new("rows", "The list has no row: write one a line, for example regulariser.kind = l2; training.momentum = 0.9."));
            if (definition.Axes.Count > 0) problems.Add(new("design", $"A list says every row itself, and {string.Join(", ", definition.Axes.Select(a => a.Key))} {(definition.Axes.Count == 1 ? "is" : "are")} varied: stop varying, or choose another design."));
            return;
        }

        if (definition.Rows.Count > 0) problems.Add(new("rows", $"Rows are listed, and the design is {SettingDescriptor.NameOf(definition.Design)}: choose the design list, or remove the rows."));
        if (definition.Design != SweepDesign.Grid && definition.Axes.Count == 0)
            problems.Add(new("design", $"The design {SettingDescriptor.NameOf(definition.Design)} has nothing to vary: vary at least one setting, or choose grid."));
        if (definition.Design is SweepDesign.Random or SweepDesign.LatinHypercube && definition.Draws < 1)
            problems.Add(new("design", string.Create(CultureInfo.InvariantCulture, $"The number of draws is {definition.Draws}: it must be at least 1.")));
        if (definition.Design == SweepDesign.FractionalFactorial) CheckFraction(definition, factors, problems);
    }

    /// <summary>The combinations: each axis' value, in the order of the axes.</summary>
    public static IEnumerable<IReadOnlyList<string>> Of(SweepDefinition definition, IReadOnlyList<SweepFactor> factors)
    {
        int[] levels = [.. factors.Select(f => f.Levels.Count)];
        return definition.Design switch
        {
            SweepDesign.Grid => FromLevels(FullFactorial.Rows(levels)),
            SweepDesign.OneAtATime => FromLevels(OneAtATime.Rows(levels)),
            SweepDesign.FractionalFactorial => FromLevels(FractionalFactorial.Of(levels, definition.Resolution).Rows),
            SweepDesign.Random => FromPoints(RandomPoints.Draw(definition.Draws, factors.Count, definition.DesignSeed)),
            SweepDesign.LatinHypercube => FromPoints(LatinHypercube.Draw(definition.Draws, factors.Count, definition.DesignSeed)),
            var other => throw new ArgumentOutOfRangeException(nameof(definition), other, "No such design."),
        };

        IEnumerable<IReadOnlyList<string>> FromLevels(IEnumerable<IReadOnlyList<int>> rows) => rows.Select(row => row.Select((level, i) => factors[i].Levels[level]).ToArray());
        IEnumerable<IReadOnlyList<string>> FromPoints(IEnumerable<IReadOnlyList<double>> points) => points.Select(point => point.Select((u, i) => factors[i].At(u)).ToArray());
    }

    /// <summary>What cannot be told apart in a fraction: main effects and two-way interactions, one group an entry.</summary>
    public static IReadOnlyList<string> Confounded(FractionalFactorial design, IReadOnlyList<string> keys) =>
    [
        .. design.TwoWayGroups
            .Select(group => design.AliasesOf(group[0]).Where(e => FractionalFactorial.FactorsOf(e).Count == 1).Concat(group).ToList())
            .Where(group => group.Count > 1)
            .Select(group => string.Join(" = ", group.Select(e => string.Join(" × ", FractionalFactorial.FactorsOf(e).Select(i => keys[i]))))),
    ];

    /// <summary>The fraction in words.</summary>
    public static string Describe(FractionalFactorial design) => string.Create(
        CultureInfo.InvariantCulture,
        $"{design.Rows.Count} of {Math.Pow(2, design.Factors):0} combinations: {(design.Resolution is { } r ? $"a 2^({design.Factors}−{design.Factors - design.BaseFactors}) fraction of resolution {Roman(r)}" : "all of them, nothing is confounded")}.");

    private static string Roman(int resolution) => resolution switch { 3 => "III", 4 => "IV", 5 => "V", 6 => "VI", _ => resolution.ToString(CultureInfo.InvariantCulture) };

    private static void CheckFraction(SweepDefinition definition, IReadOnlyList<SweepFactor> factors, List<SweepProblem> problems)
    {
        foreach (var factor in factors.Where(f => f.Levels.Count is not (0 or 2)))
            problems.Add(new(factor.Setting.Key, string.Create(CultureInfo.InvariantCulture, $"{factor.Setting.Key} has {factor.Levels.Count} {(factor.Levels.Count == 1 ? "value" : "values")}: a fractional factorial takes two a setting; keep its two extremes, or choose one-at-a-time.")));
        if (factors.Count is 0) return;
        try
        {
            FractionalFactorial.Of(factors.Count, definition.Resolution);
        }
        catch (DesignException e)
        {
            problems.Add(new("design", e.Message));
        }
    }
}
