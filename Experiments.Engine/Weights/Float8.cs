namespace Experiments.Engine.Weights;

/// <summary>The two 8-bit floats of Micikevicius et al. 2022 (arXiv:2209.05433, table 1).</summary>
internal static class Float8
{
    /// <summary>The value of each of the 256 bytes.</summary>
    /// <param name="type">Float8E4M3 or Float8E5M2.</param>
    public static float[] Table(ElementType type)
    {
        var values = new float[256];
        for (var bits = 0; bits < values.Length; bits++) values[bits] = type == ElementType.Float8E4M3 ? E4M3(bits) : E5M2(bits);
        return values;
    }

    /// <summary>Bias 7; no infinity: all ones in exponent and mantissa is not a number.</summary>
    private static float E4M3(int bits) => (bits & 0x7F) == 0x7F ? float.NaN : Value(bits, 3, 7);

    /// <summary>Bias 15; the highest exponent is infinity and not a number, as in IEEE 754.</summary>
    private static float E5M2(int bits) => (bits & 0x7F) switch
    {
        0x7C => bits > 0x7F ? float.NegativeInfinity : float.PositiveInfinity,
        > 0x7C => float.NaN,
        _ => Value(bits, 2, 15),
    };

    private static float Value(int bits, int mantissaBits, int bias)
    {
        var exponent = (bits & 0x7F) >> mantissaBits;
        var mantissa = (bits & ((1 << mantissaBits) - 1)) / (float)(1 << mantissaBits);
        var size = exponent == 0 ? MathF.ScaleB(mantissa, 1 - bias) : MathF.ScaleB(1 + mantissa, exponent - bias);
        return bits > 0x7F ? -size : size;
    }
}
