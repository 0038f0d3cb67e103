using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Augmentation;

/// <summary>A rectangle of an image.</summary>
internal readonly record struct Region(int Top, int Left, int Height, int Width)
{
    public bool IsEmpty => Height <= 0 || Width <= 0;

    public int Area => Height * Width;

    /// <summary>The rectangle between two corners, both inside it.</summary>
    public static Region Between(int top, int left, int bottom, int right) => new(top, left, bottom - top + 1, right - left + 1);
}

/// <summary>
/// Where each pixel of a crop comes from. Coordinates, from the source to the crop: the source image; the scaled image;
/// the rotated image, of the same size; the crop, which may reach beyond it. The mirror comes first, before the scaling
/// (reference), or last, after the rotation (semseg).
/// </summary>
internal readonly struct CropGeometry
{
    private readonly int _crop;
    private readonly int _sourceHeight;
    private readonly int _sourceWidth;
    private readonly double _cos;
    private readonly double _sin;
    private readonly double _centreY;
    private readonly double _centreX;
    private readonly NearestConvention _labelResize;

    public CropGeometry(int height, int width, int crop, AugmentationSettings settings, AugmentationDraw draw)
    {
        _crop = crop;
        (_sourceHeight, _sourceWidth) = (height, width);
        _labelResize = settings.LabelResize;
        IsMirroredFirst = draw.IsMirrored(settings) && settings.Order == AugmentationOrder.Reference;
        IsMirroredLast = draw.IsMirrored(settings) && settings.Order == AugmentationOrder.Semseg;
        var scale = draw.ScaleOf(settings);
        Height = Math.Max(1, (int)Math.Round(height * scale));
        Width = Math.Max(1, (int)Math.Round(width * scale));
        var degrees = draw.DegreesOf(settings);
        IsRotated = degrees != 0;
        (_sin, _cos) = Math.SinCos(degrees * Math.PI / 180);
        (_centreY, _centreX) = settings.RotationCentre == RotationCentre.OpenCv
            ? (Height / 2.0, Width / 2.0)
            : ((Height - 1) / 2.0, (Width - 1) / 2.0);
        OffsetTop = Offset(Height, crop, draw.Top);
        OffsetLeft = Offset(Width, crop, draw.Left);
    }

    /// <summary>Whether the source is mirrored before it is scaled.</summary>
    public bool IsMirroredFirst { get; }

    /// <summary>Whether the rotated image is mirrored.</summary>
    public bool IsMirroredLast { get; }

    /// <summary>Height of the scaled image.</summary>
    public int Height { get; }

    /// <summary>Width of the scaled image.</summary>
    public int Width { get; }

    public bool IsRotated { get; }

    /// <summary>Row of the scaled and rotated image at the crop's first row; negative where it was padded.</summary>
    public int OffsetTop { get; }

    /// <summary>Column of the scaled, rotated and mirrored image at the crop's first column.</summary>
    public int OffsetLeft { get; }

    /// <summary>The part of the rotated image that the crop shows; empty where it shows none.</summary>
    public Region Visible()
    {
        var (top, left) = (Math.Max(OffsetTop, 0), Math.Max(OffsetLeft, 0));
        var (bottom, right) = (Math.Min(OffsetTop + _crop, Height) - 1, Math.Min(OffsetLeft + _crop, Width) - 1);
        return IsMirroredLast
            ? Region.Between(top, Width - 1 - right, bottom, Width - 1 - left)
            : Region.Between(top, left, bottom, right);
    }

    /// <summary>A part of the rotated image and what lies up to some pixels around it, as far as the image goes.</summary>
    public Region Grow(Region part, int by) => Region.Between(
        Math.Max(part.Top - by, 0),
        Math.Max(part.Left - by, 0),
        Math.Min(part.Top + part.Height - 1 + by, Height - 1),
        Math.Min(part.Left + part.Width - 1 + by, Width - 1));

    /// <summary>The part of the scaled image that a part of the rotated image is interpolated from; may be empty.</summary>
    public Region ScaledRegion(Region rotated)
    {
        if (!IsRotated) return rotated;
        double minY = double.MaxValue, maxY = double.MinValue, minX = double.MaxValue, maxX = double.MinValue;
        var (lastRow, lastColumn) = (rotated.Top + rotated.Height - 1, rotated.Left + rotated.Width - 1);
        foreach (var (row, column) in new[] { (rotated.Top, rotated.Left), (rotated.Top, lastColumn), (lastRow, rotated.Left), (lastRow, lastColumn) })
        {
            var (y, x) = BeforeRotation(row, column);
            (minY, maxY, minX, maxX) = (Math.Min(minY, y), Math.Max(maxY, y), Math.Min(minX, x), Math.Max(maxX, x));
        }

        return Region.Between(
            Math.Max((int)Math.Floor(minY), 0),
            Math.Max((int)Math.Floor(minX), 0),
            Math.Min((int)Math.Floor(maxY) + 1, Height - 1),
            Math.Min((int)Math.Floor(maxX) + 1, Width - 1));
    }

    /// <summary>Where a pixel of the rotated image lies in the scaled image, perhaps outside it.</summary>
    public (double Y, double X) BeforeRotation(int row, int column)
    {
        if (!IsRotated) return (row, column);
        // Counter-clockwise for positive angles, with y downwards.
        var (dy, dx) = (row - _centreY, column - _centreX);
        return (_centreY + (_sin * dx) + (_cos * dy), _centreX + (_cos * dx) - (_sin * dy));
    }

    /// <summary>The nearest pixel of the scaled image to a crop's pixel; false outside it and where padding is.</summary>
    public bool TryLocateNearest(int row, int column, out int y, out int x)
    {
        (y, x) = (row + OffsetTop, column + OffsetLeft);
        if (y < 0 || y >= Height || x < 0 || x >= Width) return false;
        var (fy, fx) = BeforeRotation(y, IsMirroredLast ? Width - 1 - x : x);
        (y, x) = ((int)Math.Floor(fy + 0.5), (int)Math.Floor(fx + 0.5));
        return y >= 0 && y < Height && x >= 0 && x < Width;
    }

    /// <summary>Source row of each row of the scaled image, for labels.</summary>
    public int[] NearestRows() => Nearest(Height, _sourceHeight, mirrored: false);

    /// <summary>Source column of each column of the scaled image, for labels.</summary>
    public int[] NearestColumns() => Nearest(Width, _sourceWidth, IsMirroredFirst);

    private int[] Nearest(int length, int sourceLength, bool mirrored)
    {
        var index = new int[length];
        for (var i = 0; i < length; i++)
        {
            var source = Resize.NearestSource(i, sourceLength, length, _labelResize);
            index[i] = mirrored ? sourceLength - 1 - source : source;
        }

        return index;
    }

    /// <summary>Start of the crop: among the places where it fits, or (negative) half of the padding.</summary>
    private static int Offset(int length, int crop, double draw) =>
        length < crop ? -((crop - length) / 2) : (int)(draw * (length - crop + 1));
}
