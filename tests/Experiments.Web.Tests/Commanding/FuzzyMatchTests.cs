using Experiments.Web.Commanding;

namespace Experiments.Web.Tests.Commanding;

public sealed class FuzzyMatchTests
{
    [Theory]
    [InlineData("l2 seed", "Miniature: l2-sp, seed 3")]
    [InlineData("dlr", "double learning rate")]
    [InlineData("SEED", "l2 seed 1")]
    [InlineData("", "anything")]
    public void Words_are_found_in_any_order_and_with_letters_left_out(string typed, string text) => Assert.NotNull(Score(typed, text));

    [Theory]
    [InlineData("rld", "double learning rate")]
    [InlineData("l2 adam", "l2 seed 1")]
    [InlineData("seed 12", "l2 seed 2")]
    public void A_word_that_is_not_there_fits_nothing(string typed, string text) => Assert.Null(Score(typed, text));

    [Fact]
    public void A_word_that_begins_one_fits_better_than_one_within_and_that_better_than_letters()
    {
        Assert.True(Score("rate", "learning rate") > Score("rate", "iterate once"));
        Assert.True(Score("rate", "iterate once") > Score("rate", "run at the end"));
        Assert.True(Score("seed 1", "seed 1") > Score("seed 1", "seed 1, and a long name behind it"));
    }

    private static double? Score(string typed, string text) => FuzzyMatch.Score(typed.Split(' ', StringSplitOptions.RemoveEmptyEntries), text);
}
