using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets.Synthetic;

/// <summary>
/// Renders a street scene with its labels. A function of (settings, subset, index); the arithmetic is integers and
/// IEEE sums, products, quotients and square roots only, so that every machine renders the same bytes.
/// </summary>
internal static class SceneRenderer
{
    /// <summary>Raised whenever the same settings give other pixels: part of every manifest.</summary>
    public const int Version = 1;

    /// <summary>Renders one scene.</summary>
    public static (RgbImage Image, LabelMap Labels) Render(SyntheticSettings settings, Subset subset, int index)
    {
        var chance = Chance.For(settings.Seed, ChancePurpose.Scene, (int)settings.Domain, (int)subset, index);
        var style = CityStyle.Of(settings.Domain);
        var street = new Street(style, chance);
        var canvas = new Canvas(PlaceCamera(settings, street, chance));
        var lens = Lens.Draw(chance);
        Array.Fill(canvas.Depths, float.PositiveInfinity);
        var builder = new SceneBuilder(street, canvas, chance);
        builder.Build();
        Ground.Draw(canvas, street, builder.Footprints);
        return (lens.Expose(canvas, street.Light), canvas.Labels());
    }

    /// <summary>Mostly down the street, sometimes well to one side; anywhere on the road or the pavement; any height of the horizon.</summary>
    private static Camera PlaceCamera(SyntheticSettings settings, Street street, ChanceGenerator chance)
    {
        var slope = (float)(chance.NextBoolean(0.25) ? chance.NextDouble(-0.8, 0.8) : chance.NextDouble(-0.25, 0.25));
        var reach = street.RoadHalfWidth + (chance.NextBoolean(0.25) ? 1.2f : -0.8f);
        return new Camera
        {
            Width = settings.Width,
            Height = settings.Height,
            Focal = settings.Width * (float)chance.NextDouble(0.75, 1.2),
            Elevation = street.Style.CameraHeight.Draw(chance),
            Horizon = settings.Height * (float)chance.NextDouble(0.2, 0.75),
            Roll = (float)chance.NextDouble(-0.06, 0.06),
            Offset = reach * (float)chance.NextDouble(-1, 1),
            Forward = new PlanPoint(slope, 1).Unit,
        };
    }
}
