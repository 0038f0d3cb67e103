using System.IO.Compression;

namespace Experiments.Engine.Imaging;

/// <summary>The rows and columns of one pass: the whole image, or one of the seven of Adam7.</summary>
internal readonly record struct PngPass(int Top, int Left, int Down, int Right)
{
    /// <summary>Pixels of a row of the pass.</summary>
    public int Columns(int width) => Math.Max(0, (width - Left + Right - 1) / Right);
}

/// <summary>Inflates the pixels of a PNG and takes the row filters off (specification, third edition, clauses 8 to 10).</summary>
internal static class PngRows
{
    /// <summary>Takes one row of a pass, filter taken off.</summary>
    /// <param name="pass">The pass; the row's pixels lie Right columns apart.</param>
    /// <param name="y">Row of the image.</param>
    /// <param name="row">Its samples, packed as the file has them.</param>
    public delegate void Take(PngPass pass, int y, ReadOnlySpan<byte> row);

    // Rows are inflated in batches: zlib is slower on the last few hundred bytes that it is asked for.
    private const int BatchBytes = 1 << 16;

    private static readonly PngPass[] Whole = [new(0, 0, 1, 1)];

    private static readonly PngPass[] Adam7 =
        [new(0, 0, 8, 8), new(0, 4, 8, 8), new(4, 0, 8, 4), new(0, 2, 4, 4), new(2, 0, 4, 2), new(0, 1, 2, 2), new(1, 0, 2, 1)];

    /// <summary>Reads every row.</summary>
    /// <param name="png">The file.</param>
    /// <param name="take">Receives the rows; null checks them alone.</param>
    /// <param name="hasSurplus">Whether more data than the header says are passed over.</param>
    /// <exception cref="InvalidDataException">The pixels are cut off or damaged: says how.</exception>
    public static void Read(PngLayout png, Take? take, bool hasSurplus) => Read(png, take, [], hasSurplus);

    /// <summary>Reads every row of a file that is not interlaced straight to where it belongs.</summary>
    /// <param name="png">The file.</param>
    /// <param name="rows">Receives the rows one after the other, without gaps.</param>
    /// <param name="hasSurplus">Whether more data than the header says are passed over.</param>
    /// <exception cref="InvalidDataException">The pixels are cut off or damaged: says how.</exception>
    public static void ReadInto(PngLayout png, Span<byte> rows, bool hasSurplus) => Read(png, null, rows, hasSurplus);

    /// <summary>
    /// Whether a file is to be checked before anything is made for its pixels: a row may be as long as the pixels of a big image.
    /// </summary>
    /// <param name="png">The file.</param>
    /// <param name="pixelBytes">Bytes that its pixels will take.</param>
    public static bool IsCheckedFirst(PngLayout png, long pixelBytes) => pixelBytes + (3L * png.RowBytes(png.Width)) > ImageBounds.OnePassBytes;

    private static void Read(PngLayout png, Take? take, Span<byte> direct, bool hasSurplus)
    {
        using var compressed = new SegmentStream(png.File, png.Data);
        using var inflate = new ZLibStream(compressed, CompressionMode.Decompress);
        // No pass has longer rows than the image: all of them share what the longest takes.
        var longest = png.RowBytes(png.Width);
        var batch = new byte[(longest + 1) * Math.Clamp(BatchBytes / (longest + 1), 1, png.Height)];
        var (above, current) = (new byte[longest], direct.IsEmpty ? new byte[longest] : []);
        foreach (var pass in png.IsInterlaced ? Adam7 : Whole) ReadPass(png, inflate, pass, take, direct, batch, above, current);
        // Reading on to the end makes the stream check its own checksum.
        Span<byte> surplus = stackalloc byte[1];
        if (Fill(inflate, surplus) > 0 && !hasSurplus) throw new InvalidDataException("it has more pixels than its header says");
    }

    private static void ReadPass(PngLayout png, ZLibStream inflate, PngPass pass, Take? take, Span<byte> direct, Span<byte> batch, Span<byte> above, Span<byte> current)
    {
        var columns = pass.Columns(png.Width);
        var rows = (png.Height - pass.Top + pass.Down - 1) / pass.Down;
        if (columns == 0 || rows <= 0) return;
        var (bytes, step) = (png.RowBytes(columns), Math.Max(1, png.Channels * png.BitDepth / 8));
        batch = batch[..(batch.Length / (bytes + 1) * (bytes + 1))];
        above = above[..bytes];
        above.Clear();
        if (direct.IsEmpty) current = current[..bytes];
        for (var (row, have, at) = (0, 0, 0); row < rows; row++, at += bytes + 1)
        {
            if (at == have)
            {
                have = Fill(inflate, batch[..(int)Math.Min(batch.Length, (long)(rows - row) * (bytes + 1))]);
                at = 0;
            }

            if (have - at < bytes + 1) throw new InvalidDataException("its pixels are cut off");
            if (!direct.IsEmpty) current = direct.Slice(row * bytes, bytes);
            PngFilters.Undo(batch[at], batch.Slice(at + 1, bytes), above, current, step);
            take?.Invoke(pass, pass.Top + (row * pass.Down), current);
            if (!direct.IsEmpty)
            {
                above = current;
            }
            else
            {
                var last = above;
                above = current;
                current = last;
            }
        }
    }

    private static int Fill(ZLibStream inflate, Span<byte> buffer)
    {
        try
        {
            return inflate.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException("its compressed pixels are damaged or cut off", e);
        }
    }

    /// <summary>Parts of an array as one stream.</summary>
    private sealed class SegmentStream(byte[] bytes, IReadOnlyList<(int Start, int Length)> segments) : Stream
    {
        private int _segment;
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            while (_segment < segments.Count && _at == segments[_segment].Length) (_segment, _at) = (_segment + 1, 0);
            if (_segment == segments.Count) return 0;
            var count = Math.Min(buffer.Length, segments[_segment].Length - _at);
            bytes.AsSpan(segments[_segment].Start + _at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
