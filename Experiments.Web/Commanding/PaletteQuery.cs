using System.Globalization;
using Experiments.Web.Access;

namespace Experiments.Web.Commanding;

/// <summary>Finds what a person may go to or do.</summary>
/// <param name="names">What has a page.</param>
/// <param name="access">Whether people sign in.</param>
public sealed class PaletteQuery(PaletteNames names, AccessSettings access)
{
    /// <summary>Most entries of one answer.</summary>
    public const int Most = 12;

    /// <summary>The entries that fit a text best; for none what can be done with the run that is open, and the pages.</summary>
    /// <param name="text">What was typed; a number in it names a run, of which it also offers what can be done with it.</param>
    /// <param name="person">Who asks: what this one may not do is not offered.</param>
    /// <param name="context">Where it is asked, and the person's own.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyList<PaletteEntry>> FindAsync(string text, Person person, PaletteContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(context);
        var mayAct = person.Has(Right.Act);
        var pages = PalettePages.All.Where(p => person.Has(p.Needs) && (access.RequiresSignIn || !p.OnlySignedIn)).Select(p => p.Entry);
        var here = mayAct ? await names.DeedsOfAsync(context.Run, cancellationToken) : [];
        string[] words = [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(w => NumberOf(w) > 0 ? w.TrimStart('#') : w)];
        if (words.Length == 0) return [.. here.Concat(pages.Where(p => p.Deed == PaletteDeed.None)).Take(Most)];
        var run = words.Select(NumberOf).FirstOrDefault(n => n > 0);
        // A number alone, or "run 12", means that run and nothing else: what it has in its name comes after it.
        var means = run > 0 && words.All(w => NumberOf(w) == run || w.Equals(PaletteNames.Run, StringComparison.OrdinalIgnoreCase));
        var named = mayAct && run != context.Run ? await names.DeedsOfAsync(run, cancellationToken) : [];
        var underWay = mayAct ? await names.DeedsAsync(cancellationToken) : [];
        var all = pages.Concat(context.Views).Concat(here).Concat(named).Concat(underWay).Concat(await names.PagesAsync(cancellationToken));
        return
        [
            .. all.Select(e => (Entry: e, Score: means && e.RunId == run ? OfNamed(e) : FuzzyMatch.Score(words, $"{e.Title} {e.Kind}")))
                .Where(e => e.Score is not null)
                // Stable: of equals the pages come first, then what is newest.
                .OrderByDescending(e => e.Score)
                // What can be done with a run that is under way has two entries, by its name and by its number: one of them is enough.
                .Take(2 * Most)
                .Select(e => e.Entry)
                .DistinctBy(e => e.Url)
                .Take(Most),
        ];
    }

    /// <summary>The run itself, then what can be done with it.</summary>
    private static double OfNamed(PaletteEntry entry) => entry.Kind == PaletteNames.Run ? double.MaxValue : double.MaxValue / 2;

    /// <summary>The number that a word is, <c>12</c> or <c>#12</c>; 0 for any other.</summary>
    private static long NumberOf(string word) => long.TryParse(word.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
