using System.Buffers.Binary;

namespace Experiments.Engine.Imaging;

/// <summary>How numbers are stored in MAT files, level 5; the values are the format's own.</summary>
internal enum MatStorage
{
    Int8 = 1,
    UInt8 = 2,
    Int16 = 3,
    UInt16 = 4,
    Int32 = 5,
    UInt32 = 6,
    Single = 7,
    Double = 9,
    Int64 = 12,
    UInt64 = 13,
}

/// <summary>
/// A real numeric matrix of a MAT file. Values stay as they are stored, column by column and often in a smaller type than
/// the matrix's class, until they are asked for.
/// </summary>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Storage">Type that the values are stored in.</param>
/// <param name="Data">Rows × Columns values, column by column.</param>
/// <param name="IsBigEndian">Order of their bytes.</param>
internal sealed record MatArray(int Rows, int Columns, MatStorage Storage, ReadOnlyMemory<byte> Data, bool IsBigEndian)
{
    /// <summary>Bytes of a value.</summary>
    public static int SizeOf(MatStorage storage) => storage switch
    {
        MatStorage.Int8 or MatStorage.UInt8 => 1,
        MatStorage.Int16 or MatStorage.UInt16 => 2,
        MatStorage.Int32 or MatStorage.UInt32 or MatStorage.Single => 4,
        MatStorage.Int64 or MatStorage.UInt64 or MatStorage.Double => 8,
        _ => throw new InvalidDataException($"it stores numbers as type {(int)storage}, which does not exist"),
    };

    /// <summary>The value in a row and column; whole numbers beyond 2⁵³ are rounded.</summary>
    public double this[int row, int column]
    {
        get
        {
            var size = SizeOf(Storage);
            var at = Data.Span.Slice((int)((((long)column * Rows) + row) * size), size);
            return (Storage, IsBigEndian) switch
            {
                (MatStorage.Int8, _) => (sbyte)at[0],
                (MatStorage.UInt8, _) => at[0],
                (MatStorage.Int16, true) => BinaryPrimitives.ReadInt16BigEndian(at),
                (MatStorage.Int16, false) => BinaryPrimitives.ReadInt16LittleEndian(at),
                (MatStorage.UInt16, true) => BinaryPrimitives.ReadUInt16BigEndian(at),
                (MatStorage.UInt16, false) => BinaryPrimitives.ReadUInt16LittleEndian(at),
                (MatStorage.Int32, true) => BinaryPrimitives.ReadInt32BigEndian(at),
                (MatStorage.Int32, false) => BinaryPrimitives.ReadInt32LittleEndian(at),
                (MatStorage.UInt32, true) => BinaryPrimitives.ReadUInt32BigEndian(at),
                (MatStorage.UInt32, false) => BinaryPrimitives.ReadUInt32LittleEndian(at),
                (MatStorage.Int64, true) => BinaryPrimitives.ReadInt64BigEndian(at),
                (MatStorage.Int64, false) => BinaryPrimitives.ReadInt64LittleEndian(at),
                (MatStorage.UInt64, true) => BinaryPrimitives.ReadUInt64BigEndian(at),
                (MatStorage.UInt64, false) => BinaryPrimitives.ReadUInt64LittleEndian(at),
                (MatStorage.Single, true) => BinaryPrimitives.ReadSingleBigEndian(at),
                (MatStorage.Single, false) => BinaryPrimitives.ReadSingleLittleEndian(at),
                (MatStorage.Double, true) => BinaryPrimitives.ReadDoubleBigEndian(at),
                _ => BinaryPrimitives.ReadDoubleLittleEndian(at),
            };
        }
    }

    /// <summary>The matrix as stored labels, row by row.</summary>
    /// <exception cref="InvalidDataException">It is empty, or a value is no whole number of 0 to 65535.</exception>
    public RawLabels ToLabels()
    {
        if (Data.Length == 0) throw new InvalidDataException($"its labels are {Columns}×{Rows}, which is no image");
        var samples = new ushort[Rows * Columns];
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var value = this[row, column];
                if (value is not (>= 0 and <= ushort.MaxValue) || value != Math.Floor(value))
                    throw new InvalidDataException(FormattableString.Invariant($"it has the value {value}, and labels are whole numbers from 0 to 65535"));
                samples[(row * Columns) + column] = (ushort)value;
            }
        }

        return new RawLabels(Rows, Columns, samples, Storage is MatStorage.UInt8 or MatStorage.Int8 ? 8 : 16);
    }
}
