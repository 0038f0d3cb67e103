namespace Experiments.Engine.Datasets.Synthetic;

/// <summary>A point of the ground plan in metres: X to the right of the street's axis, Z along the street.</summary>
internal readonly record struct PlanPoint(float X, float Z)
{
    public static PlanPoint operator +(PlanPoint a, PlanPoint b) => new(a.X + b.X, a.Z + b.Z);

    public static PlanPoint operator -(PlanPoint a, PlanPoint b) => new(a.X - b.X, a.Z - b.Z);

    public static PlanPoint operator *(PlanPoint a, float factor) => new(a.X * factor, a.Z * factor);

    public float Length => MathF.Sqrt((X * X) + (Z * Z));

    public PlanPoint Unit => this * (1 / Length);
}

/// <summary>
/// A pinhole camera above the ground, turned about the vertical axis; pitch is the horizon's row, roll a slope of the
/// horizon. Only sums, products, quotients and square roots are used, so every processor gives the same bits.
/// </summary>
internal sealed class Camera
{
    /// <summary>Nothing nearer than this is drawn, in metres.</summary>
    public const float Near = 0.8f;

    /// <summary>Width and height of the image in pixels.</summary>
    public required int Width { get; init; }
    public required int Height { get; init; }

    /// <summary>Focal length in pixels.</summary>
    public required float Focal { get; init; }

    /// <summary>Height above the ground in metres.</summary>
    public required float Elevation { get; init; }

    /// <summary>Row of the horizon in the middle column.</summary>
    public required float Horizon { get; init; }

    /// <summary>Rows that the horizon sinks per column to the right.</summary>
    public required float Roll { get; init; }

    /// <summary>Metres to the right of the street's axis.</summary>
    public required float Offset { get; init; }

    /// <summary>Unit vector of the direction of view in the plan.</summary>
    public required PlanPoint Forward { get; init; }

    /// <summary>Row of the horizon in a column.</summary>
    public float HorizonAt(int column) => Horizon + (Roll * (column + 0.5f - (Width * 0.5f)));

    /// <summary>Plan direction of a column's rays per metre of depth.</summary>
    public PlanPoint Ray(int column)
    {
        var side = (column + 0.5f - (Width * 0.5f)) / Focal;
        return new PlanPoint((side * Forward.Z) + Forward.X, Forward.Z - (side * Forward.X));
    }

    /// <summary>Depth of a point: metres along the direction of view.</summary>
    public float DepthOf(PlanPoint point) => ((point.X - Offset) * Forward.X) + (point.Z * Forward.Z);

    /// <summary>Metres to the right of the line of view.</summary>
    public float SideOf(PlanPoint point) => ((point.X - Offset) * Forward.Z) - (point.Z * Forward.X);

    /// <summary>Row of a height (metres above ground) at a depth.</summary>
    public float RowOf(float height, float depth, float horizon) => horizon - (Focal * (height - Elevation) / depth);
}
