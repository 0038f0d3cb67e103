using Experiments.Engine.Augmentation;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Augmentation;

/// <summary>The augmentation chain step by step on whole images, as slowly and plainly as it can be said.</summary>
internal static class SequentialAugmentation
{
    public static (double[] Image, long[] Labels) Apply(Sample sample, AugmentationSettings settings, DataSettings data, int crop, AugmentationDraw draw)
    {
        var image = Jitter(sample.Image, settings.Jitter, draw);
        var labels = new Plane<int>(sample.Labels.Height, sample.Labels.Width, 1, [.. sample.Labels.Values.Select(v => (int)v)]);
        var mirrored = settings.Mirror && draw.Mirror < 0.5;
        if (settings.Order == AugmentationOrder.Reference)
        {
            image = image.Map((y, x, c) => image[y, x, c] - data.Mean[c]);
            if (mirrored) (image, labels) = (Mirror(image), Mirror(labels));
            (image, labels) = ScaleAndRotate(image, labels, settings, draw, [0, 0, 0]);
            (image, labels) = (Pad(image, crop, [0, 0, 0]), Pad(labels, crop, [255]));
        }
        else
        {
            (image, labels) = ScaleAndRotate(image, labels, settings, draw, data.Mean);
            if (draw.BlurGate < settings.BlurProbability) image = Blur(image);
            if (mirrored) (image, labels) = (Mirror(image), Mirror(labels));
            (image, labels) = (Pad(image, crop, data.Mean), Pad(labels, crop, [255]));
            image = image.Map((y, x, c) => image[y, x, c] - data.Mean[c]);
        }

        var top = (int)(draw.Top * (image.Height - crop + 1));
        var left = (int)(draw.Left * (image.Width - crop + 1));
        var (pixels, classes) = (new double[3 * crop * crop], new long[crop * crop]);
        for (var y = 0; y < crop; y++)
        {
            for (var x = 0; x < crop; x++)
            {
                classes[(y * crop) + x] = labels[top + y, left + x, 0];
                for (var c = 0; c < 3; c++) pixels[(((c * crop) + y) * crop) + x] = image[top + y, left + x, c] / data.Std[c];
            }
        }

        return (pixels, classes);
    }

    private static Plane<double> Jitter(RgbImage image, ColourJitter jitter, AugmentationDraw draw)
    {
        var result = new Plane<double>(image.Height, image.Width, 3, [.. image.Pixels.Select(v => (double)v)]);
        if (jitter == ColourJitter.Reference)
        {
            for (var i = 0; i < result.Values.Length; i++) result.Values[i] += 63.0 / 255 * ((2 * draw.Brightness) - 1);
        }

        if (jitter != ColourJitter.Working) return result;
        var (brightness, contrast, saturation) = (0.75 + (0.5 * draw.Brightness), 0.75 + (0.5 * draw.Contrast), 0.75 + (0.5 * draw.Saturation));
        var mean = Enumerable.Range(0, image.Height * image.Width).Average(i => brightness * Grey(image.Pixels.AsSpan(3 * i, 3)));
        for (var i = 0; i < image.Height * image.Width; i++)
        {
            var grey = brightness * Grey(image.Pixels.AsSpan(3 * i, 3));
            for (var c = 0; c < 3; c++)
            {
                var value = brightness * image.Pixels[(3 * i) + c];
                result.Values[(3 * i) + c] = Math.Clamp(mean + (contrast * (grey - mean)) + (contrast * saturation * (value - grey)), 0, 255);
            }
        }

        return result;
    }

    private static double Grey(ReadOnlySpan<byte> pixel) => (0.299 * pixel[0]) + (0.587 * pixel[1]) + (0.114 * pixel[2]);

    private static Plane<T> Mirror<T>(Plane<T> plane) => plane.Map((y, x, c) => plane[y, plane.Width - 1 - x, c]);

    private static (Plane<double> Image, Plane<int> Labels) ScaleAndRotate(
        Plane<double> image, Plane<int> labels, AugmentationSettings settings, AugmentationDraw draw, IReadOnlyList<double> fill)
    {
        var scale = settings.ScaleMin + (draw.Scale * (settings.ScaleMax - settings.ScaleMin));
        var (height, width) = ((int)Math.Round(image.Height * scale), (int)Math.Round(image.Width * scale));
        image = Bilinear(image, height, width, settings.ImageResize);
        labels = Nearest(labels, height, width, settings.LabelResize == NearestConvention.Corner ? 0 : 0.5);
        var radians = settings.RotationDegrees * ((2 * draw.Rotation) - 1) * Math.PI / 180;
        if (radians == 0 || draw.RotationGate >= settings.RotationProbability) return (image, labels);
        var centre = settings.RotationCentre == RotationCentre.OpenCv
            ? (Y: height / 2.0, X: width / 2.0)
            : (Y: (height - 1) / 2.0, X: (width - 1) / 2.0);
        return (Rotate(image, radians, centre, fill), RotateNearest(labels, radians, centre));
    }

