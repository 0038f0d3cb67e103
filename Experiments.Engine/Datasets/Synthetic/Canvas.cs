using System.Numerics;
using Experiments.Engine.Imaging;

namespace Experiments.Engine.Datasets.Synthetic;

/// <summary>What covers a point of a surface.</summary>
/// <param name="Colour">Colour (1 is white in full light).</param>
/// <param name="Class">Class index.</param>
internal readonly record struct Shade(Vector3 Colour, byte Class);

/// <summary>The look of an upright surface.</summary>
internal interface ISurface
{
    /// <summary>What covers a point; false where there is a hole.</summary>
    /// <param name="s">Metres from the left end.</param>
    /// <param name="y">Metres above the ground.</param>
    /// <param name="pixel">Size of a pixel there, in metres.</param>
    /// <param name="shade">What covers it.</param>
    bool TryShade(float s, float y, float pixel, out Shade shade);
}

/// <summary>Colour, depth, class and object of every pixel; what is nearer covers what is farther.</summary>
internal sealed class Canvas(Camera camera)
{
    /// <summary>The camera.</summary>
    public Camera Camera { get; } = camera;

    /// <summary>Colours before light and lens.</summary>
    public Vector3[] Colours { get; } = new Vector3[camera.Width * camera.Height];

    /// <summary>Depth in metres; infinite for the sky.</summary>
    public float[] Depths { get; } = new float[camera.Width * camera.Height];

    /// <summary>Class indices.</summary>
    public byte[] Classes { get; } = new byte[camera.Width * camera.Height];

    /// <summary>Number of the object; 0 for what is no single thing.</summary>
    public ushort[] Things { get; } = new ushort[camera.Width * camera.Height];

    /// <summary>Draws an upright surface between two points of the plan.</summary>
    /// <param name="surface">Look.</param>
    /// <param name="from">Left end.</param>
    /// <param name="to">Right end.</param>
    /// <param name="bottom">Lower edge, metres above ground.</param>
    /// <param name="top">Upper edge.</param>
    /// <param name="light">Factor on its colours.</param>
    /// <param name="thing">Number of the object, or 0.</param>
    public void DrawUpright<T>(in T surface, PlanPoint from, PlanPoint to, float bottom, float top, float light, ushort thing = 0)
        where T : struct, ISurface
    {
        var (first, last) = Columns(from, to);
        var along = to - from;
        var length = along.Length;
        var start = new PlanPoint(from.X - Camera.Offset, from.Z);
        for (var column = first; column <= last; column++)
        {
            var ray = Camera.Ray(column);
            var determinant = (ray.X * along.Z) - (ray.Z * along.X);
            if (determinant is > -1e-6f and < 1e-6f) continue;
            var depth = ((start.X * along.Z) - (start.Z * along.X)) / determinant;
            var share = ((start.X * ray.Z) - (start.Z * ray.X)) / determinant;
            if (depth < Camera.Near || share < 0 || share >= 1) continue;
            DrawColumn(surface, column, depth, share * length, bottom, top, light, thing);
        }
    }

    /// <summary>Draws a surface that faces the camera, centred on a point of the plan; at least a pixel wide.</summary>
    public void DrawFacing<T>(in T surface, PlanPoint centre, float width, float bottom, float top, float light, ushort thing = 0)
        where T : struct, ISurface
    {
        var depth = Camera.DepthOf(centre);
        if (depth < Camera.Near) return;
        var pixel = depth / Camera.Focal;
        var scale = Math.Max(width, pixel) / width;
        var middle = (Camera.Width * 0.5f) + (Camera.Focal * Camera.SideOf(centre) / depth);
        var half = 0.5f * scale * width / pixel;
        var first = Math.Max((int)MathF.Floor(middle - half + 0.5f), 0);
        var last = Math.Min((int)MathF.Floor(middle + half - 0.5f), Camera.Width - 1);
        for (var column = first; column <= last; column++)
        {
            var s = ((column + 0.5f - middle) * pixel / scale) + (0.5f * width);
            DrawColumn(surface, column, depth, s, bottom, top, light, thing);
        }
    }

    /// <summary>Image and labels: a pixel at the seam of two objects, on the farther side, is ignored.</summary>
    public LabelMap Labels()
    {
        var (height, width) = (Camera.Height, Camera.Width);
        var labels = new LabelMap(height, width, [.. Classes]);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = (y * width) + x;
                if (x + 1 < width) MarkSeam(labels.Values, at, at + 1);
                if (y + 1 < height) MarkSeam(labels.Values, at, at + width);
            }
        }

        return labels;
    }

    private void MarkSeam(byte[] labels, int a, int b)
    {
        if (Classes[a] == Classes[b] && Things[a] == Things[b]) return;
        labels[Depths[a] > Depths[b] ? a : b] = LabelMap.Ignored;
    }

    private void DrawColumn<T>(in T surface, int column, float depth, float s, float bottom, float top, float light, ushort thing)
        where T : struct, ISurface
    {
        var horizon = Camera.HorizonAt(column);
        var first = Math.Max((int)MathF.Floor(Camera.RowOf(top, depth, horizon) + 0.5f), 0);
        var last = Math.Min((int)MathF.Floor(Camera.RowOf(bottom, depth, horizon) - 0.5f), Camera.Height - 1);
        var pixel = depth / Camera.Focal;
        for (var row = first; row <= last; row++)
        {
            var at = (row * Camera.Width) + column;
            if (depth >= Depths[at]) continue;
            var y = Camera.Elevation - ((row + 0.5f - horizon) * pixel);
            if (!surface.TryShade(s, y, pixel, out var shade)) continue;
            Depths[at] = depth;
            Colours[at] = shade.Colour * light;
            Classes[at] = shade.Class;
            Things[at] = thing;
        }
    }

    private (int First, int Last) Columns(PlanPoint from, PlanPoint to)
    {
        var (depthFrom, depthTo) = (Camera.DepthOf(from), Camera.DepthOf(to));
        if (depthFrom < Camera.Near && depthTo < Camera.Near) return (0, -1);
        if (depthFrom < Camera.Near || depthTo < Camera.Near) return (0, Camera.Width - 1);
        var middle = Camera.Width * 0.5f;
        var a = middle + (Camera.Focal * Camera.SideOf(from) / depthFrom);
        var b = middle + (Camera.Focal * Camera.SideOf(to) / depthTo);
        var (low, high) = (Math.Clamp(Math.Min(a, b), -1, Camera.Width), Math.Clamp(Math.Max(a, b), -1, Camera.Width));
        return (Math.Max((int)low - 1, 0), Math.Min((int)high + 1, Camera.Width - 1));
    }
}
