using System.Numerics;

namespace Experiments.Engine.Datasets.Synthetic;

/// <summary>Sizes and paint of a vehicle; its four sides are upright surfaces with a silhouette.</summary>
internal readonly record struct CarBody(Vector3 Paint, Vector3 Glass, float Length, float Width, float Height, bool IsVan)
{
    /// <summary>Height of the lower edge of the windows.</summary>
    public float Waist => Height * (IsVan ? 0.52f : 0.58f);
}

/// <summary>A vehicle's side: wheels, body, cabin with windows.</summary>
internal readonly struct CarSide(CarBody body) : ISurface
{
    private const float WheelRadius = 0.34f;

    public bool TryShade(float s, float y, float pixel, out Shade shade)
    {
        var u = s / body.Length;
        var isWheel = IsWheel(s - (0.19f * body.Length), y) || IsWheel(s - (0.81f * body.Length), y);
        var rise = (y - body.Waist) / (body.Height - body.Waist);
        var (back, front) = body.IsVan ? (0.02f, 0.96f - (0.1f * rise)) : (0.1f + (0.12f * rise), 0.74f - (0.16f * rise));
        var isCabin = rise is >= 0 and < 1 && u > back && u < front;
        var isBody = y > 0.24f && rise < 0 && (u > 0.015f || y < body.Waist * 0.9f);
        var colour = body.Paint;
        if (isCabin && rise is > 0.12f and < 0.82f && u > back + 0.03f && u < front - 0.03f && Math.Abs(u - 0.44f) > 0.012f) colour = body.Glass;
        if (isBody) colour *= 0.75f + (0.35f * y / body.Waist);
        if (isWheel) colour = new Vector3(0.07f);
        else if (y < 0.36f) colour = new Vector3(0.12f);
        shade = new Shade(colour, StreetClasses.Car);
        return isWheel || isCabin || isBody;
    }

    private static bool IsWheel(float dx, float y)
    {
        var dy = y - WheelRadius;
        return (dx * dx) + (dy * dy) < WheelRadius * WheelRadius;
    }
}

/// <summary>A vehicle's front or rear: body, screen, lights, number plate, wheels.</summary>
internal readonly struct CarEnd(CarBody body, Vector3 lamp) : ISurface
{
    public bool TryShade(float s, float y, float pixel, out Shade shade)
    {
        var x = Math.Abs((2 * s / body.Width) - 1);
        var rise = (y - body.Waist) / (body.Height - body.Waist);
        var isCabin = rise is >= 0 and < 1 && x < (body.IsVan ? 0.98f : 0.93f - (0.22f * rise));
        var isBody = y > 0.28f && rise < 0;
        var isWheel = y <= 0.34f && x is > 0.62f and < 0.95f;
        var colour = body.Paint * (isBody ? 0.8f + (0.25f * y / body.Waist) : 1);
        if (isCabin && rise is > 0.12f and < 0.85f && x < 0.76f - (0.15f * rise)) colour = body.Glass;
        if (isBody && y > body.Waist * 0.68f && y < body.Waist * 0.92f && x > 0.66f) colour = lamp;
        if (isBody && y < body.Waist * 0.6f) colour = x < 0.24f && y > body.Waist * 0.44f ? new Vector3(0.85f, 0.84f, 0.72f) : colour * 0.7f;
        if (isWheel) colour = new Vector3(0.06f);
        shade = new Shade(colour, StreetClasses.Car);
        return isCabin || isBody || isWheel;
    }
}

/// <summary>A cut through a vehicle, drawn between its ends so that bonnet and roof are closed when seen from above.</summary>
/// <param name="body">Vehicle.</param>
/// <param name="hasCabin">Whether the cut goes through the cabin, or through bonnet or boot.</param>
internal readonly struct CarSlice(CarBody body, bool hasCabin) : ISurface
{
    public bool TryShade(float s, float y, float pixel, out Shade shade)
    {
        var x = Math.Abs((2 * s / body.Width) - 1);
        var rise = (y - body.Waist) / (body.Height - body.Waist);
        shade = new Shade(body.Paint * 0.95f, StreetClasses.Car);
        return y > 0.3f && (rise < 0 || (hasCabin && x < (body.IsVan ? 0.98f : 0.93f - (0.22f * rise))));
    }
}
