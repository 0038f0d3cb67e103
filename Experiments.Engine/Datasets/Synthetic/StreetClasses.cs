namespace Experiments.Engine.Datasets.Synthetic;

/// <summary>The classes of the synthetic street set; the order is part of every label.</summary>
internal static class StreetClasses
{
    public const byte Road = 0;
    public const byte Sidewalk = 1;
    public const byte Building = 2;
    public const byte Vegetation = 3;
    public const byte Sky = 4;
    public const byte Car = 5;
    public const byte Person = 6;
    public const byte Pole = 7;
    public const byte Sign = 8;
    public const byte Fence = 9;

    /// <summary>Names and colours, in index order.</summary>
    public static IReadOnlyList<DatasetClass> All { get; } =
    [
        new("road", 128, 64, 128),
        new("sidewalk", 244, 35, 232),
        new("building", 70, 70, 70),
        new("vegetation", 107, 142, 35),
        new("sky", 70, 130, 180),
        new("car", 0, 0, 142),
        new("person", 220, 20, 60),
        new("pole", 190, 153, 153),
        new("traffic sign", 220, 220, 0),
        new("fence", 102, 102, 156),
    ];
}
