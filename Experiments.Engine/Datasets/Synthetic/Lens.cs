using System.Numerics;
using Experiments.Engine.Imaging;

namespace Experiments.Engine.Datasets.Synthetic;

/// <summary>Haze, exposure, cast, blur, vignette and noise: from the scene's colours to bytes.</summary>
internal sealed record Lens(float Blur, float Vignette, float NoiseLevel, float Contrast, uint Seed)
{
    /// <summary>Draws a lens and a sensor.</summary>
    public static Lens Draw(ChanceGenerator chance) => new(
        (float)chance.NextDouble(0.05, 0.18), (float)chance.NextDouble(0, 0.35), (float)chance.NextDouble(0.004, 0.018),
        (float)chance.NextDouble(0.85, 1.15), (uint)(chance.NextBits() >> 40));

    /// <summary>Takes the picture.</summary>
    public RgbImage Expose(Canvas canvas, Daylight light)
    {
        var (height, width) = (canvas.Camera.Height, canvas.Camera.Width);
        var colours = Hazed(canvas, light);
        colours = Blurred(colours, height, width);
        var image = new RgbImage(height, width);
        var cast = new Vector3(1 + light.Warmth, 1 + light.Tint, 1 - light.Warmth) * light.Exposure;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = (y * width) + x;
                var (dx, dy) = (((2f * x) / width) - 1, ((2f * y) / height) - 1);
                var colour = colours[at] * cast * (1 - (Vignette * 0.5f * ((dx * dx) + (dy * dy))));
                colour = new Vector3(0.45f) + ((colour - new Vector3(0.45f)) * Contrast);
                image.Pixels[3 * at] = ToByte(colour.X, x, y, 0);
                image.Pixels[(3 * at) + 1] = ToByte(colour.Y, x, y, 1);
                image.Pixels[(3 * at) + 2] = ToByte(colour.Z, x, y, 2);
            }
        }

        return image;
    }

    private static Vector3[] Hazed(Canvas canvas, Daylight light)
    {
        var result = new Vector3[canvas.Colours.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var depth = canvas.Depths[i];
            var colour = canvas.Colours[i];
            result[i] = float.IsPositiveInfinity(depth) ? colour : colour + ((light.HorizonColour - colour) * (depth / (depth + light.HazeDistance)));
        }

        return result;
    }

    /// <summary>Three taps each way; the border repeats.</summary>
    private Vector3[] Blurred(Vector3[] colours, int height, int width)
    {
        var rows = new Vector3[colours.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = y * width;
                var sides = colours[at + Math.Max(x - 1, 0)] + colours[at + Math.Min(x + 1, width - 1)];
                rows[at + x] = (colours[at + x] * (1 - (2 * Blur))) + (sides * Blur);
            }
        }

        var result = new Vector3[colours.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var sides = rows[(Math.Max(y - 1, 0) * width) + x] + rows[(Math.Min(y + 1, height - 1) * width) + x];
                result[(y * width) + x] = (rows[(y * width) + x] * (1 - (2 * Blur))) + (sides * Blur);
            }
        }

        return result;
    }

    /// <summary>Adds noise (the sum of four uniform draws, nearly normal) and rounds.</summary>
    private byte ToByte(float value, int x, int y, int channel)
    {
        unchecked
        {
            var bits = (uint)(Noise.Hash(x, y, Seed + (uint)channel) * 16777216f);
            var sum = (bits & 63) + ((bits >> 6) & 63) + ((bits >> 12) & 63) + ((bits >> 18) & 63);
            var noise = (sum - 126f) * (1f / 37f);
            return (byte)Math.Clamp((255 * (value + (NoiseLevel * noise))) + 0.5f, 0, 255);
        }
    }
}
