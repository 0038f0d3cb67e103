using Experiments.Engine.Evaluation;

namespace Experiments.Engine.Tests.Evaluation;

public class WindowsTests
{
    [Theory]
    [InlineData(2048, 720, new[] { 0, 480, 960, 1328 })]
    [InlineData(3584, 864, new[] { 0, 576, 1152, 1728, 2304, 2720 })]
    [InlineData(875, 480, new[] { 0, 320, 395 })]
    [InlineData(800, 480, new[] { 0, 320 })]
    [InlineData(864, 864, new[] { 0 })]
    public void Windows_start_where_the_reference_starts_them(int length, int crop, int[] expected) =>
        Assert.Equal(expected, Windows.Starts(length, crop, 2 * crop / 3));

    [Fact]
    public void Every_pixel_is_covered_and_no_window_leaves_the_image()
    {
        for (var length = 48; length < 400; length += 7)
        {
            var starts = Windows.Starts(length, 48, 32);
            var covered = starts.SelectMany(s => Enumerable.Range(s, 48)).Distinct().Order().ToList();
            Assert.Equal(Enumerable.Range(0, length), covered);
        }
    }
}
