using System.Runtime.CompilerServices;

namespace Experiments.Engine.Datasets.Synthetic;

/// <summary>Families of texture; roads, pavements, walls and houses draw from the same ones.</summary>
internal enum TextureFamily
{
    Grain,
    Slabs,
    Bricks,
    Plaster,
    Panels,
}

/// <summary>A texture: a factor on the colour, near 1, at each point (metres) of a surface.</summary>
/// <param name="Family">Family.</param>
/// <param name="Size">Size of its cells in metres.</param>
/// <param name="Strength">How far the factor strays from 1.</param>
/// <param name="Seed">Seed of its noise.</param>
internal readonly record struct Texture(TextureFamily Family, float Size, float Strength, uint Seed)
{
    /// <summary>The factor at a point; details smaller than a pixel fade, as they would through a lens.</summary>
    /// <param name="s">Metres along.</param>
    /// <param name="t">Metres across or up.</param>
    /// <param name="pixel">Size of a pixel there, in metres.</param>
    public float At(float s, float t, float pixel)
    {
        var (u, v) = (s / Size, t / Size);
        var fade = Size / (Size + (2 * pixel));
        var value = Family switch
        {
            TextureFamily.Grain => Noise.Value(u * 3, v * 3, Seed) - 0.5f,
            TextureFamily.Slabs => Cells(u, v, joint: 0.07f),
            TextureFamily.Bricks => Cells(u + (0.5f * ((int)MathF.Floor(v * 2.5f) & 1)), v * 2.5f, joint: 0.12f),
            TextureFamily.Plaster => (Noise.Value(u * 0.4f, v * 0.4f, Seed) + (0.4f * Noise.Value(u * 2, v * 2, Seed))) - 0.7f,
            _ => Cells(u, 0.5f, joint: 0.1f),
        };
        return 1 + (Strength * fade * value) + (0.5f * Strength * (Noise.Value(s * 0.31f, t * 0.31f, Seed + 7) - 0.5f));
    }

    private float Cells(float u, float v, float joint)
    {
        var (column, row) = (MathF.Floor(u), MathF.Floor(v));
        var isJoint = u - column < joint || v - row < joint;
        return isJoint ? -0.8f : 0.7f * (Noise.Hash((int)column, (int)row, Seed) - 0.5f);
    }
}

/// <summary>Value noise from an integer hash: the same on every machine.</summary>
internal static class Noise
{
    /// <summary>A value of [0, 1) for a lattice point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Hash(int x, int y, uint seed)
    {
        unchecked
        {
            var h = ((uint)x * 0x9E3779B1u) ^ ((uint)y * 0x85EBCA77u) ^ (seed * 0xC2B2AE3Du);
            h ^= h >> 15;
            h *= 0x2C1B3C6Du;
            h ^= h >> 12;
            h *= 0x297A2D39u;
            h ^= h >> 15;
            return (h >> 8) * (1f / 16777216f);
        }
    }

    /// <summary>Smooth noise of [0, 1) with a lattice of 1.</summary>
    public static float Value(float x, float y, uint seed)
    {
        var (fx, fy) = (MathF.Floor(x), MathF.Floor(y));
        var (ix, iy) = ((int)fx, (int)fy);
        var (u, v) = (Smooth(x - fx), Smooth(y - fy));
        var top = Hash(ix, iy, seed);
        top += u * (Hash(ix + 1, iy, seed) - top);
        var bottom = Hash(ix, iy + 1, seed);
        bottom += u * (Hash(ix + 1, iy + 1, seed) - bottom);
        return top + (v * (bottom - top));
    }

    private static float Smooth(float t) => t * t * (3 - (2 * t));
}
