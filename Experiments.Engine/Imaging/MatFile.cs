using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Experiments.Engine.Imaging;

/// <summary>
/// Reads one real numeric matrix of a MAT file, level 5 (MathWorks, "MAT-File Format"): SBD keeps its labels in them. Only what
/// leads to the matrix is read; cells, sparse matrices and all else beside it are passed over by their length. Depth is
/// that of the path asked for. Files come from anywhere: what is allocated is at most twice the file and 64 MiB.
/// </summary>
internal static class MatFile
{
    /// <summary>Largest file that is read: 32 MiB. SBD's have some kilobytes.</summary>
    public const long MaximumBytes = 32L << 20;

    private const int HeaderBytes = 128;
    private const int MaximumInflatedBytes = 16 << 20; // over all variables of a file
    private const int MaximumFieldNames = 4096;

    private enum Element { Int8 = 1, Int32 = 5, UInt32 = 6, Matrix = 14, Compressed = 15 }

    // Classes of arrays: cell 1, struct 2, object 3, char 4, sparse 5, double 6 to uint64 15.
    private const int StructClass = 2;
    private static readonly string[] OtherClasses = ["", "a cell array", "a struct", "an object", "text", "a sparse matrix"];

    /// <summary>Reads a matrix.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="path">Variable and fields, <c>GTcls.Segmentation</c>; an element of a struct array by its number from 1, <c>items(2).mask</c>.</param>
    /// <exception cref="InvalidDataException">The file is of another kind, damaged or too big, or has no such matrix.</exception>
    public static MatArray Read(ReadOnlyMemory<byte> file, string path)
    {
        if (file.Length > MaximumBytes) throw new InvalidDataException($"it has {file.Length} bytes, and at most {MaximumBytes} are read");
        var isBigEndian = ReadHeader(file.Span);
        var parts = path.Split('.');
        var names = new List<string>();
        var inflated = 0;
        for (var rest = new Reader(file[HeaderBytes..], isBigEndian); !rest.IsAtEnd;)
        {
            var (type, content) = rest.Next();
            if (type == (int)Element.Compressed)
            {
                var bytes = Inflate(content, isBigEndian, MaximumInflatedBytes - inflated);
                inflated += bytes.Length;
                (type, content) = new Reader(bytes, isBigEndian).Next();
            }

            if (type != (int)Element.Matrix || content.Length == 0) continue;
            var variable = new Matrix(content, isBigEndian);
            if (variable.Name == Split(parts[0]).Name) return Follow(variable, parts, 0);
            if (names.Count < 5) names.Add(variable.Name.Length > 40 ? variable.Name[..40] : variable.Name);
        }

        throw new InvalidDataException($"it has no variable {parts[0]}{(names.Count == 0 ? "" : $", but {string.Join(", ", names)}")}");
    }

    /// <summary>Whether the bytes are swapped.</summary>
    private static bool ReadHeader(ReadOnlySpan<byte> file)
    {
        if (file.Length == 0) throw new InvalidDataException("it is empty");
        ReadOnlySpan<byte> hdf5 = [0x89, (byte)'H', (byte)'D', (byte)'F'];
        if (file.StartsWith("MATLAB 7.3"u8) || file.StartsWith(hdf5))
            throw new InvalidDataException("it is a MAT file of version 7.3 (HDF5), and versions 5 to 7 are read; save it with MATLAB's -v7");
        if (file.Length < HeaderBytes) throw new InvalidDataException("it is cut off in its header, or no MAT file");
        var mark = file.Slice(126, 2);
        if (!mark.SequenceEqual("IM"u8) && !mark.SequenceEqual("MI"u8)) throw new InvalidDataException("it is no MAT file of version 5 to 7");
        return mark[0] == 'M';
    }

