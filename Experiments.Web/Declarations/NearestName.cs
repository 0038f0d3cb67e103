namespace Experiments.Web.Declarations;

/// <summary>The name that somebody probably meant.</summary>
public static class NearestName
{
    private const int MostNear = 3;
    private const int MostListed = 20;

    /// <summary>The candidate with the fewest letters to change, whatever the case; the first of several. Null where none comes near.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="candidates">What there is.</param>
    public static string? Of(string name, IEnumerable<string> candidates) => Near(name, candidates).FirstOrDefault();

    /// <summary>The end of an error message about an unknown name where there are many: the nearest few, if any comes near.</summary>
    public static string Nearest(string name, IReadOnlyCollection<string> candidates) => Near(name, candidates).Take(MostNear).ToList() is { Count: > 0 } near
        ? $"Did you mean {string.Join(" or ", near)}?"
        : candidates.Count <= MostListed ? $"Available: {string.Join(", ", candidates)}." : $"There are {candidates.Count} others; begin to type one to see them.";

    /// <summary>Those that come near, the nearest first. A key's last part alone is what people remember: crop for training.crop.</summary>
    private static IEnumerable<string> Near(string name, IEnumerable<string> candidates) =>
        candidates.Select(c => (Name: c, Distance: Math.Min(Distance(name, c), c.Contains('.', StringComparison.Ordinal) ? Distance(name, c[(c.LastIndexOf('.') + 1)..]) : int.MaxValue)))
            .Where(c => c.Distance <= Math.Max(2, name.Length / 3)).OrderBy(c => c.Distance).Select(c => c.Name);

    /// <summary>The end of an error message about an unknown name: the nearest one, else all of them.</summary>
    public static string Remedy(string name, IReadOnlyCollection<string> candidates) =>
        Of(name, candidates) is { } near ? $"Did you mean {near}?" : $"Available: {string.Join(", ", candidates)}.";

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string a, string b)
    {
        (a, b) = (a.ToUpperInvariant(), b.ToUpperInvariant());
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
