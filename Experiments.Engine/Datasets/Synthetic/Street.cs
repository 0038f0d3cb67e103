using System.Numerics;

namespace Experiments.Engine.Datasets.Synthetic;

/// <summary>Light of a scene.</summary>
/// <param name="Sun">Unit vector towards the sun, in the plan.</param>
/// <param name="Ambient">Light from everywhere.</param>
/// <param name="Direct">Light from the sun.</param>
/// <param name="Exposure">Factor on all light.</param>
/// <param name="Warmth">Towards orange; towards blue where negative.</param>
/// <param name="Tint">Towards green; towards magenta where negative.</param>
/// <param name="HazeDistance">Metres at which half of what is seen is haze.</param>
/// <param name="Zenith">Colour of the sky overhead.</param>
/// <param name="HorizonColour">Colour of the sky at the horizon, and of the haze.</param>
/// <param name="Clouds">Strength of the clouds.</param>
internal sealed record Daylight(
    PlanPoint Sun, float Ambient, float Direct, float Exposure, float Warmth, float Tint, float HazeDistance, Vector3 Zenith, Vector3 HorizonColour, float Clouds)
{
    /// <summary>Light on an upright surface from one point of the plan to another, seen from its right-hand side.</summary>
    public float On(PlanPoint from, PlanPoint to)
    {
        var along = (to - from).Unit;
        return Ambient + (Direct * Math.Abs((along.Z * Sun.X) - (along.X * Sun.Z)) * ((along.Z * Sun.X) - (along.X * Sun.Z) > 0 ? 1 : 0.35f));
    }
}

/// <summary>The ground plan of a street and its looks: all that is drawn before objects are placed.</summary>
internal sealed class Street
{
    private readonly ChanceGenerator _chance;

    /// <summary>Draws a street of a city.</summary>
    public Street(CityStyle style, ChanceGenerator chance)
    {
        Style = style;
        _chance = chance;
        RoadHalfWidth = style.RoadHalfWidth.Draw(chance);
        SidewalkLeft = style.Sidewalk.Draw(chance);
        SidewalkRight = style.Sidewalk.Draw(chance);
        End = (float)chance.NextDouble(26, 80);
        CrossStart = chance.NextBoolean(0.5) ? (float)chance.NextDouble(9, 45) : float.MaxValue;
        CrossEnd = CrossStart + (float)chance.NextDouble(6, 12);
        // Two or three materials serve the whole street, so that road, pavement, walls and houses look alike.
        Palette = [Material(), Material(), Material()];
        // The sky's colour may be a wall's, a car's or the road's.
        if (chance.NextBoolean(0.35)) Palette[2] = style.Skies[chance.NextInt(style.Skies.Length)];
        Road = PickSurface(0.55f, 1.0f, [TextureFamily.Grain, TextureFamily.Grain, TextureFamily.Plaster]);
        Pavement = PickSurface(0.6f, 1.2f, [TextureFamily.Slabs, TextureFamily.Slabs, TextureFamily.Bricks]);
        // Green is a habit of plants, not a rule: leaves lean towards the street's other colours.
        var foliage = style.Foliage[chance.NextInt(style.Foliage.Length)];
        Greenery = foliage + (((Palette[chance.NextInt(3)] * 0.7f) - foliage) * (float)chance.NextDouble(0, 0.7));
        GrassLeft = chance.NextBoolean(0.45);
        GrassRight = chance.NextBoolean(0.45);
        Light = DrawLight();
        Markings = chance.NextBoolean(0.75);
        MarkingShade = (float)chance.NextDouble(0.55, 0.95);
        Crossing = chance.NextBoolean(0.4) ? (float)chance.NextDouble(5, 25) : float.MaxValue;
        ShadowSide = chance.NextInt(3) - 1;
        ShadowReach = (float)chance.NextDouble(-0.6, 0.9);
        Dapple = chance.NextBoolean(0.35) ? (float)chance.NextDouble(0.25, 0.5) : 0;
        Seed = NextSeed();
    }

    public CityStyle Style { get; }

    public float RoadHalfWidth { get; }

    public float SidewalkLeft { get; }

