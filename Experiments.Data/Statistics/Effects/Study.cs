namespace Experiments.Data.Statistics.Effects;

/// <summary>A setting that a study varies.</summary>
/// <param name="Name">Its name, as people read it.</param>
/// <param name="Levels">Its values, as people read them; at least one, none twice.</param>
/// <param name="Baseline">Index of the value of the baseline.</param>
public sealed record StudyFactor(string Name, IReadOnlyList<string> Levels, int Baseline = 0);

/// <summary>The two methods of a claim.</summary>
public enum ClaimMethod
{
    /// <summary>The one that is claimed to be better.</summary>
    A,

    /// <summary>The one that it is compared with.</summary>
    B,
}

/// <summary>A run's result in a study.</summary>
/// <param name="Levels">Index of the level of each factor, in the order of the factors.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Method">Method.</param>
/// <param name="Value">The metric, higher is better: mIoU as 0 to 1. Not-a-number is kept and shown.</param>
public sealed record StudyValue(IReadOnlyList<int> Levels, int Seed, ClaimMethod Method, double Value);

/// <summary>
/// What an uncertainty study measured: two methods at settings of some factors, a value a setting, seed and method. The claim is
/// A − B &gt; 0.
/// </summary>
public sealed class Study
{
    /// <summary>Takes the values of a study.</summary>
    /// <param name="a">Name of method A.</param>
    /// <param name="b">Name of method B.</param>
    /// <param name="factors">Factors; none is a study of the baseline alone.</param>
    /// <param name="values">Values in any order.</param>
    /// <exception cref="ArgumentException">A factor has no or equal levels or the name of another, a value names a level that there is not, or a run is there twice.</exception>
    public Study(string a, string b, IReadOnlyList<StudyFactor> factors, IReadOnlyList<StudyValue> values)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(a);
        ArgumentException.ThrowIfNullOrWhiteSpace(b);
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(values);
        Check(factors);
        Check(factors, values);
        (A, B, Factors, Values) = (a, b, [.. factors], [.. values]);
        Settings =
        [
            .. values.Select(v => v.Levels).DistinctBy(KeyOf)
                .OrderBy(s => Deviations(s).Count)
                .ThenBy(s => Deviations(s), Comparer<IReadOnlyList<int>>.Create(CompareInOrder))
                .ThenBy(s => s, Comparer<IReadOnlyList<int>>.Create(CompareInOrder)),
        ];
    }

    /// <summary>Name of method A.</summary>
    public string A { get; }

    /// <summary>Name of method B.</summary>
    public string B { get; }

    /// <summary>Factors.</summary>
    public IReadOnlyList<StudyFactor> Factors { get; }

    /// <summary>Values as given.</summary>
    public IReadOnlyList<StudyValue> Values { get; }

    /// <summary>The settings that ran: the baseline first, then those that differ from it in one factor, and so on.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Settings { get; }

    /// <summary>Whether every setting differs from the baseline in one factor at most.</summary>
    public bool IsOneAtATime => Settings.All(s => Deviations(s).Count <= 1);

    /// <summary>Indices of the factors in which a setting differs from the baseline.</summary>
    public IReadOnlyList<int> Deviations(IReadOnlyList<int> levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        return [.. Enumerable.Range(0, Factors.Count).Where(f => levels[f] != Factors[f].Baseline)];
    }

    /// <summary>A setting in words: <c>baseline</c>, or where it differs, <c>batch-norm decay = 0.9, resize = corners</c>.</summary>
    public string NameOf(IReadOnlyList<int> levels)
    {
        var deviations = Deviations(levels);
        return deviations.Count == 0 ? "baseline" : string.Join(", ", deviations.Select(f => $"{Factors[f].Name} = {Factors[f].Levels[levels[f]]}"));
    }

    internal static string KeyOf(IReadOnlyList<int> levels) => string.Join(',', levels);

    private static int CompareInOrder(IReadOnlyList<int> x, IReadOnlyList<int> y) =>
        x.Zip(y, (a, b) => a.CompareTo(b)).FirstOrDefault(c => c != 0, x.Count.CompareTo(y.Count));

    private static void Check(IReadOnlyList<StudyFactor> factors)
    {
        foreach (var (name, levels, baseline) in factors)
        {
            if (factors.Count(f => f.Name == name) > 1) throw new ArgumentException($"Two factors are named {name}: each needs a name of its own.", nameof(factors));
            if (levels.Count == 0) throw new ArgumentException($"Factor {name} has no levels: name at least the baseline's.", nameof(factors));
            if (levels.GroupBy(l => l).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new ArgumentException($"Factor {name} has the level {twice.Key} twice: name each once.", nameof(factors));
            if ((uint)baseline >= (uint)levels.Count) throw new ArgumentException($"Factor {name} has its baseline at index {baseline}, and there are {levels.Count} levels.", nameof(factors));
        }
    }

    private static void Check(IReadOnlyList<StudyFactor> factors, IReadOnlyList<StudyValue> values)
    {
        var seen = new HashSet<(string, int, ClaimMethod)>();
        foreach (var (levels, seed, method, _) in values)
        {
            if (levels.Count != factors.Count) throw new ArgumentException($"A setting has {levels.Count} levels and the study {factors.Count} factors: give one a factor.", nameof(values));
            for (var f = 0; f < factors.Count; f++)
            {
                if ((uint)levels[f] >= (uint)factors[f].Levels.Count)
                    throw new ArgumentException($"A setting has level {levels[f]} of {factors[f].Name}, which has {factors[f].Levels.Count} levels.", nameof(values));
            }

            if (!seen.Add((KeyOf(levels), seed, method)))
                throw new ArgumentException($"Method {method} at setting ({KeyOf(levels)}) with seed {seed} is there twice: give one value a run.", nameof(values));
        }
    }
}