    private static Plane<double> Bilinear(Plane<double> plane, int height, int width, ResizeConvention convention) => new Plane<double>(height, width, 3).Map((y, x, c) =>
    {
        var (sy, sx) = (Source(y, plane.Height, height, convention), Source(x, plane.Width, width, convention));
        var (y0, x0) = ((int)sy, (int)sx);
        var (y1, x1) = (Math.Min(y0 + 1, plane.Height - 1), Math.Min(x0 + 1, plane.Width - 1));
        var (dy, dx) = (sy - y0, sx - x0);
        return ((1 - dy) * (((1 - dx) * plane[y0, x0, c]) + (dx * plane[y0, x1, c]))) + (dy * (((1 - dx) * plane[y1, x0, c]) + (dx * plane[y1, x1, c])));
    });

    private static double Source(int i, double size, double target, ResizeConvention convention) => convention switch
    {
        ResizeConvention.Tf1Legacy => i * size / target,
        ResizeConvention.AlignCorners => target == 1 ? 0 : i * (size - 1) / (target - 1),
        _ => Math.Max(((i + 0.5) * size / target) - 0.5, 0),
    };

    private static Plane<int> Nearest(Plane<int> plane, int height, int width, double shift) => new Plane<int>(height, width, 1).Map(
        (y, x, c) => plane[(int)Math.Floor((y + shift) * plane.Height / height), (int)Math.Floor((x + shift) * plane.Width / width), c]);

    private static Plane<double> Rotate(Plane<double> plane, double radians, (double Y, double X) centre, IReadOnlyList<double> fill) => plane.Map((y, x, c) =>
    {
        var (sy, sx) = Source(y, x, radians, centre);
        var (y0, x0) = ((int)Math.Floor(sy), (int)Math.Floor(sx));
        var sum = 0.0;
        for (var dy = 0; dy <= 1; dy++)
        {
            for (var dx = 0; dx <= 1; dx++)
            {
                var weight = (1 - Math.Abs(sy - y0 - dy)) * (1 - Math.Abs(sx - x0 - dx));
                var inside = y0 + dy >= 0 && y0 + dy < plane.Height && x0 + dx >= 0 && x0 + dx < plane.Width;
                sum += weight * (inside ? plane[y0 + dy, x0 + dx, c] : fill[c]);
            }
        }

        return sum;
    });

    private static Plane<int> RotateNearest(Plane<int> plane, double radians, (double Y, double X) centre) => plane.Map((y, x, c) =>
    {
        var (sy, sx) = Source(y, x, radians, centre);
        var (ny, nx) = ((int)Math.Floor(sy + 0.5), (int)Math.Floor(sx + 0.5));
        return ny >= 0 && ny < plane.Height && nx >= 0 && nx < plane.Width ? plane[ny, nx, c] : 255;
    });

    /// <summary>Where a pixel of the picture turned counter-clockwise comes from.</summary>
    private static (double Y, double X) Source(int y, int x, double radians, (double Y, double X) centre)
    {
        var (sin, cos) = (Math.Sin(radians), Math.Cos(radians));
        return (
            centre.Y + (sin * (x - centre.X)) + (cos * (y - centre.Y)),
            centre.X + (cos * (x - centre.X)) - (sin * (y - centre.Y)));
    }

    /// <summary>All 25 neighbours of (1, 4, 6, 4, 1) ⊗ (1, 4, 6, 4, 1) / 256, reflected about the outermost pixels.</summary>
    private static Plane<double> Blur(Plane<double> plane)
    {
        double[] weights = [1, 4, 6, 4, 1];
        int Reflected(int i, int length)
        {
            var period = Math.Max(2 * (length - 1), 1);
            i = ((i % period) + period) % period;
            return i < length ? i : period - i;
        }

        return plane.Map((y, x, c) =>
        {
            var sum = 0.0;
            for (var k = 0; k < 25; k++)
                sum += weights[k / 5] * weights[k % 5] * plane[Reflected(y + (k / 5) - 2, plane.Height), Reflected(x + (k % 5) - 2, plane.Width), c];
            return sum / 256;
        });
    }

    private static Plane<T> Pad<T>(Plane<T> plane, int crop, IReadOnlyList<T> fill)
    {
        var (height, width) = (Math.Max(plane.Height, crop), Math.Max(plane.Width, crop));
        var (top, left) = ((height - plane.Height) / 2, (width - plane.Width) / 2);
        return new Plane<T>(height, width, plane.Channels).Map(
            (y, x, c) => y >= top && y < top + plane.Height && x >= left && x < left + plane.Width ? plane[y - top, x - left, c] : fill[c]);
    }

    private sealed record Plane<T>(int Height, int Width, int Channels, T[] Values)
    {
        public Plane(int height, int width, int channels) : this(height, width, channels, new T[height * width * channels]) { }

        public T this[int y, int x, int c] => Values[(((y * Width) + x) * Channels) + c];

        public Plane<T> Map(Func<int, int, int, T> at)
        {
            var result = new Plane<T>(Height, Width, Channels);
            for (var i = 0; i < result.Values.Length; i++) result.Values[i] = at(i / Channels / Width, i / Channels % Width, i % Channels);
            return result;
        }
    }
}
