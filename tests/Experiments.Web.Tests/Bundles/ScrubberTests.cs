using Experiments.Web.Bundles;

namespace Experiments.Web.Tests.Bundles;

public sealed class ScrubberTests
{
    private static readonly Scrubber Clean = new(["/srv/my data", "D:\\Ada's sets"], ["box7", "ada", "root"], ["Analytical Engine"]);

    [Theory]
    [InlineData("read /mnt/ada/x/weights.safetensors now", "read [path]/weights.safetensors now")]
    [InlineData("in /srv/my data/train", "in [path]/train")]
    [InlineData("{\"root\": \"/mnt/ada\"}", "{\"root\": \"[path]\"}")]
    [InlineData("{\"a\": \"x\\n/mnt/ada/y\"}", "{\"a\": \"x\\n[path]\"}")]
    [InlineData("{\"a\": \"C:\\\\Users\\\\ada\\\\run.log\"}", "{\"a\": \"[path]/run.log\"}")]
    [InlineData("D:\\Ada's sets\\one", "[path]\\one")]
    [InlineData("C:\\Users\\ada", "[path]")]
    [InlineData("file:///mnt/ada/x", "[path]")]
    [InlineData("~/sets/one and ~ada/two", "[path] and [path]")]
    [InlineData("box7/41 by ada, Ada; adagrad", "hidden/41 by hidden, hidden; adagrad")]
    [InlineData("the analytical engine's", "the hidden's")]
    [InlineData("\"root\": 1, train/loss, N/A, 3/4, text/csv, </p>, https://example.org/a/b, 76.9 / 41.89", "\"root\": 1, train/loss, N/A, 3/4, text/csv, </p>, https://example.org/a/b, 76.9 / 41.89")]
    [InlineData("images/train/0001", "images/train/0001")]
    public void Names_and_paths_go_and_the_rest_stays(string text, string expected)
    {
        Assert.Equal(expected, Clean.Clean(text));
        Assert.Equal(expected, Clean.Clean(expected)); // a second time changes nothing
    }
}
