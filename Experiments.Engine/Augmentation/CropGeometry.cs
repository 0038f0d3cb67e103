using Experiments.Engine.Schema;

namespace Experiments.Engine.Augmentation;

/// <summary>A rectangle of the scaled image.</summary>
internal readonly record struct Region(int Top, int Left, int Height, int Width);

/// <summary>Where each pixel of a crop comes from: the geometry of mirror, scale, rotation, pad and crop.</summary>
internal readonly struct CropGeometry
{
    private readonly int _crop;
    private readonly double _cos;
    private readonly double _sin;
    private readonly double _centreY;
    private readonly double _centreX;

    public CropGeometry(int height, int width, int crop, AugmentationSettings settings, AugmentationDraw draw)
    {
        _crop = crop;
        (SourceHeight, SourceWidth) = (height, width);
        IsMirrored = draw.IsMirrored(settings);
        var scale = draw.ScaleOf(settings);
        Height = Math.Max(1, (int)Math.Round(height * scale));
        Width = Math.Max(1, (int)Math.Round(width * scale));
        var degrees = draw.DegreesOf(settings);
        IsRotated = degrees != 0;
        (_sin, _cos) = Math.SinCos(degrees * Math.PI / 180);
        (_centreY, _centreX) = ((Height - 1) / 2.0, (Width - 1) / 2.0);
        OffsetTop = Offset(Height, crop, draw.Top);
        OffsetLeft = Offset(Width, crop, draw.Left);
    }

    public int SourceHeight { get; }

    public int SourceWidth { get; }

    public bool IsMirrored { get; }

    /// <summary>Height of the scaled image.</summary>
    public int Height { get; }

    /// <summary>Width of the scaled image.</summary>
    public int Width { get; }

    public bool IsRotated { get; }

    /// <summary>Row of the scaled and rotated image at the crop's first row; negative where it was padded.</summary>
    public int OffsetTop { get; }

    /// <summary>Column of the scaled and rotated image at the crop's first column.</summary>
    public int OffsetLeft { get; }

    /// <summary>Where a crop's pixel lies in the scaled image; false where padding is.</summary>
    public bool TryLocate(int row, int column, out double y, out double x)
    {
        y = row + OffsetTop;
        x = column + OffsetLeft;
        if (y < 0 || y >= Height || x < 0 || x >= Width) return false;
        if (!IsRotated) return true;
        // Counter-clockwise for positive angles, with y downwards.
        var (dy, dx) = (y - _centreY, x - _centreX);
        x = _centreX + (_cos * dx) - (_sin * dy);
        y = _centreY + (_sin * dx) + (_cos * dy);
        return true;
    }

    /// <summary>The nearest pixel of the scaled image; false outside it.</summary>
    public bool TryLocateNearest(int row, int column, out int y, out int x)
    {
        (y, x) = (0, 0);
        if (!TryLocate(row, column, out var fy, out var fx)) return false;
        (y, x) = ((int)Math.Floor(fy + 0.5), (int)Math.Floor(fx + 0.5));
        return y >= 0 && y < Height && x >= 0 && x < Width;
    }

    /// <summary>The part of the scaled image that the crop looks at.</summary>
    public Region ScaledRegion()
    {
        var (top, left) = (Math.Max(OffsetTop, 0), Math.Max(OffsetLeft, 0));
        var (bottom, right) = (Math.Min(OffsetTop + _crop, Height) - 1, Math.Min(OffsetLeft + _crop, Width) - 1);
        if (bottom < top || right < left) return default;
        if (!IsRotated) return new Region(top, left, bottom - top + 1, right - left + 1);

        double minY = double.MaxValue, maxY = double.MinValue, minX = double.MaxValue, maxX = double.MinValue;
        foreach (var (row, column) in new[] { (top, left), (top, right), (bottom, left), (bottom, right) })
        {
            TryLocate(row - OffsetTop, column - OffsetLeft, out var y, out var x);
            (minY, maxY, minX, maxX) = (Math.Min(minY, y), Math.Max(maxY, y), Math.Min(minX, x), Math.Max(maxX, x));
        }

        (top, left) = (Math.Max((int)Math.Floor(minY), 0), Math.Max((int)Math.Floor(minX), 0));
        (bottom, right) = (Math.Min((int)Math.Floor(maxY) + 1, Height - 1), Math.Min((int)Math.Floor(maxX) + 1, Width - 1));
        return new Region(top, left, bottom - top + 1, right - left + 1);
    }

    /// <summary>Source row of each row of the scaled image, for labels.</summary>
    public int[] NearestRows() => Nearest(Height, SourceHeight, mirrored: false);

    /// <summary>Source column of each column of the scaled image, for labels.</summary>
    public int[] NearestColumns() => Nearest(Width, SourceWidth, IsMirrored);

    private static int[] Nearest(int length, int sourceLength, bool mirrored)
    {
        var index = new int[length];
        for (var i = 0; i < length; i++)
        {
            var source = Imaging.Resize.NearestSource(i, sourceLength, length);
            index[i] = mirrored ? sourceLength - 1 - source : source;
        }

        return index;
    }

    /// <summary>Start of the crop: among the places where it fits, or (negative) half of the padding.</summary>
    private static int Offset(int length, int crop, double draw) =>
        length < crop ? -((crop - length) / 2) : (int)(draw * (length - crop + 1));
}
