using System.Globalization;
using Experiments.Data.Model;

namespace Experiments.Data.Runs;

/// <summary>What a few typed signs mean wherever a run is looked for by them. The table of runs has a language besides, see <see cref="Filters.FilterParser"/>.</summary>
public static class RunSearch
{
    /// <summary>
    /// Those runs that every word fits: a part of the run's or its sweep's name, whatever the case, or the run's number, with or without <c>#</c>. Without a
    /// word all of them. A run that was archived is left out unless its number is all that was typed.
    /// </summary>
    /// <param name="runs">Runs.</param>
    /// <param name="text">What was typed.</param>
    public static IQueryable<Run> Matching(this IQueryable<Run> runs, string? text)
    {
        var alone = NumberAlone(text);
        runs = runs.Where(r => r.ArchivedMs == null || r.Id == alone);
        foreach (var word in Words(text))
        {
            var number = Number(word);
#pragma warning disable CA1304, CA1311, CA1862, MA0011 // translated to upper() in SQL
            runs = runs.Where(r => r.Id == number || r.Name.ToUpper().Contains(word) || (r.Sweep != null && r.Sweep.Name.ToUpper().Contains(word)));
#pragma warning restore CA1304, CA1311, CA1862, MA0011
        }

        return runs;
    }

    /// <summary>The newest first; a run whose number is what was typed before all others.</summary>
    /// <param name="runs">Runs.</param>
    /// <param name="text">What was typed.</param>
    public static IOrderedQueryable<Run> BestFirst(this IQueryable<Run> runs, string? text)
    {
        var number = NumberAlone(text);
        return number == 0 ? runs.OrderByDescending(r => r.Id) : runs.OrderByDescending(r => r.Id == number).ThenByDescending(r => r.Id);
    }

    private static string[] Words(string? text) => (text ?? "").ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The number that is all that was typed; 0 for anything else, which no run has.</summary>
    private static long NumberAlone(string? text) => Words(text) is [var only] ? Number(only) : 0;

    private static long Number(string word) => long.TryParse(word.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
