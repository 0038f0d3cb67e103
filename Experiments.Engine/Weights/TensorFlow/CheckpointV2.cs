using System.Text;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights.TensorFlow;

/// <summary>
/// TensorFlow's tensor bundle: <c>prefix.index</c>, a sorted table of what there is, and <c>prefix.data-i-of-n</c>, raw
/// values (tensorflow/core/protobuf/tensor_bundle.proto).
/// </summary>
internal static class CheckpointV2
{
    /// <summary>Whether a table's first record is a bundle's header, whose first field is a number, and no list of slices, a message.</summary>
    public static bool IsOne(WeightsContent content, ByteSource source)
    {
        var isBundle = false;
        new SortedTable(content, source).Read((key, value, _) =>
        {
            isBundle = key.IsEmpty && !value.IsEmpty && (value[0] & 7) == 0;
            return false;
        });
        return isBundle;
    }

    /// <summary>Opens a bundle.</summary>
    /// <param name="path">The file, as the user named it.</param>
    /// <param name="index">The index; owned by the result.</param>
    /// <exception cref="DataException">A part is missing or damaged.</exception>
    public static WeightsFile Read(string path, MappedFile index)
    {
        if (!index.Path.EndsWith(TensorFlowBundle.IndexEnding, StringComparison.Ordinal))
            throw WeightsContent.Unusable(path, $"is the index of a TensorFlow checkpoint, but is not named so, and its data are not found; name it prefix{TensorFlowBundle.IndexEnding}, beside prefix.data-00000-of-00001");
        var count = CountShards(new WeightsContent(path, WeightsFormat.TensorFlowV2, index.Length), index);
        var shards = new Shards(index);
        try
        {
            for (var i = 0; i < count; i++) shards.Open(path, $"{index.Path[..^TensorFlowBundle.IndexEnding.Length]}.data-{i:d5}-of-{count:d5}");
            var content = new WeightsContent(path, WeightsFormat.TensorFlowV2, shards.Length);
            ReadEntries(content, shards);
            return content.ToFile(shards);
        }
        catch
        {
            shards.Dispose();
            throw;
        }
    }

    private static void ReadEntries(WeightsContent content, Shards shards)
    {
        var entries = new OrderedDictionary<string, BundleEntry>(StringComparer.Ordinal);
        new SortedTable(content, shards.Index).Read((key, value, _) =>
        {
            if (key.IsEmpty) return true;
            content.Take(300 + 2L * key.Length);
            if (!entries.TryAdd(Encoding.Latin1.GetString(key), BundleEntry.Read(content, value))) throw content.Unusable("has two records of one key: it is damaged");
            return true;
        });

        // The records of a partitioned variable's slices begin with a zero; they are found through its own.
        foreach (var (key, entry) in entries.Where(e => e.Key[0] != 0)) Add(content, shards, entries, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(key)), entry);
        if (content.IsEmpty) throw content.Unusable("lists no tensors: it is damaged, or no checkpoint");
    }

    private static int CountShards(WeightsContent content, ByteSource index)
    {
        var (count, isBigEndian) = (0UL, false);
        new SortedTable(content, index).Read((_, value, _) =>
        {
            var reader = new ProtoReader(content, value);
            while (reader.Next())
            {
                if (reader.Field == 1) count = reader.Number;
                if (reader.Field == 2) isBigEndian = reader.Number != 0;
            }

            return false;
        });
        if (isBigEndian) throw content.Unusable("was written on a machine with the highest byte first, which cannot be read; load it there and save it on another");
        return count is > 0 and <= 99_999 ? (int)count : throw content.Unusable($"states {count} data files: it is damaged");
    }

    private static void Add(WeightsContent content, Shards shards, OrderedDictionary<string, BundleEntry> entries, string name, BundleEntry entry)
    {
        if (TensorFlowTypes.TypeOf(content, name, entry.Type) is not { } type)
        {
            content.Say(name, "text, which was left out");
            return;
        }

        var shape = TensorFlowTypes.ReadShape(content, name, entry.Shape);
        if (entry.Slices.Count == 0)
        {
            content.Add(name, type, shape, Fill(content, shards, name, entry, content.ByteCount(name, type, shape)));
            return;
        }

        SlicedTensor.Add(content, name, type, shape, entry.Slices, i =>
        {
            if (!entries.TryGetValue(entry.Slices[i].Key(name), out var part) || part.Type != entry.Type || part.Slices.Count > 0)
                throw content.Unusable($"lists a slice of tensor {name} without holding it: it is damaged");
            return Fill(content, shards, name, part, entry.Slices[i].Within(content, name, shape).Count * type.Size());
        });
    }

    private static TensorFill Fill(WeightsContent content, Shards shards, string name, BundleEntry entry, long bytes)
    {
        var data = shards.At(entry.Shard) ?? throw content.Unusable($"has tensor {name} in data file {entry.Shard}, of which it states none: it is damaged");
        if (entry.Size != bytes) throw content.Unusable($"gives tensor {name} {entry.Size} bytes, where its shape takes {bytes}: it is damaged");
        if (!data.Has(entry.Offset, bytes)) throw content.Unusable($"has tensor {name} beyond the end of {Path.GetFileName(data.Path)}: it is cut off; copy it again");
        return target =>
        {
            data.Slice(entry.Offset, target.Length).CopyTo(target);
            if (Crc32C.Masked(Crc32C.Of(target)) != entry.Checksum) throw content.Unusable($"fails the checksum of tensor {name}: it is damaged; copy it again");
        };
    }

    /// <summary>The index and its data files.</summary>
    private sealed class Shards(MappedFile index) : IDisposable
    {
        private readonly List<MappedFile> _files = [];

        public MappedFile Index => index;

        public long Length => index.Length + _files.Sum(f => f.Length);

        public void Open(string path, string file)
        {
            if (!File.Exists(file)) throw WeightsContent.Unusable(path, $"has no data file {Path.GetFileName(file)} beside it; copy it there too");
            _files.Add(MappedFile.Open(file));
        }

        public MappedFile? At(ulong shard) => shard < (ulong)_files.Count ? _files[(int)shard] : null;

        public void Dispose()
        {
            foreach (var file in _files) file.Dispose();
            index.Dispose();
        }
    }
}
