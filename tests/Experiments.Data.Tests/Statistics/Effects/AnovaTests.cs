using Experiments.Data.Statistics.Effects;

namespace Experiments.Data.Tests.Statistics.Effects;

/// <summary>Analyses of variance against NumPy's and SciPy's (<c>Golden/generators/effects.py</c>).</summary>
public sealed class AnovaTests
{
    public static TheoryData<string> Studies => ["balanced", "unbalanced", "one", "third", "fourth", "unblocked"];

    [Theory]
    [MemberData(nameof(Studies))]
    public void Differences_are_analysed_as_numpy_does(string name) => AssertAgrees($"{name}/anova", Anova.OfDifferences(MadeStudies.Read(name)));

    [Theory]
    [MemberData(nameof(Studies))]
    public void The_metric_is_analysed_as_numpy_does(string name) => AssertAgrees($"{name}/metric", Anova.OfMetric(MadeStudies.Read(name)));

    [Fact]
    public void One_factor_at_a_time_shows_no_interaction()
    {
        var anova = Anova.OfDifferences(MadeStudies.Read("one"));
        Assert.Equal(["seed", "f0", "f1", "f2"], anova.Terms.Select(t => t.Name));
        Assert.Equal(["f0 × f1", "f0 × f2", "f1 × f2"], anova.Aliased.Select(a => a.Name));
        Assert.All(anova.Aliased, a => Assert.Equal("Some combinations of their levels did not run.", a.Why));
        Assert.All(anova.Terms, t => Assert.Empty(t.Confounded));
    }

    [Fact]
    public void A_fraction_of_resolution_three_names_the_interactions_in_its_main_effects()
    {
        var anova = Anova.OfDifferences(MadeStudies.Read("third"));
        Assert.Equal(["f1 × f2"], anova.Terms.Single(t => t.Name == "f0").Confounded);
        Assert.Equal(["f0 × f2"], anova.Terms.Single(t => t.Name == "f1").Confounded);
        Assert.Equal(["f0 × f1"], anova.Terms.Single(t => t.Name == "f2").Confounded);
        Assert.Equal("It cannot be told from f2 in this design.", anova.Aliased.Single(a => a.Name == "f0 × f1").Why);
    }

    [Fact]
    public void A_fraction_of_resolution_four_names_the_interactions_that_cannot_be_told_apart()
    {
        var anova = Anova.OfDifferences(MadeStudies.Read("fourth"));
        Assert.Equal(["seed", "f0", "f1", "f2", "f3"], anova.Terms.Select(t => t.Name));
        Assert.All(anova.Terms, t => Assert.Empty(t.Confounded));
        Assert.Equal("It cannot be told from f2 × f3 in this design.", anova.Aliased.Single(a => a.Name == "f0 × f1").Why);
        Assert.Equal(6, anova.Aliased.Count);
    }

    [Fact]
    public void Factors_that_always_change_together_are_named()
    {
        var anova = Anova.Of(["x", "y", "z"], [.. Enumerable.Range(0, 8).Select(i => new AnovaValue([i % 2, i % 2, i / 2 % 2], i, i * i))]);
        Assert.Equal(["z"], anova.Terms.Where(t => t.Factors.Count == 1).Select(t => t.Name));
        Assert.Equal("It cannot be told from y in this design.", anova.Aliased.Single(a => a.Name == "x").Why);
        // What both explain is in the model: only what is left of it is error.
        Assert.Equal(4, anova.ErrorFreedom);
    }

    [Fact]
    public void A_factor_with_one_level_is_named() =>
        Assert.Equal([new AliasedTerm("decay", "It has one level among the values.")], Anova.OfDifferences(MadeStudies.OfOneFactor([0.1, 0.2])).Aliased);

    [Fact]
    public void Without_freedom_for_the_error_there_are_sums_and_no_tests()
    {
        var anova = Anova.OfDifferences(MadeStudies.OfOneFactor([0.01], [0.03]));
        Assert.Equal((0, "The model takes every degree of freedom and leaves none for the error: run more seeds."), (anova.ErrorFreedom, anova.WhyNoTests));
        var term = Assert.Single(anova.Terms);
        Assert.Equal(0.0002, term.SumOfSquares, 1e-12);
        Assert.Equal((null, null, null), (term.F, term.PValue, term.PartialEtaSquared));
    }

    [Fact]
    public void Values_that_are_no_numbers_are_left_out_and_counted()
    {
        var anova = Anova.OfDifferences(MadeStudies.OfOneFactor([0.01, 0.02, double.NaN], [0.03, 0.01, 0.02]));
        Assert.Equal((5, 1), (anova.Values, anova.LeftOut));
        Assert.NotNull(anova.Terms.Single(t => t.Name == "decay").F);
    }

    [Fact]
    public void Values_without_error_are_no_error()
    {
        var anova = Anova.Of(["x"], [.. Enumerable.Range(0, 6).Select(i => new AnovaValue([i % 2], i, 0.7 + (i % 2)))]);
        Assert.Equal((double.PositiveInfinity, 0, 1), (anova.Terms[0].F, anova.Terms[0].PValue, anova.Terms[0].PartialEtaSquared));
        var none = Anova.Of(["x"], [.. Enumerable.Range(0, 6).Select(i => new AnovaValue([i % 2], i, 0.7))]);
        Assert.Equal((0, 1, 0), (none.Terms[0].F, none.Terms[0].PValue, none.Terms[0].PartialEtaSquared));
    }

    [Fact]
    public void Nothing_gives_nothing()
    {
        Assert.Equal("There are no values.", Anova.Of(["x"], [new AnovaValue([0], 0, double.NaN)]).WhyNoTests);
        var error = Assert.Throws<ArgumentException>(() => Anova.Of(["x"], [new AnovaValue([0, 1], 0, 1)]));
        Assert.StartsWith("A value has 2 levels, and there are 1 factors: give one a factor.", error.Message, StringComparison.Ordinal);
    }

    private static void AssertAgrees(string prefix, Anova anova)
    {
        var golden = MadeStudies.Golden;
        static string Key(AnovaTerm term) => term.Factors.Count == 0 ? "seed" : string.Join('x', term.Factors);
        Assert.Equal(
            golden.Keys.Where(k => k.StartsWith($"{prefix}/", StringComparison.Ordinal) && !k.EndsWith("/error", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            anova.Terms.Select(t => $"{prefix}/{Key(t)}").Order(StringComparer.Ordinal));
        MadeStudies.AssertNear(golden[$"{prefix}/error"], anova.ErrorFreedom, anova.ErrorSquares);
        foreach (var term in anova.Terms)
            MadeStudies.AssertNear(golden[$"{prefix}/{Key(term)}"], term.DegreesOfFreedom, term.SumOfSquares, term.F!.Value, term.PValue!.Value, term.PartialEtaSquared!.Value);
    }
}
