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

    /// <summary>The entries that fit a text best; for none the pages.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="person">Who asks: what this one may not do is not offered.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyList<PaletteEntry>> FindAsync(string text, Person person, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(person);
        var pages = PalettePages.All.Where(p => person.Has(p.Needs) && (access.RequiresSignIn || !p.OnlySignedIn)).Select(p => p.Entry);
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0) return [.. pages.Where(p => p.Deed == PaletteDeed.None).Take(Most)];
        var run = words is [var only] && long.TryParse(only.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var all = pages.Concat(person.Has(Right.Act) ? await names.DeedsAsync(cancellationToken) : []).Concat(await names.PagesAsync(cancellationToken));
        return
        [
            .. all.Select(e => (Entry: e, Score: run > 0 && e.Deed == PaletteDeed.None && e.RunId == run ? double.MaxValue : FuzzyMatch.Score(words, $"{e.Title} {e.Kind}")))
                .Where(e => e.Score is not null)
                // Stable: of equals the pages come first, then what is newest.
                .OrderByDescending(e => e.Score)
                .Take(Most)
                .Select(e => e.Entry),
        ];
    }
}
