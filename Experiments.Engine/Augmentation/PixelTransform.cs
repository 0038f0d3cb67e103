using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Augmentation;

/// <summary>
/// Colour jitter and mean subtraction of one image, pixel by pixel, on values of 0-255.
/// </summary>
/// <remarks>
/// <see cref="ColourJitter.Reference"/>: v + δ with δ uniform in ±63/255, which is next to nothing on this range, as
/// in the reference. <see cref="ColourJitter.Working"/>: brightness b, contrast c and saturation s uniform in
/// 0.75-1.25; with g = b·grey(pixel) and m = b·(mean grey of the image), v' = m + c·(g − m) + c·s·(b·v − g), clamped
/// to 0-255 at the end. Grey is 0.299 R + 0.587 G + 0.114 B.
/// </remarks>
internal readonly struct PixelTransform
{
    private const double ReferenceDelta = 63.0 / 255;
    private const double WorkingRange = 0.25;

    private readonly bool _working;
    private readonly float _offset;
    private readonly float _meanGrey;
    private readonly float _brightness;
    private readonly float _contrast;
    private readonly float _saturation;
    private readonly float _meanRed;
    private readonly float _meanGreen;
    private readonly float _meanBlue;

    /// <summary>Prepares the transform of one image.</summary>
    public PixelTransform(RgbImage image, ColourJitter jitter, double brightness, double contrast, double saturation, ReadOnlySpan<float> mean)
    {
        (_meanRed, _meanGreen, _meanBlue) = (mean[0], mean[1], mean[2]);
        _working = jitter == ColourJitter.Working;
        if (jitter == ColourJitter.Reference) _offset = (float)(ReferenceDelta * ((2 * brightness) - 1));
        if (!_working) return;
        _brightness = Factor(brightness);
        _contrast = Factor(contrast);
        _saturation = Factor(saturation);
        _meanGrey = _brightness * MeanGrey(image);
    }

    /// <summary>Changes a run of pixels (red, green, blue in turn) into floats with the mean subtracted.</summary>
    public void Apply(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (var i = 0; i + 2 < source.Length; i += 3)
        {
            float red = source[i], green = source[i + 1], blue = source[i + 2];
            if (_working)
            {
                (red, green, blue) = (red * _brightness, green * _brightness, blue * _brightness);
                var grey = Grey(red, green, blue);
                var centre = _meanGrey + (_contrast * (grey - _meanGrey));
                var chroma = _contrast * _saturation;
                red = Math.Clamp(centre + (chroma * (red - grey)), 0, 255);
                green = Math.Clamp(centre + (chroma * (green - grey)), 0, 255);
                blue = Math.Clamp(centre + (chroma * (blue - grey)), 0, 255);
            }

            target[i] = red + _offset - _meanRed;
            target[i + 1] = green + _offset - _meanGreen;
            target[i + 2] = blue + _offset - _meanBlue;
        }
    }

    private static float Factor(double draw) => (float)(1 + (WorkingRange * ((2 * draw) - 1)));

    private static float Grey(float red, float green, float blue) => (0.299f * red) + (0.587f * green) + (0.114f * blue);

    private static float MeanGrey(RgbImage image)
    {
        long red = 0, green = 0, blue = 0;
        var pixels = image.Pixels;
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            red += pixels[i];
            green += pixels[i + 1];
            blue += pixels[i + 2];
        }

        double count = pixels.Length / 3;
        return Grey((float)(red / count), (float)(green / count), (float)(blue / count));
    }
}