    public float SidewalkRight { get; }

    public float End { get; }

    public float CrossStart { get; }

    public float CrossEnd { get; }

    public Vector3[] Palette { get; }

    public (Vector3 Colour, Texture Texture) Road { get; }

    public (Vector3 Colour, Texture Texture) Pavement { get; }

    public Vector3 Greenery { get; }

    public bool GrassLeft { get; }

    public bool GrassRight { get; }

    public Daylight Light { get; }

    public bool Markings { get; }

    public float MarkingShade { get; }

    public float Crossing { get; }

    public int ShadowSide { get; }

    public float ShadowReach { get; }

    public float Dapple { get; }

    public uint Seed { get; }

    /// <summary>X of the line between pavement and lots on a side (−1 left, 1 right), as a distance from the axis.</summary>
    public float LotLine(int side) => RoadHalfWidth + (side < 0 ? SidewalkLeft : SidewalkRight);

    /// <summary>Whether a stretch of Z meets the cross street.</summary>
    public bool IsCrossed(float from, float to) => to > CrossStart - 1 && from < CrossEnd + 1;

    /// <summary>A material of the street's palette, a little changed, with a texture of the usual families, or often of any.</summary>
    public (Vector3 Colour, Texture Texture) PickSurface(float darkest, float brightest, ReadOnlySpan<TextureFamily> usual = default)
    {
        var colour = Palette[_chance.NextInt(Palette.Length)] * (float)_chance.NextDouble(darkest, brightest);
        var family = (TextureFamily)_chance.NextInt(5);
        if (usual.Length > 0 && _chance.NextBoolean(0.6)) family = usual[_chance.NextInt(usual.Length)];
        return (colour, new Texture(family, (float)_chance.NextDouble(0.4, 1.4), (float)_chance.NextDouble(0.12, 0.5), NextSeed()));
    }

    /// <summary>A paint of the city: cars, clothes, posters.</summary>
    public Vector3 Paint() =>
        _chance.NextBoolean(0.3)
            ? Palette[_chance.NextInt(Palette.Length)] * (float)_chance.NextDouble(0.5, 1.2)
            : Style.Paints[_chance.NextInt(Style.Paints.Length)] * (float)_chance.NextDouble(0.75, 1.15);

    /// <summary>The street's green, a little changed.</summary>
    public Vector3 Green()
    {
        var other = Style.Foliage[_chance.NextInt(Style.Foliage.Length)];
        return (Greenery + ((other - Greenery) * (float)_chance.NextDouble(0, 0.6))) * (float)_chance.NextDouble(0.75, 1.3);
    }

    public uint NextSeed() => (uint)(_chance.NextBits() >> 40);

    private Vector3 Material()
    {
        var colour = Style.Materials[_chance.NextInt(Style.Materials.Length)];
        var other = Style.Materials[_chance.NextInt(Style.Materials.Length)];
        return (colour + ((other - colour) * (float)_chance.NextDouble(0, 0.5))) * (float)_chance.NextDouble(0.7, 1.2);
    }

    private Daylight DrawLight()
    {
        var direct = _chance.NextBoolean(0.6) ? (float)_chance.NextDouble(0.25, 0.6) : (float)_chance.NextDouble(0, 0.12);
        var sun = new PlanPoint((float)_chance.NextDouble(-1, 1), (float)_chance.NextDouble(-1, 1) + 0.001f).Unit;
        var zenith = Style.Skies[_chance.NextInt(Style.Skies.Length)];
        zenith += (Palette[_chance.NextInt(3)] - zenith) * (float)_chance.NextDouble(0, 0.4);
        var horizon = Style.Skies[_chance.NextInt(Style.Skies.Length)] * (float)_chance.NextDouble(0.9, 1.15);
        return new Daylight(
            sun, 0.92f - (0.6f * direct), direct, Style.Exposure.Draw(_chance), Style.Warmth.Draw(_chance), (float)_chance.NextDouble(-0.14, 0.14), Style.Haze.Draw(_chance),
            zenith, horizon, _chance.NextBoolean(0.6) ? (float)_chance.NextDouble(0.1, 0.5) : 0);
    }
}
