using Experiments.Data.Sweeps.Designs;
using Experiments.Web.Grids;

namespace Experiments.Web.Studies;

/// <summary>Expands a <see cref="StudyDefinition"/> to a table: a row a setting of the factors, the two methods beside each other.</summary>
public static class StudyExpansion
{
    /// <summary>What heads the row of a study without factors.</summary>
    public const string SettingHeading = "Setting";

    /// <summary>The study as a declared table; its design chooses among the combinations of its rows.</summary>
    public static GridDefinition AsGrid(StudyDefinition study) => new()
    {
        Name = study.Name,
        Base = study.Base,
        Rows = study.Factors,
        // The later column is compared with the earlier: A − B.
        Columns = [new GridAxis(study.MethodHeading, [study.B, study.A])],
        Seeds = study.Seeds,
        Protocols = [study.Protocol],
        ShowsPublished = false,
    };

    /// <summary>Expands, with every problem at once.</summary>
    public static GridPlan Expand(StudyDefinition study, RegisteredDatasets datasets)
    {
        var problems = Problems(study).ToList();
        if (problems.Count > 0) return new GridPlan([], [], [], problems);
        try
        {
            return GridExpansion.Expand(AsGrid(study), datasets, [.. Settings(study).Select(levels => Choices(study, levels))]);
        }
        catch (DesignException e)
        {
            return new GridPlan([], [], [], [e.Message]);
        }
    }

    private static IReadOnlyList<(string Axis, GridChoice Choice)> Choices(StudyDefinition study, IReadOnlyList<int> levels) => study.Factors.Count == 0
        ? [(SettingHeading, new GridChoice { Label = "baseline" })]
        : [.. study.Factors.Select((factor, i) => (factor.Name, factor.Choices[levels[i]]))];

    /// <summary>The levels of each setting, the baseline first.</summary>
    /// <exception cref="DesignException">The design does not fit the factors; says what would.</exception>
    public static IReadOnlyList<IReadOnlyList<int>> Settings(StudyDefinition study)
    {
        int[] levels = [.. study.Factors.Select(f => f.Choices.Count)];
        if (levels.Length == 0) return [[]];
        // Both methods run each setting. The number is known before a row is made: factors multiply.
        if (study.Design == StudyDesign.Full && GridExpansion.TooMany(2 * FullFactorial.Count(levels)) is { } tooMany) throw new DesignException(tooMany);
        IEnumerable<IReadOnlyList<int>> settings = study.Design switch
        {
            StudyDesign.OneAtATime => OneAtATime.Rows(levels),
            StudyDesign.Full => FullFactorial.Rows(levels),
            StudyDesign.FractionalIII => FractionalFactorial.Of(levels, 3).Rows,
            StudyDesign.FractionalIV => FractionalFactorial.Of(levels, 4).Rows,
            var other => throw new ArgumentOutOfRangeException(nameof(study), other, "Unknown design."),
        };
        return [.. settings.OrderBy(s => s.Count(l => l != 0))];
    }

    private static IEnumerable<string> Problems(StudyDefinition study)
    {
        if (!(study.SmallestDifference > 0 && double.IsFinite(study.SmallestDifference))) yield return "The smallest difference that matters must be above 0 points: it decides how many seeds would be needed.";
        if (study.A.Label.Trim().Length == 0 || study.B.Label.Trim().Length == 0) yield return "A method has no name: name both, for example L2-SP and L2.";
        if (study.A.Label.Trim() == study.B.Label.Trim()) yield return $"Both methods are named \"{study.A.Label}\": a claim compares two.";
        foreach (var factor in study.Factors)
        {
            if (string.IsNullOrWhiteSpace(factor.Name)) yield return "A factor has no name: give it one, for example BN decay.";
            if (factor.Choices.Count < 2) yield return $"The factor \"{factor.Name}\" has {factor.Choices.Count} level: a factor varies; name the baseline's level first, then at least one other.";
            if (factor.Choices.GroupBy(c => c.Label).FirstOrDefault(g => g.Count() > 1) is { } twice) yield return $"The factor \"{factor.Name}\" has the level \"{twice.Key}\" twice: name each once.";
            if (factor.Choices.Any(c => c.Only.Count > 0)) yield return $"A level of the factor \"{factor.Name}\" stands under another heading alone: levels of a factor may be combined with all others.";
        }

        if (study.Factors.GroupBy(f => f.Name).FirstOrDefault(g => g.Count() > 1) is { } same) yield return $"Two factors are named \"{same.Key}\": each needs a name of its own.";
    }
}
