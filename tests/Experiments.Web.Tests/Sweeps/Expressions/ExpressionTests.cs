using Experiments.Engine.Schema;
using Experiments.Web.Sweeps.Expressions;

namespace Experiments.Web.Tests.Sweeps.Expressions;

public sealed class ExpressionTests
{
    private static readonly RunConfiguration Given = SettingCatalog.With(new RunConfiguration(), new Dictionary<string, string>
    {
        ["training.crop"] = "96",
        ["regulariser.kind"] = "l2-sp",
        ["regulariser.alpha"] = "0.1",
        ["training.iterations"] = "100",
        ["training.momentum"] = "0.5",
    });

    [Theory]
    [InlineData("training.crop <= 96", true)]
    [InlineData("training.crop < 96", false)]
    [InlineData("training.crop >= 2 * 48 and training.crop != 97", true)]
    [InlineData("regulariser.kind = l2-sp implies regulariser.alpha > 0", true)]
    [InlineData("regulariser.kind is l2-sp implies regulariser.alpha > 1", false)]
    [InlineData("regulariser.kind = l2 implies regulariser.alpha > 1", true)]
    [InlineData("not (regulariser.kind = l2-sp)", false)]
    [InlineData("not not regulariser.kind = l2-sp", true)]
    [InlineData("weights.path is empty", true)]
    [InlineData("weights.path is not empty", false)]
    [InlineData("weights.path = ''", true)]
    [InlineData("regulariser.kind in (l2, 'l2-sp')", true)]
    [InlineData("training.crop in (48, 144)", false)]
    [InlineData("training.crop = 96 or training.crop = 48 and regulariser.kind = l2", true)]
    [InlineData("(training.crop = 96 or training.crop = 48) and regulariser.kind = l2", false)]
    [InlineData("training.crop - 90 - 3 = 3", true)]
    [InlineData("training.crop / 2 / 2 = 24", true)]
    [InlineData("-training.crop + 100 = 4", true)]
    [InlineData("min(training.crop, 3, 4) + max(1, 2) = 5", true)]
    [InlineData("round(2.4) = 2", true)]
    [InlineData("regulariser.alpha * 1e1 = 1", true)]
    [InlineData("1 = 1 implies 1 = 2 implies 1 = 3", true)]
    [InlineData("compat = engine", true)]
    public void Conditions_hold_as_they_read(string text, bool holds) => Assert.Equal(holds, Expression.Condition(text, "Constraint").Holds(Given));

    [Fact]
    public void Alpha_by_pull_gives_the_schedule_that_pull()
    {
        var alpha = (double)Expression.Read("pull(0.16)", "Link").Of(Given);
        Assert.Equal(0.16, Pull.Of(Given with { Regulariser = Given.Regulariser with { Alpha = alpha } }), 12);
        Assert.Equal(Pull.AlphaFor(0.16, Given.Training), alpha);
    }

    [Fact]
    public void Settings_that_it_depends_on_are_named()
    {
        Assert.Equal(["regulariser.kind", "training.crop"], Expression.Condition("training.crop < 9 or regulariser.kind = l2", "Constraint").Settings.Order());
        Assert.Contains("training.iterations", Expression.Read("pull(1)", "Link").Settings);
    }

    [Theory]
    [InlineData("", "Constraint \"\", column 1: nothing is there; write for example training.crop <= 96.")]
    [InlineData("training.crop <= ", "Constraint \"training.crop <= \", column 18: the expression ends where a value is expected.")]
    [InlineData("training.crop <= and", "Constraint \"training.crop <= and\", column 18: \"and\" stands where a value is expected; a value is a setting's key, a number, a word or a text in quotes.")]
    [InlineData("trianing.crop <= 96", "Constraint \"trianing.crop <= 96\", column 1: there is no setting \"trianing.crop\". Did you mean training.crop?")]
    [InlineData("training.crop-1 > 2", "Constraint \"training.crop-1 > 2\", column 1: there is no setting \"training.crop-1\" (a minus has spaces around it). Did you mean training.crop?")]
    [InlineData("1 < 2 and regulariser.kind = l3", "Constraint \"1 < 2 and regulariser.kind = l3\", column 30: regulariser.kind is never \"l3\"; it is one of ")]
    [InlineData("training.crop = l2", "Constraint \"training.crop = l2\", column 15: the number training.crop is compared with the text \"l2\"; compare like with like.")]
    [InlineData("1 < regulariser.kind", "Constraint \"1 < regulariser.kind\", column 5: < takes numbers, and the text regulariser.kind is none.")]
    [InlineData("training.crop and 1 < 2", "Constraint \"training.crop and 1 < 2\", column 15: and takes conditions, and the number training.crop is none.")]
    [InlineData("(1 < 2", "Constraint \"(1 < 2\", column 7: the parenthesis of column 1 is not closed; write ).")]
    [InlineData("1 < 2 3", "Constraint \"1 < 2 3\", column 7: \"3\" does not go on from what stands before; join conditions by and, or, implies.")]
    [InlineData("1 < 2x", "Constraint \"1 < 2x\", column 5: \"2x\" is no number; write 0.01 or 1e-4.")]
    [InlineData("weights.path = 'a", "Constraint \"weights.path = 'a\", column 16: the quote ' is not closed; close it.")]
    [InlineData("a & b", "Constraint \"a & b\", column 3: \"&\" is no part of the language; put a text in quotes.")]
    [InlineData("sin(1) > 0", "Constraint \"sin(1) > 0\", column 1: there is no function \"sin\"; available: pull, min, max, round.")]
    [InlineData("seed > 0", "Constraint \"seed > 0\", column 1: the seed is no setting that rows differ in; name seeds under seeds.")]
    [InlineData("training.crop", "Constraint \"training.crop\" gives a number: it must be true or false of a configuration; compare it, for example training.crop <= 96.")]
    public void What_cannot_be_read_says_where_and_why(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<UsageException>(() => Expression.Condition(text, "Constraint")).Message, StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_refused_and_does_no_harm()
    {
        foreach (var open in new[] { "(", "min(", "not (", "- (" })
            Assert.Contains("levels of parentheses", Assert.Throws<UsageException>(() => Expression.Condition(string.Concat(Enumerable.Repeat(open, 50_000)), "Constraint")).Message, StringComparison.Ordinal);
        Assert.False(Expression.Condition(string.Concat(Enumerable.Repeat("not ", 50_001)) + "1 < 2", "Constraint").Holds(Given));
    }
}
