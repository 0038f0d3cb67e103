namespace Experiments.Engine.Datasets.Check;

/// <summary>Width and height in pixels; 0×0 where nothing could be read.</summary>
internal readonly record struct Dimensions(int Width, int Height)
{
    public bool IsKnown => Width > 0;

    public override string ToString() => $"{Width}×{Height}";
}

/// <summary>A value of one label file.</summary>
/// <param name="Value">As stored.</param>
/// <param name="Pixels">Pixels that have it.</param>
/// <param name="Class">Class it stands for; <see cref="NoClass"/> where it is none.</param>
/// <param name="IsOutOfRange">Whether it is neither a class nor ignored.</param>
internal readonly record struct ValueCount(int Value, long Pixels, int Class, bool IsOutOfRange)
{
    /// <summary>What ignored values and values out of range stand for.</summary>
    public const int NoClass = -1;

    public bool IsIgnored => Class == NoClass && !IsOutOfRange;
}

/// <summary>What a file is, by its first bytes.</summary>
internal enum FileKind
{
    Other,
    GreyPng,
    PalettePng,
    ColourPng,
    Jpeg,
}

/// <summary>All that is remembered of one image after its pixels are gone.</summary>
/// <param name="Stem">Stem.</param>
internal sealed record ImageFacts(string Stem)
{
    public string ImagePath { get; init; } = "";

    public string LabelPath { get; init; } = "";

    /// <summary>SHA-256 of the image file; empty where it cannot be read or there is none.</summary>
    public string ImageHash { get; init; } = "";

    /// <summary>SHA-256 of the label file.</summary>
    public string LabelHash { get; init; } = "";

    /// <summary>SHA-256 of size and decoded pixels of the image.</summary>
    public string PixelHash { get; init; } = "";

    public Dimensions Size { get; init; }

    public Dimensions LabelSize { get; init; }

    /// <summary>EXIF orientation, 1 to 8; looked for where image and label are each other's transpose.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>What the label file is; looked for where it cannot be read.</summary>
    public FileKind LabelKind { get; init; }

    /// <summary>What the label stores, by value.</summary>
    public IReadOnlyList<ValueCount> Stored { get; init; } = [];

    /// <summary>What is wrong with the files, one sentence each.</summary>
    public IReadOnlyList<(FileFault Fault, string Reason)> Faults { get; init; } = [];

    /// <summary>Null for images that were not looked at closely.</summary>
    public CloseLook? Close { get; init; }

    /// <summary>Whether image and label could be read and fit each other.</summary>
    public bool IsReadable => Faults.Count == 0;
}
