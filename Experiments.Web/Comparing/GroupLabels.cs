using System.Globalization;
using System.Text.RegularExpressions;
using Experiments.Data.Comparing;

namespace Experiments.Web.Comparing;

/// <summary>Names of groups of runs, each once.</summary>
public static partial class GroupLabels
{
    /// <summary>A run has its own name; a group what its runs' names have in common besides the seed, with their number. Equal names are told apart by ids.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<IReadOnlyList<ComparedRun>> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var names = groups.Select(Name).ToList();
        return [.. names.Select((name, i) => names.Count(n => n == name) == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} (run {groups[i][0].RunId}{(groups[i].Count > 1 ? " …" : "")})"))];
    }

    private static string Name(IReadOnlyList<ComparedRun> runs)
    {
        if (runs.Count == 1) return runs[0].Name;
        var names = runs.Select(r => SeedAtEnd().Replace(r.Name, "")).Distinct(StringComparer.Ordinal).ToList();
        var counted = runs.Count(r => r.ReproductionOfRunId is null);
        return string.Create(CultureInfo.InvariantCulture, $"{names[0]}{(names.Count > 1 ? " and others" : "")} (n = {(counted > 0 ? counted : runs.Count)})");
    }

    [GeneratedRegex(@"[\s,·-]*\bseed\s*\d+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SeedAtEnd();
}
