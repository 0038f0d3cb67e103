using System.Numerics;

namespace Experiments.Engine.Datasets.Synthetic;

/// <summary>A house front: wall, rows of windows, perhaps a shop, a poster and a gable.</summary>
internal readonly struct Facade : ISurface
{
    public required Vector3 Wall { get; init; }
    public required Vector3 Window { get; init; }
    public required Vector3 Roof { get; init; }
    public required Vector3 Poster { get; init; }
    public required Texture Texture { get; init; }
    public required float Length { get; init; }
    public required float Height { get; init; }
    public required float GableRise { get; init; }
    public required float FloorHeight { get; init; }
    public required float WindowSpacing { get; init; }
    public required float WindowShare { get; init; }
    public required bool Blind { get; init; }
    public required bool Shop { get; init; }
    public required float PosterAt { get; init; }

    public bool TryShade(float s, float y, float pixel, out Shade shade)
    {
        shade = new Shade(Colour(s, y, pixel), StreetClasses.Building);
        return y <= Height || (y - Height) < GableRise * (1 - Math.Abs((2 * s / Length) - 1));
    }

    private Vector3 Colour(float s, float y, float pixel)
    {
        if (y > Height) return Roof * Texture.At(s, y, pixel);
        if (PosterAt > 0 && s > PosterAt && s < PosterAt + 1.6f && y is > 1.2f and < 3f)
            return Poster * (y > 2.5f ? 1.3f : 1);
        var floor = MathF.Floor(y / FloorHeight);
        var up = (y / FloorHeight) - floor;
        var bay = MathF.Floor(s / WindowSpacing);
        var along = (s / WindowSpacing) - bay;
        var isShop = Shop && floor == 0;
        var (low, high) = isShop ? (0.12f, 0.86f) : (0.3f, 0.78f);
        var half = 0.5f * (isShop ? 0.9f : WindowShare);
        var isWindow = !Blind && up > low && up < high && Math.Abs(along - 0.5f) < half && y < Height - 0.4f;
        if (!isWindow) return Wall * Texture.At(s, y, pixel);
        var pane = Noise.Hash((int)bay, (int)floor, Texture.Seed);
        return (Window * (0.5f + (0.7f * pane))) + new Vector3(0.12f * up);
    }
}

/// <summary>A fence of boards or bars, or a low wall: the same textures as houses and roads.</summary>
internal readonly struct FenceSurface : ISurface
{
    public required Vector3 Colour { get; init; }
    public required Texture Texture { get; init; }
    public required float Height { get; init; }

    /// <summary>Metres between bars; 0 for a solid wall.</summary>
    public required float BarSpacing { get; init; }

    public bool TryShade(float s, float y, float pixel, out Shade shade)
    {
        var colour = Colour * Texture.At(s, y, pixel);
        if (BarSpacing > 0)
        {
            var along = (s / BarSpacing) - MathF.Floor(s / BarSpacing);
            var isRail = y > Height - 0.12f || (y > 0.25f && y < 0.37f);
            // Gaps show the dark behind the fence; where bars are finer than pixels, their mean.
            if (!isRail) colour *= pixel > BarSpacing * 0.5f ? 0.75f : along < 0.45f ? 1.05f : 0.42f;
        }

        shade = new Shade(colour, StreetClasses.Fence);
        return true;
    }
}

/// <summary>A crown or a bush: an ellipse with a ragged rim.</summary>
internal readonly struct Foliage : ISurface
{
    public required Vector3 Colour { get; init; }
    public required float Width { get; init; }
    public required float Bottom { get; init; }
    public required float Height { get; init; }
    public required float Grain { get; init; }
    public required uint Seed { get; init; }

    public bool TryShade(float s, float y, float pixel, out Shade shade)
    {
        var (nx, ny) = ((2 * s / Width) - 1, (2 * (y - Bottom) / Height) - 1);
        var rim = Noise.Value(s * 1.9f, y * 1.9f, Seed);
        var leaves = Noise.Value(s * Grain, y * Grain, Seed + 1);
        var fade = 1 / (1 + (Grain * pixel));
        shade = new Shade(Colour * (0.72f + (0.9f * fade * (leaves - 0.4f)) + (0.22f * ny)), StreetClasses.Vegetation);
        return (nx * nx) + (ny * ny) < 0.5f + (0.7f * rim) && leaves * rim > 0.02f;
    }
}

