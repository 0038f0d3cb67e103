using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights.PyTorch;

/// <summary>
/// What <c>torch.save</c> wrote before PyTorch 1.6: five pickles (a magic number, the version 1001, the writer's
/// system, the object, the keys of its storages), then each storage: its elements' number in 8 bytes, its elements.
/// </summary>
internal static class PyTorchLegacy
{
    private const long Version = 1001;
    private static readonly BigInteger Magic = BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Whether a file begins as a pickle.</summary>
    public static bool IsOne(ByteSource source) => source.Has(0, 2) && source.Slice(0, 2) is [0x80, <= 5];

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file, as the user named it.</param>
    /// <param name="source">Its content; owned by the result.</param>
    /// <exception cref="DataException">It is damaged, or holds more than data.</exception>
    public static WeightsFile Read(string path, ByteSource source)
    {
        var content = new WeightsContent(path, WeightsFormat.PyTorchLegacy, source.Length);
        var calls = new PickleCalls(content);
        var reader = new PickleReader(content, source, calls);
        if (reader.Read() is not BigInteger magic || magic != Magic)
            throw content.Unusable("is a pickle, but not one of torch.save; save a state_dict() with torch.save");
        if (reader.Read() is not Version) throw content.Unusable($"is of another version than {Version} of PyTorch's old format; load it in PyTorch and save it again");
        CheckSystem(content, reader.Read());
        var root = reader.Read();
        if (reader.Read() is not PickleList keys) throw content.Unusable("has no list of its storages: it is damaged");
        ReadStorages(content, source, reader.Position, keys.Items, calls.Named);
        StateDictionary.Read(content, root);
        return content.ToFile(source);
    }

    private static void CheckSystem(WeightsContent content, object? system)
    {
        if (system is not PickleDictionary about) throw content.Unusable("does not say which system wrote it: it is damaged");
        if (about.Items.Any(i => i.Key is "little_endian" && i.Value is false))
            throw content.Unusable("was written on a machine with the highest byte first, which cannot be read; load it there and save it with PyTorch 1.6 or later");
    }

    private static void ReadStorages(WeightsContent content, ByteSource source, long position, List<object?> keys, IReadOnlyDictionary<string, TorchStorage> named)
    {
        foreach (var key in keys)
        {
            if (key is not string name || !named.TryGetValue(name, out var storage) || storage.Read is not null)
                throw content.Unusable("lists storages that it does not use, or one twice: it is damaged");
            if (!source.Has(position, 8)) throw content.Unusable($"ends before its storage {name}: it is cut off; copy it again");
            var count = BinaryPrimitives.ReadInt64LittleEndian(source.Slice(position, 8));
            if (count != storage.Count) throw content.Unusable($"has storage {name} with {count} elements, where {storage.Count} were announced: it is damaged");
            var start = position + 8;
            if (!source.Has(start, storage.ByteCount)) throw content.Unusable($"ends before the end of its storage {name}: it is cut off; copy it again");
            storage.Read = (offset, bytes) => source.Slice(start + offset, bytes);
            position = start + storage.ByteCount;
        }

        if (named.Values.FirstOrDefault(s => s.Read is null) is { } missing) throw content.Unusable($"does not hold its storage {missing.Key}: it is damaged");
    }
}
