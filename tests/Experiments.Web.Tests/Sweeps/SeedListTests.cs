using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Sweeps;

public sealed class SeedListTests
{
    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("0-2", new[] { 0, 1, 2 })]
    [InlineData("0,1,2", new[] { 0, 1, 2 })]
    [InlineData("3, 0-1; 7", new[] { 3, 0, 1, 7 })]
    public void Numbers_and_ranges_are_read_in_the_order_given(string text, int[] seeds) =>
        Assert.Equal(seeds, SeedList.Parse(text));

    [Theory]
    [InlineData("", "Seeds are empty: give at least one, for example 0-2 or 0, 1, 2.")]
    [InlineData("0, x", "Seeds have \"x\": a seed is a whole number from 0, a range is first-last such as 0-2.")]
    [InlineData("2-0", "Seeds have \"2-0\": a seed is a whole number from 0, a range is first-last such as 0-2.")]
    [InlineData("-1", "Seeds have \"-1\": a seed is a whole number from 0, a range is first-last such as 0-2.")]
    [InlineData("0-2, 1", "Seeds \"0-2, 1\" name 1 twice: each seed is one run; name it once.")]
    [InlineData("0-2000000000", "Seeds \"0-2000000000\" are more than 1000: give fewer.")]
    public void What_is_no_list_of_seeds_is_refused_with_rule_value_and_remedy(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => SeedList.Parse(text)).Message);

    [Theory]
    [InlineData(new[] { 0, 1, 2, 5 }, "0-2, 5")]
    [InlineData(new[] { 4, 5 }, "4, 5")]
    [InlineData(new int[0], "")]
    public void Seeds_are_written_as_short_as_can_be_read_back(int[] seeds, string text) =>
        Assert.Equal(text, SeedList.Format(seeds));
}
