using System.IO.Compression;
using System.Text;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights.PyTorch;

/// <summary>
/// What <c>torch.save</c> writes since PyTorch 1.6: a zip archive with <c>name/data.pkl</c>, one entry
/// <c>name/data/key</c> a storage, and perhaps <c>name/byteorder</c>.
/// </summary>
internal static class PyTorchZip
{
    /// <summary>Whether a file begins as a zip archive.</summary>
    public static bool IsOne(ByteSource source) => source.Has(0, 4) && (source.Slice(0, 4).SequenceEqual("PK\x03\x04"u8) || source.Slice(0, 4).SequenceEqual("PK\x05\x06"u8));

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file, as the user named it.</param>
    /// <param name="source">Its content; owned by the result.</param>
    /// <exception cref="DataException">It is damaged, or holds more than data.</exception>
    public static WeightsFile Read(string path, ByteSource source)
    {
        var content = new WeightsContent(path, WeightsFormat.PyTorchZip, source.Length);
        var entries = ZipDirectory.Read(content, source).ToDictionary(e => e.Name, StringComparer.Ordinal);
        var pickles = entries.Keys.Where(n => n == "data.pkl" || n.EndsWith("/data.pkl", StringComparison.Ordinal)).ToList();
        if (pickles.Count != 1)
            throw content.Unusable(pickles.Count == 0 ? "is a zip archive without a data.pkl: it is no PyTorch file" : "is a zip archive with several data.pkl: it is damaged");
        var folder = pickles[0][..^"data.pkl".Length];
        // TorchScript's archives have the network's program beside the pickle.
        if (entries.Keys.Any(n => n.StartsWith($"{folder}code/", StringComparison.Ordinal)))
            throw content.Unusable("is a TorchScript program, and programs are not executed here; load it with torch.jit.load and save its state_dict()");

        var calls = new PickleCalls(content);
        using var pickle = Open(content, source, entries[pickles[0]], int.MaxValue);
        var root = new PickleReader(content, pickle, calls).Read();
        var isBigEndian = entries.TryGetValue($"{folder}byteorder", out var order) && IsBig(content, source, order);
        foreach (var storage in calls.Named.Values)
        {
            storage.Read = Storage(content, source, entries.GetValueOrDefault($"{folder}data/{storage.Key}"), storage);
            storage.IsBigEndian = isBigEndian;
        }

        StateDictionary.Read(content, root);
        return content.ToFile(source);
    }

    private static bool IsBig(WeightsContent content, ByteSource source, ZipEntry entry)
    {
        using var bytes = Open(content, source, entry, 16);
        return Encoding.ASCII.GetString(bytes.Slice(0, (int)bytes.Length)) switch
        {
            "little" => false,
            "big" => true,
            _ => throw content.Unusable("states a byte order that is neither little nor big: it is damaged"),
        };
    }

    private static StorageBytes Storage(WeightsContent content, ByteSource source, ZipEntry? entry, TorchStorage storage)
    {
        if (entry is null) throw content.Unusable($"has no entry for its storage {storage.Key}: it is damaged");
        if (entry.Length < storage.ByteCount)
            throw content.Unusable($"has storage {storage.Key} in {entry.Length} bytes, where {storage.Count} elements take {storage.ByteCount}: it is damaged");
        if (!entry.IsDeflated) return (offset, count) => source.Slice(entry.Offset + offset, count);

        // Inflated when it is first looked at, and no further than the elements go.
        content.Take(storage.ByteCount);
        byte[]? inflated = null;
        return (offset, count) => (inflated ??= Inflate(content, source, entry, storage.ByteCount)).AsSpan((int)offset, count);
    }

    private static ByteSource Open(WeightsContent content, ByteSource source, ZipEntry entry, int most)
    {
        if (entry.Length > most) throw content.Unusable($"has an entry {entry.Name} of {entry.Length} bytes, where {most} are the most: it is damaged");
        if (!entry.IsDeflated) return new PartOf(source, entry.Offset, entry.Length);
        content.Take(entry.Length);
        return new BytesInMemory(Inflate(content, source, entry, entry.Length));
    }

    private static byte[] Inflate(WeightsContent content, ByteSource source, ZipEntry entry, long length)
    {
        if (length > Array.MaxLength) throw content.Unusable($"has an entry {entry.Name} of {length} bytes compressed, which is too long to be inflated; save it with torch.save, which does not compress");
        var bytes = new byte[length];
        try
        {
            using var stream = new DeflateStream(new SourceStream(source, entry.Offset, entry.StoredLength), CompressionMode.Decompress);
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length) return bytes;
        }
        catch (InvalidDataException)
        {
            // Said below, in our words.
        }

        throw content.Unusable($"has an entry {entry.Name} that cannot be inflated to {length} bytes: it is damaged; copy it again");
    }
}
