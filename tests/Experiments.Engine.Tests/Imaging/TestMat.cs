using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Experiments.Engine.Tests.Imaging;

/// <summary>A writer of MAT files, level 5, of its own: either byte order, compressed or not, any storage of the numbers.</summary>
public sealed record TestMat
{
    public bool IsBigEndian { get; init; }

    public bool IsCompressed { get; init; }

    /// <summary>A file of variables.</summary>
    public byte[] File(params byte[][] variables)
    {
        using var file = new MemoryStream();
        file.Write(Encoding.Latin1.GetBytes("MATLAB 5.0 MAT-file, of a test".PadRight(124)));
        file.Write(IsBigEndian ? [1, 0] : [0, 1]);
        file.Write(IsBigEndian ? "MI"u8 : "IM"u8);
        foreach (var variable in variables) file.Write(IsCompressed ? Compress(variable) : variable);
        return file.ToArray();
    }

    /// <summary>The layout of SBD: a struct GTcls with a cell of sparse matrices before the labels.</summary>
    public byte[] Sbd(int rows, int columns, byte[] columnByColumn) => File(Struct(
        "GTcls", [1, 1],
        ("Boundaries", Array("", 1, [2, 1], [.. Sparse(), .. Sparse()])),
        ("Segmentation", Array("", 9, [rows, columns], Element(2, columnByColumn))),
        ("CategoriesPresent", Array("", 6, [1, 1], Element(2, [3])))));

    /// <summary>An array: flags, size, name, content.</summary>
    public byte[] Array(string name, int arrayClass, int[] sizes, byte[] content, uint flags = 0)
    {
        byte[] body =
        [
            .. Element(6, [.. Word((uint)arrayClass | flags), .. Word(0)]), .. Element(5, [.. sizes.SelectMany(s => Word((uint)s))]),
            .. Element(1, Encoding.Latin1.GetBytes(name)), .. content,
        ];
        return [.. Word(14), .. Word((uint)body.Length), .. body];
    }

    /// <summary>A struct, or an array of structs with the fields of each one after the other.</summary>
    public byte[] Struct(string name, int[] sizes, params (string Name, byte[] Array)[] fields)
    {
        var names = fields.Take(fields.Length / Math.Max(1, sizes.Aggregate(1, (a, b) => a * b)));
        return Array(name, 2, sizes, [
            .. Element(5, Word(32)), .. Element(1, [.. names.SelectMany(f => Encoding.Latin1.GetBytes(f.Name.PadRight(32, '\0')))]), .. fields.SelectMany(f => f.Array)]);
    }

    /// <summary>An element: up to four bytes lie in its tag.</summary>
    public byte[] Element(int type, byte[] data) => data.Length is > 0 and <= 4
        ? [.. Word(((uint)data.Length << 16) | (uint)type), .. data, .. new byte[4 - data.Length]]
        : [.. Word((uint)type), .. Word((uint)data.Length), .. data, .. new byte[(8 - (data.Length % 8)) % 8]];

    public byte[] Word(uint value)
    {
        var bytes = new byte[4];
        if (IsBigEndian) BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    /// <summary>A variable, compressed; a length may be claimed that it does not have.</summary>
    public byte[] Compress(byte[] variable)
    {
        using var data = new MemoryStream();
        using (var deflate = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(variable);
        return [.. Word(15), .. Word((uint)data.Length), .. data.ToArray()];
    }

    private byte[] Sparse() => Array("", 5, [3, 3], [.. Element(5, Word(0)), .. Element(5, new byte[16]), .. Element(9, new byte[8])]);
}