    /// <summary>Inflates one variable: its length stands in its own first eight bytes.</summary>
    private static byte[] Inflate(ReadOnlyMemory<byte> content, bool isBigEndian, int limit)
    {
        try
        {
            using var stream = new ZLibStream(new MemoryStream(content.ToArray(), writable: false), CompressionMode.Decompress);
            var tag = new byte[8];
            stream.ReadExactly(tag);
            var length = ReadUInt32(tag.AsSpan(4), isBigEndian);
            // A length in the tag's upper half would be an element that fits into the tag: no variable does.
            if (length + 8L > limit) throw new InvalidDataException($"a variable of it inflates to {length} bytes, and at most {MaximumInflatedBytes} are read from a file");
            var bytes = new byte[length + 8];
            tag.CopyTo(bytes, 0);
            stream.ReadExactly(bytes.AsSpan(8));
            // Reading on to the end makes the stream check its own checksum.
            return stream.ReadByte() < 0 ? bytes : throw new InvalidDataException("a compressed variable of it is longer than it says");
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("a compressed variable of it is cut off", e);
        }
    }

    private static MatArray Follow(Matrix matrix, string[] parts, int at)
    {
        var place = string.Join('.', parts[..(at + 1)]);
        if (at == parts.Length - 1) return matrix.ToArray(place);
        if (matrix.Class != StructClass) throw new InvalidDataException($"{place} in it is {Describe(matrix.Class)}, not a struct");
        var number = Split(parts[at]).Number;
        if (number is null && matrix.Count != 1) throw new InvalidDataException($"{place} in it is an array of {matrix.Count} structs, not one; name one as {place}(1)");
        if (number > matrix.Count) throw new InvalidDataException($"{place} in it does not exist: it is an array of {matrix.Count} structs");
        return Follow(matrix.Field((number ?? 1) - 1, Split(parts[at + 1]).Name, place), parts, at + 1);
    }

