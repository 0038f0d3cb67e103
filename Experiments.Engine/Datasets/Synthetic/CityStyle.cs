using System.Numerics;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets.Synthetic;

/// <summary>From which to which; a value is drawn uniformly.</summary>
internal readonly record struct Range(float Low, float High)
{
    public float Draw(ChanceGenerator chance) => (float)chance.NextDouble(Low, High);
}

/// <summary>
/// What makes a city: sizes in metres, frequencies, palettes and light. The two cities share their shapes, so that
/// what a network learns in one is worth something in the other; they share neither palette nor proportions.
/// </summary>
internal sealed record CityStyle
{
    public required Range CameraHeight { get; init; }
    public required Range RoadHalfWidth { get; init; }
    public required Range Sidewalk { get; init; }
    public required Range Setback { get; init; }
    public required Range BuildingHeight { get; init; }
    public required Range BuildingLength { get; init; }
    public required Range FloorHeight { get; init; }
    public required float GableProbability { get; init; }

    /// <summary>Probability that a lot has no building but trees, a hedge or a fence.</summary>
    public required float OpenProbability { get; init; }
    public required float FenceProbability { get; init; }

    /// <summary>Metres between trees along the kerb, where there are any.</summary>
    public required Range TreeSpacing { get; init; }
    public required float TreeLinedProbability { get; init; }
    public required int Cars { get; init; }
    public required int Persons { get; init; }
    public required int Signs { get; init; }
    public required Range PoleSpacing { get; init; }
    public required Range Exposure { get; init; }
    public required Range Haze { get; init; }

    /// <summary>Half of the factor on red minus the factor on blue of the light.</summary>
    public required Range Warmth { get; init; }
    public required Vector3[] Materials { get; init; }
    public required Vector3[] Foliage { get; init; }
    public required Vector3[] Skies { get; init; }
    public required Vector3[] Paints { get; init; }

    public static CityStyle Of(SyntheticDomain domain) => domain == SyntheticDomain.Source ? Source : Target;

    /// <summary>Wide streets, tall blocks with flat roofs, warm light.</summary>
    private static CityStyle Source { get; } = new()
    {
        CameraHeight = new(1.2f, 1.9f),
        RoadHalfWidth = new(3.2f, 7f),
        Sidewalk = new(1.5f, 4.5f),
        Setback = new(0, 3),
        BuildingHeight = new(7, 26),
        BuildingLength = new(9, 24),
        FloorHeight = new(2.9f, 3.8f),
        GableProbability = 0.15f,
        OpenProbability = 0.28f,
        FenceProbability = 0.45f,
        TreeSpacing = new(7, 16),
        TreeLinedProbability = 0.5f,
        Cars = 9,
        Persons = 6,
        Signs = 4,
        PoleSpacing = new(9, 20),
        Exposure = new(0.75f, 1.35f),
        Haze = new(150, 700),
        Warmth = new(-0.12f, 0.24f),
        Materials =
        [
            new(0.42f, 0.41f, 0.40f), new(0.55f, 0.50f, 0.43f), new(0.62f, 0.47f, 0.36f), new(0.72f, 0.68f, 0.60f),
            new(0.33f, 0.33f, 0.36f), new(0.50f, 0.35f, 0.28f), new(0.66f, 0.60f, 0.40f), new(0.48f, 0.52f, 0.55f),
            new(0.36f, 0.44f, 0.27f), new(0.58f, 0.66f, 0.78f), new(0.29f, 0.35f, 0.20f), new(0.80f, 0.78f, 0.74f),
        ],
        Foliage = [new(0.24f, 0.36f, 0.14f), new(0.36f, 0.38f, 0.22f), new(0.20f, 0.26f, 0.19f), new(0.45f, 0.36f, 0.20f), new(0.40f, 0.38f, 0.33f), new(0.48f, 0.28f, 0.18f)],
        Skies = [new(0.55f, 0.68f, 0.88f), new(0.70f, 0.71f, 0.72f), new(0.80f, 0.68f, 0.56f), new(0.52f, 0.52f, 0.54f), new(0.60f, 0.56f, 0.50f)],
        Paints =
        [
            new(0.70f, 0.12f, 0.10f), new(0.15f, 0.20f, 0.45f), new(0.80f, 0.80f, 0.78f), new(0.10f, 0.10f, 0.11f),
            new(0.45f, 0.45f, 0.47f), new(0.75f, 0.62f, 0.12f), new(0.22f, 0.36f, 0.18f), new(0.55f, 0.40f, 0.30f),
        ],
    };

    /// <summary>Narrower streets, low houses with gables behind fences and hedges, a higher camera, colder and hazier light.</summary>
    private static CityStyle Target { get; } = new()
    {
        CameraHeight = new(1.6f, 2.5f),
        RoadHalfWidth = new(2.6f, 5.5f),
        Sidewalk = new(1.2f, 3.4f),
        Setback = new(0, 6),
        BuildingHeight = new(4.5f, 14),
        BuildingLength = new(7, 16),
        FloorHeight = new(2.6f, 3.2f),
        GableProbability = 0.6f,
        OpenProbability = 0.35f,
        FenceProbability = 0.6f,
        TreeSpacing = new(5, 13),
        TreeLinedProbability = 0.55f,
        Cars = 7,
        Persons = 7,
        Signs = 5,
        PoleSpacing = new(8, 17),
        Exposure = new(0.7f, 1.3f),
        Haze = new(90, 450),
        Warmth = new(-0.24f, 0.12f),
        Materials =
        [
            new(0.36f, 0.37f, 0.40f), new(0.47f, 0.46f, 0.47f), new(0.60f, 0.34f, 0.28f), new(0.78f, 0.77f, 0.74f),
            new(0.28f, 0.28f, 0.30f), new(0.55f, 0.42f, 0.36f), new(0.56f, 0.60f, 0.66f), new(0.70f, 0.58f, 0.50f),
            new(0.25f, 0.36f, 0.24f), new(0.50f, 0.58f, 0.70f), new(0.31f, 0.35f, 0.24f), new(0.66f, 0.67f, 0.70f),
        ],
        Foliage = [new(0.16f, 0.30f, 0.16f), new(0.28f, 0.36f, 0.24f), new(0.40f, 0.30f, 0.20f), new(0.33f, 0.33f, 0.29f), new(0.38f, 0.36f, 0.38f), new(0.46f, 0.26f, 0.20f)],
        Skies = [new(0.62f, 0.68f, 0.76f), new(0.48f, 0.53f, 0.62f), new(0.74f, 0.75f, 0.77f), new(0.62f, 0.56f, 0.56f), new(0.45f, 0.45f, 0.48f)],
        Paints =
        [
            new(0.50f, 0.10f, 0.14f), new(0.20f, 0.32f, 0.52f), new(0.72f, 0.74f, 0.76f), new(0.13f, 0.14f, 0.17f),
            new(0.34f, 0.36f, 0.40f), new(0.62f, 0.60f, 0.28f), new(0.16f, 0.34f, 0.28f), new(0.62f, 0.46f, 0.38f),
        ],
    };
}
