using Experiments.Engine.Imaging;

namespace Experiments.Engine.Tests.Imaging;

public class ResizeTests
{
    [Fact]
    public void Two_pixels_become_four_by_half_pixel_centres()
    {
        var image = new RgbImage(1, 2, [0, 0, 0, 4, 40, 200]);
        Assert.Equal([0, 0, 0, 1, 10, 50, 3, 30, 150, 4, 40, 200], Resize.Bilinear(image, 1, 4).Pixels);
    }

    [Fact]
    public void Shrinking_samples_without_smoothing()
    {
        byte[] row = [0, 10, 20, 30, 40, 50, 60, 70];
        var image = new RgbImage(1, 8, [.. row.SelectMany(v => new[] { v, v, v })]);
        // Source coordinates 1.5 and 5.5.
        Assert.Equal([15, 15, 15, 55, 55, 55], Resize.Bilinear(image, 1, 2).Pixels);
        // Source coordinates 0.83, 3.5, 6.17.
        Assert.Equal([8, 35, 62], Resize.Bilinear(image, 1, 3).Pixels.Where((_, i) => i % 3 == 0).Select(v => (int)v));
    }

    [Fact]
    public void The_same_size_gives_the_same_pixels()
    {
        var image = new RgbImage(3, 5, [.. Enumerable.Range(0, 45).Select(i => (byte)(i * 5))]);
        Assert.Equal(image.Pixels, Resize.Bilinear(image, 3, 5).Pixels);
    }

    [Fact]
    public void Labels_take_the_pixel_under_the_centre()
    {
        var labels = new LabelMap(1, 4, [1, 2, 3, 255]);
        Assert.Equal([1, 1, 2, 2, 3, 3, 255, 255], Resize.Nearest(labels, 1, 8).Values);
        Assert.Equal([2, 255], Resize.Nearest(labels, 1, 2).Values);
        Assert.Equal([1, 3, 255], Resize.Nearest(labels, 1, 3).Values);
    }
}
