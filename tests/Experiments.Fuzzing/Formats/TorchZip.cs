using System.IO.Compression;

namespace Experiments.Fuzzing.Formats;

/// <summary>PyTorch's archives: entries are changed, renamed, doubled, dropped and blown up, and the archive is packed anew.</summary>
public sealed class TorchZip : WeightsReading
{
    private static readonly string[] Climbing = ["../../etc/passwd", "/data.pkl", "a\\..\\b", "c:/data.pkl", "", "a/../data.pkl"];

    /// <inheritdoc/>
    public override string Name => "pytorch-zip";

    /// <inheritdoc/>
    public override IReadOnlyList<FuzzSeed> Seeds { get; } =
        [Golden("types.pt"), Golden("checkpoint.pt"), Golden("nested.pt"), Golden("protocol4.pt"), Golden("deflated.pt"), Golden("zip64.pt"), Golden("bigendian.pt")];

    /// <inheritdoc/>
    public override byte[] Mutate(byte[] bytes, Random random)
    {
        if (random.Next(4) == 0) return Directory(bytes, random);
        if (Unpack(bytes) is not { Count: > 0 } entries) return bytes;
        var at = random.Next(entries.Count);
        var pickle = Math.Max(0, entries.FindIndex(e => e.Name.EndsWith("data.pkl", StringComparison.Ordinal)));
        var level = random.Next(2) == 0 ? CompressionLevel.NoCompression : CompressionLevel.SmallestSize;
        switch (random.Next(10))
        {
            case 0: entries.RemoveAt(at); break;
            case 1: entries.Add(entries[at]); break;
            case 2: entries[at] = (Climbing[random.Next(Climbing.Length)], entries[at].Bytes); break;
            case 3: (entries[at], level) = ((entries[at].Name, new byte[1 << (10 + random.Next(17))]), CompressionLevel.SmallestSize); break;
            case 4: entries[at] = (entries[at].Name, GenericMutations.Apply(entries[at].Bytes, random)); break;
            default: entries[pickle] = (entries[pickle].Name, PickleMutations.Apply(entries[pickle].Bytes, random)); break;
        }

        return Pack(entries, level);
    }

    /// <summary>Lies in a record of the directory, or in a local header: sizes, offsets, methods, flags.</summary>
    private static byte[] Directory(byte[] bytes, Random random)
    {
        byte[] signature = random.Next(4) switch { 0 => [3, 4], 1 => [5, 6], 2 => [6, 6], _ => [1, 2] };
        var places = Enumerable.Range(0, Math.Max(0, bytes.Length - 46))
            .Where(i => bytes[i] == 'P' && bytes[i + 1] == 'K' && bytes[i + 2] == signature[0] && bytes[i + 3] == signature[1]).ToList();
        if (places.Count == 0) return bytes;
        byte[] result = [.. bytes];
        var number = BitConverter.GetBytes(GenericMutations.AbsurdNumbers[random.Next(GenericMutations.AbsurdNumbers.Count)]);
        number.AsSpan(0, 1 << random.Next(3)).CopyTo(result.AsSpan(places[random.Next(places.Count)] + 4 + random.Next(38)));
        return result;
    }

    private static List<(string Name, byte[] Bytes)>? Unpack(byte[] bytes)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(bytes));
            return [.. archive.Entries.Where(e => e.Length < 1 << 20).Select(e => (e.FullName, Content(e)))];
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            // An earlier mutation broke the archive.
            return null;
        }
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }

    private static byte[] Pack(List<(string Name, byte[] Bytes)> entries, CompressionLevel level)
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var stream = archive.CreateEntry(name.Length == 0 ? "/" : name, level).Open();
                stream.Write(content);
            }
        }

        return buffer.ToArray();
    }
}
