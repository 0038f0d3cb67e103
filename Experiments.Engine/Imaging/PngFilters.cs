using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Experiments.Engine.Imaging;

/// <summary>The five row filters of PNG, taken off (specification, third edition, clause 9).</summary>
internal static class PngFilters
{
    /// <summary>Takes a filter off one row.</summary>
    /// <param name="filter">0 none, 1 left, 2 above, 3 average, 4 Paeth.</param>
    /// <param name="raw">Filtered bytes.</param>
    /// <param name="above">The row above, filter taken off; zeros for the first.</param>
    /// <param name="row">Receives the bytes; as long as the two others.</param>
    /// <param name="step">Bytes from a pixel to the next, at least 1.</param>
    /// <exception cref="InvalidDataException">There is no such filter.</exception>
    public static void Undo(int filter, ReadOnlySpan<byte> raw, ReadOnlySpan<byte> above, Span<byte> row, int step)
    {
        if (raw.Length != row.Length || above.Length != row.Length) throw new ArgumentException("The three rows must have one length.", nameof(row));
        switch (filter)
        {
            case 0:
                raw.CopyTo(row);
                break;
            case 1:
                Left(raw, row, step);
                break;
            case 2:
                Above(raw, above, row);
                break;
            case 3:
                Average(raw, above, row, step);
                break;
            case 4 when step is 3 or 4 && row.Length >= 8:
                PaethOfColours(raw, above, row, step);
                break;
            case 4:
                Paeth(raw, above, row, step);
                break;
            default:
                throw new InvalidDataException($"its row filter {filter} does not exist");
        }
    }

    private static void Left(ReadOnlySpan<byte> raw, Span<byte> row, int step)
    {
        if (step == 3)
        {
            // Three running sums in registers: three times as fast as reading each back.
            byte red = 0, green = 0, blue = 0;
            for (var i = 0; i + 2 < row.Length; i += 3)
            {
                row[i] = red += raw[i];
                row[i + 1] = green += raw[i + 1];
                row[i + 2] = blue += raw[i + 2];
            }

            return;
        }

        raw[..step].CopyTo(row);
        for (var i = step; i < row.Length; i++) row[i] = (byte)(raw[i] + row[i - step]);
    }

    private static void Above(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> above, Span<byte> row)
    {
        var rawVectors = MemoryMarshal.Cast<byte, Vector<byte>>(raw);
        var aboveVectors = MemoryMarshal.Cast<byte, Vector<byte>>(above);
        var rowVectors = MemoryMarshal.Cast<byte, Vector<byte>>(row);
        for (var i = 0; i < rowVectors.Length; i++) rowVectors[i] = rawVectors[i] + aboveVectors[i];
        for (var i = rowVectors.Length * Vector<byte>.Count; i < row.Length; i++) row[i] = (byte)(raw[i] + above[i]);
    }

    private static void Average(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> above, Span<byte> row, int step)
    {
        if (step == 3)
        {
            byte red = 0, green = 0, blue = 0;
            for (var i = 0; i + 2 < row.Length; i += 3)
            {
                row[i] = red = (byte)(raw[i] + ((red + above[i]) >> 1));
                row[i + 1] = green = (byte)(raw[i + 1] + ((green + above[i + 1]) >> 1));
                row[i + 2] = blue = (byte)(raw[i + 2] + ((blue + above[i + 2]) >> 1));
            }

            return;
        }

        for (var i = 0; i < step; i++) row[i] = (byte)(raw[i] + (above[i] >> 1));
        for (var i = step; i < row.Length; i++) row[i] = (byte)(raw[i] + ((row[i - step] + above[i]) >> 1));
    }

    private static void Paeth(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> above, Span<byte> row, int step)
    {
        for (var i = 0; i < step; i++) row[i] = (byte)(raw[i] + above[i]);
        for (var i = step; i < row.Length; i++) row[i] = (byte)(raw[i] + Predict(row[i - step], above[i], above[i - step]));
    }

    private static int Predict(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        var (toLeft, toUp, toCorner) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    /// <summary>Paeth with the channels of a pixel in the lanes of a vector: the choice has no branch to guess wrong.</summary>
    private static void PaethOfColours(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> above, Span<byte> row, int step)
    {
        var (left, corner) = (Vector128<short>.Zero, Vector128<short>.Zero);
        var low = Vector128.Create((short)0xFF);
        var at = 0;
        // Four bytes are read and written at a pixel: of three channels the fourth is the next pixel's, written over by it.
        // References instead of slices: bounds checks at each pixel cost as much as the filter.
        ref var firstRaw = ref MemoryMarshal.GetReference(raw);
        ref var firstAbove = ref MemoryMarshal.GetReference(above);
        ref var firstOut = ref MemoryMarshal.GetReference(row);
        for (; at + 4 <= row.Length; at += step)
        {
            var up = Channels(ref firstAbove, at);
            var (toLeft, toUp) = (up - corner, left - corner);
            var toCorner = Vector128.Abs(toLeft + toUp);
            (toLeft, toUp) = (Vector128.Abs(toLeft), Vector128.Abs(toUp));
            var smallest = Vector128.Min(Vector128.Min(toLeft, toUp), toCorner);
            var nearest = Vector128.ConditionalSelect(
                Vector128.Equals(smallest, toLeft), left, Vector128.ConditionalSelect(Vector128.Equals(smallest, toUp), up, corner));
            left = (Channels(ref firstRaw, at) + nearest) & low;
            corner = up;
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref firstOut, at), Vector128.Narrow(left, left).AsUInt32().ToScalar());
        }

        for (; at < row.Length; at++) row[at] = (byte)(raw[at] + Predict(row[at - step], above[at], above[at - step]));
    }

    private static Vector128<short> Channels(ref byte first, int at) =>
        Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, at))).AsByte()).AsInt16();
}
