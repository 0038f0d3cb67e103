using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace Experiments.Data.Statistics.Effects;

/// <summary>
/// Analysis of variance (Fisher 1925) of main effects and two-way interactions by least squares on effect-coded columns, with type III
/// sums of squares (Yates 1934, "weighted squares of means"): each term beside all others, so that unbalanced values do no harm where no
/// combination of levels is missing. Seeds that ran at more than one setting are blocks. It takes the errors to be independent, near normal and of
/// equal spread at every setting, and interactions of three factors to be error.
/// <para>
/// What a design cannot estimate is named and not computed. A main effect is computed where it can be told from the other main effects, as if
/// the interactions that are confounded with it were nothing (they are named beside it); an interaction only where it can be told from all
/// main effects and all other two-way interactions. What interactions that are aliased with each other explain together is not taken for error.
/// </para>
/// </summary>
/// <param name="Terms">The blocks if any, main effects, interactions.</param>
/// <param name="Aliased">What the design cannot estimate.</param>
/// <param name="ErrorFreedom">Degrees of freedom of the error; with none there are no tests.</param>
/// <param name="ErrorSquares">Sum of squares of the error.</param>
/// <param name="Values">Number of values in it.</param>
/// <param name="LeftOut">Number of values that are not finite and were left out.</param>
/// <param name="SeedsAreBlocks">Whether seeds are blocks.</param>
/// <param name="WhyNoTests">Why there are no F and p, a sentence; null where there are.</param>
public sealed record Anova(
    IReadOnlyList<AnovaTerm> Terms, IReadOnlyList<AliasedTerm> Aliased, int ErrorFreedom, double ErrorSquares, int Values, int LeftOut,
    bool SeedsAreBlocks, string? WhyNoTests)
{
    /// <summary>Of the claim's differences A − B: an effect is a setting that changes the claim.</summary>
    public static Anova OfDifferences(Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return Of(
            [.. study.Factors.Select(f => f.Name)],
            [.. SettingDifference.Of(study).SelectMany(s => s.Pairs.Select(p => new AnovaValue(s.Levels, p.Seed, p.Difference)))]);
    }

    /// <summary>Of the metric itself, with the method as the last factor: a main effect is a setting that changes the metric of both.</summary>
    public static Anova OfMetric(Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return Of(
            [.. study.Factors.Select(f => f.Name), "method"],
            [.. study.Values.Select(v => new AnovaValue([.. v.Levels, (int)v.Method], v.Seed, v.Value))]);
    }

    /// <summary>Of values at levels of factors.</summary>
    /// <param name="factors">Name of each factor.</param>
    /// <param name="values">Values in any order.</param>
    /// <exception cref="ArgumentException">A value has not a level for each factor.</exception>
    public static Anova Of(IReadOnlyList<string> factors, IReadOnlyList<AnovaValue> values)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(values);
        if (values.FirstOrDefault(v => v.Levels.Count != factors.Count) is { } odd)
            throw new ArgumentException($"A value has {odd.Levels.Count} levels, and there are {factors.Count} factors: give one a factor.", nameof(values));
        var kept = values.Where(v => double.IsFinite(v.Value)).ToArray();
        if (kept.Length == 0) return new Anova([], [], 0, 0, 0, values.Count, false, "There are no values.");
        return Fit(AnovaDesign.Of(factors, kept), Vector<double>.Build.DenseOfEnumerable(kept.Select(v => v.Value)), values.Count - kept.Length);
    }

    private static Anova Fit(AnovaDesign design, Vector<double> y, int leftOut)
    {
        var terms = new List<DesignTerm>();
        var aliased = new List<AliasedTerm>(design.Constant);
        foreach (var term in (DesignTerm[])[.. design.Blocks, .. design.Mains, .. design.Interactions])
        {
            if (design.CanEstimate(term)) terms.Add(term);
            else if (!term.IsBlock) aliased.Add(new AliasedTerm(term.Name, design.WhyNot(term)));
        }

        // Main effects that cannot be told apart stay in the model: what they explain is nobody else's and no error.
        DesignTerm[] model = [.. design.Blocks, .. design.Mains, .. terms.Where(t => t.Factors.Count == 2)];
        var fitted = design.Span(model).ResidualSquares(y);
        var whole = design.Span([.. design.Blocks, .. design.Mains, .. design.Interactions]);
        var (freedom, error) = (y.Count - whole.Rank, whole.ResidualSquares(y));
        // A fit without any rest leaves rounding, which is no error to divide by.
        var rounding = 1e-24 * y.DotProduct(y);
        if (error <= rounding) error = 0;
        var lines = terms.Select(term =>
        {
            var squares = design.Span(model.Where(t => t != term)).ResidualSquares(y) - fitted;
            return Test(term, squares <= rounding ? 0 : squares, freedom, error, design.ConfoundedWith(term));
        });
        return new Anova(
            [.. lines], aliased, freedom, error, y.Count, leftOut, design.Blocks.Count > 0,
            freedom == 0 ? "The model takes every degree of freedom and leaves none for the error: run more seeds." : null);
    }

    private static AnovaTerm Test(DesignTerm term, double squares, int freedom, double error, IReadOnlyList<string> confounded)
    {
        var own = term.Columns.Count;
        if (freedom == 0) return new AnovaTerm(term.Name, term.Factors, own, squares, null, null, null, confounded);
        if (error == 0)
        {
            return squares == 0
                ? new AnovaTerm(term.Name, term.Factors, own, 0, 0, 1, 0, confounded)
                : new AnovaTerm(term.Name, term.Factors, own, squares, double.PositiveInfinity, 0, 1, confounded);
        }

        var f = squares / own / (error / freedom);
        // The upper tail by its symmetry, 1 − F(f; a, b) = F(1/f; b, a): a difference from 1 would lose small p-values.
        var p = f == 0 ? 1 : FisherSnedecor.CDF(freedom, own, 1 / f);
        return new AnovaTerm(term.Name, term.Factors, own, squares, f, p, squares / (squares + error), confounded);
    }
}
