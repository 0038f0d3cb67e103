using Experiments.Web.Attempts;

namespace Experiments.Web.Tests.Attempts;

public sealed class BoundedTailTests
{
    [Fact]
    public void Keeps_all_while_it_fits_and_the_end_afterwards()
    {
        var tail = new BoundedTail(5);
        Assert.Equal("", tail.ToString());
        tail.Append("abc");
        Assert.Equal("abc", tail.ToString());
        tail.Append("de");
        Assert.Equal("abcde", tail.ToString());
        tail.Append("f");
        Assert.Equal("bcdef", tail.ToString());
        tail.Append("0123456789");
        Assert.Equal("56789", tail.ToString());
    }
}
