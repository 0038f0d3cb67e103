using System.Numerics;

namespace Experiments.Engine.Datasets.Synthetic;

/// <summary>Ground and sky: what is behind everything else.</summary>
internal static class Ground
{
    /// <summary>Fills every pixel that no object covers, or that the ground covers before it.</summary>
    public static void Draw(Canvas canvas, Street street, IReadOnlyList<(PlanPoint Centre, float RadiusX, float RadiusZ)> footprints)
    {
        var camera = canvas.Camera;
        for (var column = 0; column < camera.Width; column++)
        {
            var horizon = camera.HorizonAt(column);
            var ray = camera.Ray(column);
            for (var row = 0; row < camera.Height; row++)
            {
                var at = (row * camera.Width) + column;
                var below = row + 0.5f - horizon;
                if (below <= 0.02f)
                {
                    if (float.IsPositiveInfinity(canvas.Depths[at])) PaintSky(canvas, street.Light, at, ray, -below / camera.Focal);
                    continue;
                }

                var depth = camera.Focal * camera.Elevation / below;
                if (depth >= canvas.Depths[at]) continue;
                var point = new PlanPoint(camera.Offset + (depth * ray.X), depth * ray.Z);
                // A pixel covers more ground lengthways the farther away it is.
                var pixel = depth / camera.Focal * (1 + (0.3f * depth / camera.Elevation));
                var shade = At(street, point, pixel);
                canvas.Depths[at] = depth;
                canvas.Classes[at] = shade.Class;
                canvas.Colours[at] = shade.Colour * LightOn(street, point, footprints);
            }
        }
    }

    private static void PaintSky(Canvas canvas, Daylight light, int at, PlanPoint ray, float elevation)
    {
        var share = elevation / (elevation + 0.35f);
        var colour = light.HorizonColour + ((light.Zenith - light.HorizonColour) * share);
        if (light.Clouds > 0)
        {
            var (u, v) = (ray.X / (elevation + 0.15f), ray.Z / (elevation + 0.15f));
            var cloud = Noise.Value(u * 0.8f, v * 0.8f, 11) + (0.5f * Noise.Value(u * 2.1f, v * 2.1f, 13)) - 0.75f;
            colour *= 1 + (light.Clouds * cloud);
        }

        canvas.Colours[at] = colour;
        canvas.Classes[at] = StreetClasses.Sky;
    }

    private static Shade At(Street street, PlanPoint p, float pixel)
    {
        var side = p.X < 0 ? -1 : 1;
        var distance = Math.Abs(p.X);
        var inCross = p.Z > street.CrossStart && p.Z < street.CrossEnd;
        if (distance < street.RoadHalfWidth || inCross || p.Z > street.End + 1) return new Shade(RoadColour(street, p, distance, inCross, pixel), StreetClasses.Road);
        var isGrass = distance > street.LotLine(side) && (side < 0 ? street.GrassLeft : street.GrassRight);
        if (isGrass)
        {
            var blades = Noise.Value(p.X * 5, p.Z * 5, street.Seed);
            return new Shade(street.Greenery * (0.8f + (0.5f * blades / (1 + (5 * pixel)))), StreetClasses.Vegetation);
        }

        var isKerb = distance < street.RoadHalfWidth + 0.22f;
        var (colour, texture) = street.Pavement;
        return new Shade(colour * texture.At(p.X, p.Z, pixel) * (isKerb ? 1.35f : 1), StreetClasses.Sidewalk);
    }

    private static Vector3 RoadColour(Street street, PlanPoint p, float distance, bool inCross, float pixel)
    {
        var (colour, texture) = street.Road;
        // Patches of repair, and tracks of wheels.
        var patch = Noise.Hash((int)MathF.Floor(p.X / 2.3f), (int)MathF.Floor(p.Z / 5.1f), street.Seed) > 0.88f ? 0.8f : 1;
        var lit = colour * (texture.At(p.X, p.Z, pixel) * patch);
        // Water and dirt gather along the kerb.
        if (!inCross && distance > street.RoadHalfWidth - 0.18f) lit *= 0.6f;
        if (!street.Markings || inCross) return lit;
        var isStripe = p.Z > street.Crossing && p.Z < street.Crossing + 2.6f && (p.X * 1.1f) - MathF.Floor(p.X * 1.1f) < 0.5f;
        var isDash = distance < 0.09f && (p.Z / 6) - MathF.Floor(p.Z / 6) < 0.5f;
        var isEdge = distance > street.RoadHalfWidth - 0.5f && distance < street.RoadHalfWidth - 0.34f;
        return isStripe || isDash || isEdge ? (lit * 0.3f) + new Vector3(0.7f * street.MarkingShade) : lit;
    }

    private static float LightOn(Street street, PlanPoint p, IReadOnlyList<(PlanPoint Centre, float RadiusX, float RadiusZ)> footprints)
    {
        var light = street.Light.Ambient + (0.7f * street.Light.Direct);
        var isShaded = street.ShadowSide != 0 && p.X * street.ShadowSide > street.ShadowReach * street.RoadHalfWidth && !street.IsCrossed(p.Z, p.Z);
        if (isShaded) light -= 0.75f * street.Light.Direct;
        if (street.Dapple > 0 && Noise.Value(p.X * 0.7f, p.Z * 0.7f, street.Seed + 3) > 0.6f) light *= 1 - street.Dapple;
        foreach (var (centre, radiusX, radiusZ) in footprints)
        {
            var (dx, dz) = ((p.X - centre.X) / radiusX, (p.Z - centre.Z) / radiusZ);
            var distance = (dx * dx) + (dz * dz);
            if (distance < 1.3f) light *= distance < 1 ? 0.45f : 0.75f;
        }

        return light;
    }
}
