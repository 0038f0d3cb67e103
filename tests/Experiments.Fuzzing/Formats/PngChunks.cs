using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Experiments.Engine.Imaging;

namespace Experiments.Fuzzing.Formats;

/// <summary>The chunks of a PNG, to be changed one by one and put together with right lengths and checksums.</summary>
internal sealed class PngChunks
{
    private const int SignatureLength = 8;

    private byte[] _head = [];
    private byte[] _tail = [];

    /// <summary>Types and contents, in order.</summary>
    public List<(string Type, byte[] Content)> Chunks { get; } = [];

    /// <summary>Takes a file apart; what follows the last whole chunk is kept as it is.</summary>
    public static PngChunks Split(byte[] file)
    {
        var result = new PngChunks { _head = file[..Math.Min(SignatureLength, file.Length)] };
        var at = result._head.Length;
        while (file.Length - at >= 12 && BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at)) is var length && length <= file.Length - at - 12)
        {
            result.Chunks.Add((Encoding.Latin1.GetString(file, at + 4, 4), file.AsSpan(at + 8, (int)length).ToArray()));
            at += 12 + (int)length;
        }

        result._tail = file[at..];
        return result;
    }

    /// <summary>Puts the file together.</summary>
    public byte[] Join()
    {
        using var file = new MemoryStream();
        var number = new byte[4];
        file.Write(_head);
        foreach (var (name, content) in Chunks)
        {
            var type = Encoding.Latin1.GetBytes(name);
            BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
            file.Write([.. number, .. type, .. content]);
            BinaryPrimitives.WriteUInt32BigEndian(number, PngFormat.Crc(type, content));
            file.Write(number);
        }

        file.Write(_tail);
        return file.ToArray();
    }

    /// <summary>Where the first chunk of a type is; −1 for nowhere.</summary>
    public int Find(string type) => Chunks.FindIndex(c => c.Type == type);

    /// <summary>The rows with their filters, as far as they can be inflated.</summary>
    public byte[] Rows()
    {
        using var rows = new MemoryStream();
        try
        {
            byte[] data = [.. Chunks.Where(c => c.Type == "IDAT").SelectMany(c => c.Content)];
            using var inflate = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
            var buffer = new byte[1 << 16];
            for (int count; rows.Length < 1 << 22 && (count = inflate.Read(buffer)) > 0;) rows.Write(buffer.AsSpan(0, count));
        }
        catch (InvalidDataException)
        {
            // An earlier mutation broke the data: what came before is taken.
        }

        return rows.ToArray();
    }

    /// <summary>Puts rows of so many bytes in place of the compressed pixels.</summary>
    /// <param name="write">Writes them.</param>
    public void SetRows(Action<Stream> write)
    {
        var at = Find("IDAT");
        if (at < 0) return;
        using var data = new MemoryStream();
        using (var deflate = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true)) write(deflate);
        Chunks.RemoveAll(c => c.Type == "IDAT");
        Chunks.Insert(Math.Min(at, Chunks.Count), ("IDAT", data.ToArray()));
    }
}