    /// <summary>A part of a path: a name, and the number in brackets after it.</summary>
    private static (string Name, int? Number) Split(string part)
    {
        var bracket = part.IndexOf('(', StringComparison.Ordinal);
        return bracket < 0 ? (part, null) : (part[..bracket], int.Parse(part[(bracket + 1)..^1], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string Describe(int arrayClass) => arrayClass is > 0 and < 6 ? OtherClasses[arrayClass] : arrayClass is >= 6 and <= 15 ? "a matrix" : $"an array of class {arrayClass}";

    private static uint ReadUInt32(ReadOnlySpan<byte> at, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);

    /// <summary>Elements one after the other: a tag of eight bytes and content, or up to four bytes within the tag.</summary>
    private sealed class Reader(ReadOnlyMemory<byte> bytes, bool isBigEndian)
    {
        private int _at;

        public bool IsAtEnd => _at >= bytes.Length;

        /// <summary>The next element's type and content. Content fills up to eight bytes, but for compressed variables.</summary>
        public (int Type, ReadOnlyMemory<byte> Content) Next()
        {
            if (bytes.Length - _at < 8) throw new InvalidDataException("it is cut off");
            var first = ReadUInt32(bytes.Span[_at..], isBigEndian);
            if (first >> 16 is var small and not 0)
            {
                if (small > 4) throw new InvalidDataException($"an element of it has {small} bytes where 4 fit");
                var packed = bytes.Slice(_at + 4, (int)small);
                _at += 8;
                return ((int)(first & 0xFFFF), packed);
            }

            var length = ReadUInt32(bytes.Span[(_at + 4)..], isBigEndian);
            _at += 8;
            if (length > bytes.Length - _at) throw new InvalidDataException($"an element of it has {length} bytes, of which {bytes.Length - _at} are there");
            var content = bytes.Slice(_at, (int)length);
            var padding = first == (uint)Element.Compressed || length % 8 == 0 ? 0 : 8 - ((int)length % 8);
            _at = Math.Min(bytes.Length, _at + (int)length + padding);
            return ((int)Math.Min(first, int.MaxValue), content);
        }

        /// <summary>The content of the next element, which must be of a type.</summary>
        public ReadOnlyMemory<byte> Next(Element type, string what)
        {
            var (found, content) = Next();
            return found == (int)type ? content : throw new InvalidDataException($"{what} of an array in it is stored as type {found}, not {(int)type}");
        }
    }

    /// <summary>An array: flags, dimensions, name; what follows is read when it is asked for.</summary>
    private sealed class Matrix
    {
        private readonly Reader _rest;
        private readonly bool _isBigEndian;
        private readonly bool _isComplex;
        private readonly int[] _sizes;

        public Matrix(ReadOnlyMemory<byte> content, bool isBigEndian)
        {
            (_rest, _isBigEndian) = (new Reader(content, isBigEndian), isBigEndian);
            var flags = _rest.Next(Element.UInt32, "the flags").Span;
            if (flags.Length != 8) throw new InvalidDataException("the flags of an array in it are cut off");
            var word = ReadUInt32(flags, isBigEndian);
            (Class, _isComplex) = ((int)(word & 0xFF), (word & 0x800) != 0);
            var sizes = _rest.Next(Element.Int32, "the size").Span;
            if (sizes.Length is < 8 or > 256 || sizes.Length % 4 != 0) throw new InvalidDataException($"an array in it has {sizes.Length / 4} dimensions");
            _sizes = new int[sizes.Length / 4];
            for (var i = 0; i < _sizes.Length; i++) _sizes[i] = (int)ReadUInt32(sizes[(4 * i)..], isBigEndian);
            if (_sizes.Any(s => s < 0)) throw new InvalidDataException("an array in it has a negative size");
            Name = Encoding.Latin1.GetString(_rest.Next(Element.Int8, "the name").Span);
        }

        public int Class { get; }

        public string Name { get; }

        /// <summary>Number of elements; <see cref="long.MaxValue"/> where it is larger.</summary>
        public long Count => _sizes.Aggregate(1L, (product, size) => size == 0 ? 0 : product > long.MaxValue / size ? long.MaxValue : product * size);

        /// <summary>A field of one struct of an array of structs; fields are stored struct by struct, structs column by column.</summary>
        public Matrix Field(int index, string name, string place)
        {
            var width = _rest.Next(Element.Int32, "the length of field names").Span;
            var length = width.Length == 4 ? ReadUInt32(width, _isBigEndian) : 0;
            var names = _rest.Next(Element.Int8, "the field names").Span;
            if (length is 0 or > 1024 || names.Length % length != 0 || names.Length / length > MaximumFieldNames)
                throw new InvalidDataException($"the field names of {place} in it are damaged");
            var fields = names.Length / (int)length;
            var found = -1;
            for (var i = 0; i < fields && found < 0; i++)
            {
                var field = names.Slice(i * (int)length, (int)length);
                var end = field.IndexOf((byte)0);
                if (Encoding.Latin1.GetString(end < 0 ? field : field[..end]) == name) found = i;
            }

            if (found < 0) throw new InvalidDataException($"{place} in it has no field {name}");
            // Each of them takes at least a tag, so this ends with the bytes.
            for (var skipped = ((long)index * fields) + found; skipped > 0; skipped--) _rest.Next();
            var content = _rest.Next(Element.Matrix, $"{place}.{name}");
            return content.Length > 0 ? new Matrix(content, _isBigEndian) : throw new InvalidDataException($"{place}.{name} in it is empty");
        }

        /// <summary>The array itself.</summary>
        public MatArray ToArray(string place)
        {
            if (Class is < 6 or > 15) throw new InvalidDataException($"{place} in it is {Describe(Class)}, not a matrix of numbers");
            if (_isComplex) throw new InvalidDataException($"{place} in it has complex numbers");
            if (_sizes.Length != 2) throw new InvalidDataException($"{place} in it has {_sizes.Length} dimensions, not 2");
            if (Count > ImageFile.MaximumPixels) throw new InvalidDataException($"{place} in it is {_sizes[1]}×{_sizes[0]}, and at most {ImageFile.MaximumPixels} pixels are read");
            var (type, data) = _rest.Next();
            var size = MatArray.SizeOf((MatStorage)type);
            return data.Length == Count * size
                ? new MatArray(_sizes[0], _sizes[1], (MatStorage)type, data, _isBigEndian)
                : throw new InvalidDataException($"{place} in it is {_sizes[1]}×{_sizes[0]} and has {data.Length / size} values");
        }
    }
}
