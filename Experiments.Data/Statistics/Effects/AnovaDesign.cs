using MathNet.Numerics.LinearAlgebra;

namespace Experiments.Data.Statistics.Effects;

/// <summary>The columns of a term.</summary>
/// <param name="Name">Name.</param>
/// <param name="Factors">Its factors; none of the blocks.</param>
/// <param name="Columns">Effect-coded columns, one a degree of freedom.</param>
internal sealed record DesignTerm(string Name, IReadOnlyList<int> Factors, IReadOnlyList<Vector<double>> Columns)
{
    public bool IsBlock => Factors.Count == 0;
}

/// <summary>The design matrix of an analysis of variance, term by term, and what it can estimate: by ranks of its parts.</summary>
internal sealed class AnovaDesign
{
    private const string BlockName = "seed";

    private readonly IReadOnlyList<AnovaValue> _values;
    private readonly Vector<double> _ones;

    private AnovaDesign(IReadOnlyList<AnovaValue> values)
    {
        _values = values;
        _ones = Vector<double>.Build.Dense(values.Count, 1);
    }

    /// <summary>The seeds as one term; empty where no seed ran at more than one setting.</summary>
    public required IReadOnlyList<DesignTerm> Blocks { get; init; }

    /// <summary>Main effects of factors with at least two levels.</summary>
    public required IReadOnlyList<DesignTerm> Mains { get; init; }

    /// <summary>Two-way interactions of those.</summary>
    public required IReadOnlyList<DesignTerm> Interactions { get; init; }

    /// <summary>Factors with one level.</summary>
    public required IReadOnlyList<AliasedTerm> Constant { get; init; }

    public static AnovaDesign Of(IReadOnlyList<string> factors, IReadOnlyList<AnovaValue> values)
    {
        var seeds = values.GroupBy(v => v.Seed).ToArray();
        var paired = seeds.Length > 1 && seeds.Any(g => g.DistinctBy(v => Study.KeyOf(v.Levels)).Skip(1).Any());
        var mains = Enumerable.Range(0, factors.Count).Select(f => new DesignTerm(factors[f], [f], Coded([.. values.Select(v => v.Levels[f])]))).ToArray();
        var varied = mains.Where(m => m.Columns.Count > 0).ToArray();
        return new AnovaDesign(values)
        {
            Blocks = paired ? [new DesignTerm(BlockName, [], Coded([.. values.Select(v => v.Seed)]))] : [],
            Mains = varied,
            Interactions =
            [
                .. from i in Enumerable.Range(0, varied.Length)
                   from j in Enumerable.Range(i + 1, varied.Length - i - 1)
                   select new DesignTerm(
                       $"{varied[i].Name} × {varied[j].Name}", [varied[i].Factors[0], varied[j].Factors[0]],
                       [.. varied[i].Columns.SelectMany(a => varied[j].Columns.Select(b => a.PointwiseMultiply(b)))]),
            ],
            Constant = [.. mains.Where(m => m.Columns.Count == 0).Select(m => new AliasedTerm(m.Name, "It has one level among the values."))],
        };
    }

    /// <summary>The space of the constant and some terms.</summary>
    public ColumnSpan Span(IEnumerable<DesignTerm> terms) => new([[_ones], .. terms.Select(t => t.Columns)]);

    /// <summary>
    /// Whether all degrees of freedom of a term are its own: of blocks and main effects beside each other, of an interaction beside
    /// every other interaction too.
    /// </summary>
    public bool CanEstimate(DesignTerm term)
    {
        IEnumerable<DesignTerm> others = [.. Blocks, .. Mains, .. term.Factors.Count == 2 ? Interactions : []];
        return Span(others.Where(t => t != term)).Add(term.Columns) == term.Columns.Count;
    }

    /// <summary>Why a term cannot be estimated.</summary>
    public string WhyNot(DesignTerm term)
    {
        if (term.Factors.Count == 2 && Combinations(term.Factors) < Levels(term.Factors[0]) * Levels(term.Factors[1])) return "Some combinations of their levels did not run.";
        var partners = ((IEnumerable<DesignTerm>)[.. Blocks, .. Mains, .. term.Factors.Count == 2 ? Interactions : []])
            .Where(t => t != term && Shares(term, t)).Select(t => t.Name).ToArray();
        return $"It cannot be told from {(partners.Length > 0 ? string.Join(", ", partners) : "the other effects together")} in this design.";
    }

    /// <summary>The interactions of other factors that a main effect cannot be told from, one by one.</summary>
    public IReadOnlyList<string> ConfoundedWith(DesignTerm term) =>
        term.Factors.Count == 1 ? [.. Interactions.Where(i => !i.Factors.Contains(term.Factors[0]) && Shares(term, i)).Select(i => i.Name)] : [];

    /// <summary>Whether two terms overlap beside the constant.</summary>
    private bool Shares(DesignTerm a, DesignTerm b) => Span([a]).Add(b.Columns) < Span([]).Add(b.Columns);

    private int Levels(int factor) => _values.Select(v => v.Levels[factor]).Distinct().Count();

    private int Combinations(IReadOnlyList<int> factors) => _values.Select(v => (v.Levels[factors[0]], v.Levels[factors[1]])).Distinct().Count();

    /// <summary>Effect coding: a column for each level but the last, 1 there, −1 at the last, 0 elsewhere.</summary>
    private static Vector<double>[] Coded(int[] levels)
    {
        var distinct = levels.Distinct().Order().ToArray();
        return
        [
            .. distinct[..^1].Select(level => Vector<double>.Build.DenseOfEnumerable(
                levels.Select(l => l == level ? 1.0 : l == distinct[^1] ? -1.0 : 0.0))),
        ];
    }
}