/// <summary>A hedge: a foliage wall with a wavy top.</summary>
internal readonly struct Hedge : ISurface
{
    public required Vector3 Colour { get; init; }
    public required float Height { get; init; }
    public required uint Seed { get; init; }

    public bool TryShade(float s, float y, float pixel, out Shade shade)
    {
        var leaves = Noise.Value(s * 4, y * 4, Seed);
        var fade = 1 / (1 + (4 * pixel));
        shade = new Shade(Colour * (0.62f + (0.9f * fade * (leaves - 0.4f)) + (0.3f * y / Height)), StreetClasses.Vegetation);
        return y < Height * (0.75f + (0.25f * Noise.Value(s * 0.8f, 0, Seed)));
    }
}

/// <summary>One colour with a lit left edge: poles, trunks.</summary>
internal readonly struct Shaft : ISurface
{
    public required Vector3 Colour { get; init; }
    public required float Width { get; init; }
    public required byte Class { get; init; }

    public bool TryShade(float s, float y, float pixel, out Shade shade)
    {
        shade = new Shade(Colour * (1.15f - (0.45f * s / Width)), Class);
        return true;
    }
}

/// <summary>Shapes of signs.</summary>
internal enum SignShape
{
    Circle,
    Triangle,
    Diamond,
    Board,
    Lights,
}

/// <summary>A traffic sign or a traffic light.</summary>
internal readonly struct SignPlate : ISurface
{
    public required SignShape Shape { get; init; }
    public required Vector3 Rim { get; init; }
    public required Vector3 Face { get; init; }
    public required float Width { get; init; }
    public required float Bottom { get; init; }
    public required float Height { get; init; }
    public required int Lamp { get; init; }

    public bool TryShade(float s, float y, float pixel, out Shade shade)
    {
        var (nx, ny) = ((2 * s / Width) - 1, (2 * (y - Bottom) / Height) - 1);
        var distance = Shape switch
        {
            SignShape.Circle => (nx * nx) + (ny * ny),
            SignShape.Triangle => Math.Max(Math.Abs(nx) + (0.5f * (ny + 1)), -ny),
            SignShape.Diamond => Math.Abs(nx) + Math.Abs(ny),
            _ => Math.Max(Math.Abs(nx), Math.Abs(ny)),
        };
        var colour = distance > (Shape == SignShape.Board ? 0.85f : 0.6f) ? Rim : Face;
        if (Shape == SignShape.Board && Math.Abs(ny) < 0.18f && Math.Abs(nx) < 0.6f) colour = Rim;
        if (Shape == SignShape.Lights) colour = LampColour(nx, ny);
        shade = new Shade(colour, StreetClasses.Sign);
        return distance <= 1;
    }

    private Vector3 LampColour(float nx, float ny)
    {
        var index = Math.Clamp((int)((1 - ny) * 1.5f), 0, 2);
        var dy = ((1 - ny) * 1.5f) - index - 0.5f;
        if ((nx * nx) + (4 * dy * dy) > 0.5f) return new Vector3(0.08f);
        if (index != Lamp) return new Vector3(0.2f);
        return index switch { 0 => new Vector3(0.95f, 0.2f, 0.15f), 1 => new Vector3(0.95f, 0.7f, 0.2f), _ => new Vector3(0.2f, 0.9f, 0.5f) };
    }
}

/// <summary>A person seen from any side: head, trunk and arms, two legs.</summary>
internal readonly struct PersonSurface : ISurface
{
    public required Vector3 Skin { get; init; }
    public required Vector3 Shirt { get; init; }
    public required Vector3 Trousers { get; init; }
    public required float Width { get; init; }
    public required float Height { get; init; }
    public required float Stride { get; init; }

    public bool TryShade(float s, float y, float pixel, out Shade shade)
    {
        var x = (2 * s / Width) - 1;
        var t = y / Height;
        var headY = (t - 0.915f) * Height / (0.5f * Width);
        var isHead = (x * x) + (headY * headY) < 0.16f;
        var isTrunk = t > 0.46f && t < 0.84f && Math.Abs(x) < 0.95f - (0.9f * Math.Abs(t - 0.7f));
        var spread = Stride * (0.5f - t);
        var isLeg = t <= 0.48f && (Math.Abs(x - spread - 0.28f) < 0.26f || Math.Abs(x + spread + 0.28f) < 0.26f);
        var colour = isHead ? (headY > 0.12f ? Trousers * 0.6f : Skin) : isTrunk ? Shirt * (Math.Abs(x) > 0.62f ? 0.75f : 1) : Trousers;
        if (t < 0.05f) colour = new Vector3(0.1f);
        shade = new Shade(colour, StreetClasses.Person);
        return isHead || isTrunk || isLeg;
    }
}
