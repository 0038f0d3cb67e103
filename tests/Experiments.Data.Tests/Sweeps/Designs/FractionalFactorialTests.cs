using System.Numerics;
using Experiments.Data.Sweeps.Designs;

namespace Experiments.Data.Tests.Sweeps.Designs;

/// <summary>Two-level fractions against the published tables (Box, Hunter and Hunter 2005, table 6.22) and from the definitions.</summary>
public sealed class FractionalFactorialTests
{
    /// <summary>Factors, resolution asked for, rows, resolution that the table gives (0 for a full factorial).</summary>
    public static TheoryData<int, int, int, int> Table => new()
    {
        { 1, 3, 2, 0 }, { 2, 3, 4, 0 }, { 3, 3, 4, 3 }, { 4, 3, 8, 4 }, { 5, 3, 8, 3 }, { 6, 3, 8, 3 }, { 7, 3, 8, 3 },
        { 8, 3, 16, 4 }, { 9, 3, 16, 3 }, { 11, 3, 16, 3 }, { 15, 3, 16, 3 },
        { 1, 4, 2, 0 }, { 3, 4, 8, 0 }, { 4, 4, 8, 4 }, { 5, 4, 16, 5 }, { 6, 4, 16, 4 }, { 7, 4, 16, 4 }, { 8, 4, 16, 4 },
        { 9, 4, 32, 4 }, { 10, 4, 32, 4 }, { 11, 4, 32, 4 }, { 15, 4, 32, 4 },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Smallest_design_has_the_size_and_resolution_of_the_table(int factors, int resolution, int rows, int expected)
    {
        var design = FractionalFactorial.Of(factors, resolution);
        Assert.Equal(rows, design.Rows.Count);
        Assert.Equal(expected == 0 ? null : expected, design.Resolution);
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Columns_are_balanced_and_orthogonal(int factors, int resolution, int rows, int expected)
    {
        _ = (rows, expected);
        var design = FractionalFactorial.Of(factors, resolution);
        for (var i = 0; i < factors; i++)
        {
            Assert.Equal(0, Dot(design, FractionalFactorial.Effect(i)));
            for (var j = 0; j < i; j++) Assert.Equal(0, Dot(design, FractionalFactorial.Effect(i, j)));
        }
    }

    [Theory]
    [InlineData(7, 3)]
    [InlineData(8, 4)]
    [InlineData(9, 3)]
    [InlineData(10, 4)]
    public void Defining_words_are_exactly_the_products_that_are_constant_over_the_rows(int factors, int resolution)
    {
        var design = FractionalFactorial.Of(factors, resolution);
        var constant = Enumerable.Range(1, (1 << factors) - 1).Select(m => (uint)m).Where(m => Math.Abs(Dot(design, m)) == design.Rows.Count);
        Assert.Equal(constant, design.DefiningWords.Order());
        // The words multiply to + in every row: aliases have one sign.
        Assert.All(design.DefiningWords, w => Assert.Equal(design.Rows.Count, Dot(design, w)));
        Assert.Equal(design.Resolution, design.DefiningWords.Min(BitOperations.PopCount));
    }

    [Fact]
    public void Half_fraction_of_four_factors_is_the_textbooks()
    {
        // D = ABC: I = ABCD; the rows of a 2^3 with D their product.
        var design = FractionalFactorial.Of(4, 4);
        Assert.Equal(["ABCD"], design.DefiningWords.Select(Letters));
        Assert.Equal(["----", "--++", "-+-+", "-++-", "+--+", "+-+-", "++--", "++++"], design.Rows.Select(r => string.Concat(r.Select(x => x == 1 ? '+' : '-'))));
        Assert.Equal(["AB=CD", "AC=BD", "AD=BC"], design.TwoWayGroups.Select(g => string.Join('=', g.Select(Letters))));
        Assert.Empty(design.AliasesOf(FractionalFactorial.Effect(0)));
    }

    [Fact]
    public void Saturated_fraction_of_seven_factors_is_the_textbooks()
    {
        // Box, Hunter and Hunter's 2^(7-4)_III: D = AB, E = AC, F = BC, G = ABC.
        var design = FractionalFactorial.Of(7, 3);
        Assert.Equal(["AB", "AC", "BC", "ABC"], design.Generators.Select(Letters));
        Assert.Equal(7, design.DefiningWords.Count(w => BitOperations.PopCount(w) == 3));
        Assert.Equal(7, design.DefiningWords.Count(w => BitOperations.PopCount(w) == 4));
        Assert.Equal(["BD", "CE", "FG"], design.AliasesOf(FractionalFactorial.Effect(0)).Select(Letters));
        Assert.Equal(["AB", "CG", "EF"], design.AliasesOf(FractionalFactorial.Effect(3)).Select(Letters).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(6, 4, 3)]
    [InlineData(7, 4, 7)]
    [InlineData(8, 4, 14)]
    [InlineData(9, 4, 6)]
    [InlineData(10, 4, 10)]
    [InlineData(11, 4, 25)]
    public void Words_of_four_are_as_few_as_published(int factors, int resolution, int words)
    {
        // Chen, Sun and Wu 1993, tables of 16 and 32 runs: first design for each k.
        Assert.Equal(words, FractionalFactorial.Of(factors, resolution).DefiningWords.Count(w => BitOperations.PopCount(w) == 4));
    }

    [Fact]
    public void Mixed_levels_are_refused_with_a_remedy()
    {
        var e = Assert.Throws<DesignException>(() => FractionalFactorial.Of([2, 3, 2], 4));
        Assert.Equal("Factor 2 has 3 levels: a fractional factorial takes two a factor; keep its two extremes, or use one-at-a-time.", e.Message);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(16, 3)]
    [InlineData(4, 5)]
    public void What_no_design_is_made_of_is_refused(int factors, int resolution) =>
        Assert.Throws<DesignException>(() => FractionalFactorial.Of(factors, resolution));

    private static int Dot(FractionalFactorial design, uint effect) => Enumerable.Range(0, design.Rows.Count).Sum(row => Sign(design, effect, row));

    /// <summary>Sign of an effect in a row, level 1 being +1.</summary>
    private static int Sign(FractionalFactorial design, uint effect, int row) => FractionalFactorial.FactorsOf(effect).Aggregate(1, (sign, factor) => design.Rows[row][factor] == 1 ? sign : -sign);

    private static string Letters(uint effect) => string.Concat(FractionalFactorial.FactorsOf(effect).Select(i => (char)('A' + i)));
}
