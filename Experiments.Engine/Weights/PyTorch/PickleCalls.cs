using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Text;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights.PyTorch;

/// <summary>
/// What a pickle may name, and what becomes of it: the whole list. Anything else is refused with its name. Nothing
/// here runs code: a "call" puts arguments into a tensor or a container, after checking them.
/// </summary>
/// <param name="content">Names the file, counts the memory.</param>
internal sealed class PickleCalls(WeightsContent content)
{
    private static readonly FrozenDictionary<string, ElementType> Storages = new Dictionary<string, ElementType>
    {
        ["DoubleStorage"] = ElementType.Float64,
        ["FloatStorage"] = ElementType.Float32,
        ["HalfStorage"] = ElementType.Float16,
        ["BFloat16Storage"] = ElementType.BFloat16,
        ["LongStorage"] = ElementType.Int64,
        ["IntStorage"] = ElementType.Int32,
        ["ShortStorage"] = ElementType.Int16,
        ["CharStorage"] = ElementType.Int8,
        ["ByteStorage"] = ElementType.UInt8,
        ["BoolStorage"] = ElementType.Bool,
        ["UntypedStorage"] = ElementType.UInt8,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Callable = new[]
    {
        "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter",
        "torch.Size", "torch.device",
        "collections.OrderedDict", "collections.Counter", "argparse.Namespace",
        "__builtin__.set", "builtins.set", "__builtin__.frozenset", "builtins.frozenset",
        "__builtin__.bytes", "builtins.bytes", "__builtin__.bytearray", "builtins.bytearray", "_codecs.encode",
        "numpy.dtype", "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Types = new[]
    {
        "float64", "double", "float32", "float", "float16", "half", "bfloat16", "int64", "long", "int32", "int", "int16", "short",
        "int8", "uint8", "bool", "complex64", "complex128",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly Dictionary<string, TorchStorage> _storages = new(StringComparer.Ordinal);

    /// <summary>The storages that were named, by their key.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Named => _storages;

    /// <summary>What a global stands for.</summary>
    /// <exception cref="DataException">It is not on the list.</exception>
    public object Find(string module, string name)
    {
        if (module is "torch" or "torch.cuda" or "torch.storage" && Storages.TryGetValue(name, out var type)) return new StorageType(type);
        if (module == "torch" && Types.Contains(name)) return $"torch.{name}";
        var global = new PickleGlobal(module, name);
        return Callable.Contains(global.FullName) ? global : throw Refused(module, name);
    }

    /// <summary>The error of a name that is not on the list.</summary>
    public DataException Refused(string module, string name)
    {
        if (module is "torch" or "torch.cuda" && name.StartsWith("Complex", StringComparison.Ordinal))
            return content.Unusable($"holds complex numbers ({module}.{name}), which no network here has; save it without them");
        if (module.StartsWith("torch.nn.", StringComparison.Ordinal))
            return content.Unusable($"holds a whole module ({module}.{name}), which is code and not data; load it where its classes are and save its state_dict()");
        return content.Unusable($"asks for {module}.{name}: this reader executes no code and knows tensors and plain containers only; load it where you trust it and save its state_dict()");
    }

    /// <summary>The error of a call of what is no callable, or may not be called so.</summary>
    public DataException NotCalled(object? callee) =>
        content.Unusable($"has a pickle that calls {(callee as PickleGlobal)?.FullName ?? "what is no function"} in a way that files of weights do not: it is damaged");

    /// <summary>What a call builds.</summary>
    public object? Call(object? callee, PickleTuple arguments)
    {
        if (callee is not PickleGlobal global) throw NotCalled(callee);
        var items = arguments.Items;
        return (global.FullName, items) switch
        {
            ("torch._utils._rebuild_tensor", [TorchStorage storage, long offset, PickleTuple size, PickleTuple stride]) => Tensor(storage, offset, size, stride),
            ("torch._utils._rebuild_tensor_v2", [TorchStorage storage, long offset, PickleTuple size, PickleTuple stride, ..]) => Tensor(storage, offset, size, stride),
            ("torch._utils._rebuild_parameter", [TorchTensor tensor, ..]) => tensor,
            ("torch.Size", [PickleTuple size]) => size,
            ("torch.device", [string kind, ..]) => kind,
            ("collections.OrderedDict" or "collections.Counter" or "argparse.Namespace", []) => new PickleDictionary(),
            ("collections.OrderedDict", [PickleList pairs]) => Dictionary(global, pairs),
            ("collections.Counter", [PickleDictionary counts]) => counts,
            ("__builtin__.set" or "builtins.set" or "__builtin__.frozenset" or "builtins.frozenset", [PickleList list]) => list,
            ("__builtin__.bytes" or "builtins.bytes" or "__builtin__.bytearray" or "builtins.bytearray", []) => Array.Empty<byte>(),
            ("__builtin__.bytearray" or "builtins.bytearray", [byte[] bytes]) => bytes,
            ("_codecs.encode", [string text, "latin1"]) => Encode(text),
            ("numpy.dtype", [string code, ..]) => new NumpyType(code),
            ("numpy.core.multiarray.scalar" or "numpy._core.multiarray.scalar", [NumpyType type, byte[] bytes]) => Number(type, bytes),
            _ => throw NotCalled(callee),
        };
    }

    /// <summary>Sets what an object holds besides its items.</summary>
    public void SetState(object? target, object? state)
    {
        switch (target, state)
        {
            // state_dict() hangs its _metadata on the dictionary as an attribute, a namespace has nothing but attributes:
            // the former's hold no tensors, and one rule for both would need to know which of them it is.
            case (PickleDictionary dictionary, PickleDictionary attributes):
                // Counted, and copied first: a dictionary may be made to grow by itself.
                content.Take(32L * attributes.Items.Count);
                KeyValuePair<object?, object?>[] added = [.. attributes.Items.Where(a => a.Key is not "_metadata")];
                dictionary.Items.AddRange(added);
                break;
            case (NumpyType type, PickleTuple { Items: [_, string order, ..] }):
                type.IsBigEndian = order == ">";
                break;
            default:
                throw content.Unusable("has a pickle that sets the state of what has none: it is damaged, or no file of weights");
        }
    }

    /// <summary>The storage that a persistent id names: ("storage", type, key, location, elements[, view]).</summary>
    public TorchStorage Storage(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", StorageType type, string key, _, long count, .. var rest] } || count < 0)
        {
            throw content.Unusable(id is PickleTuple { Items: ["module", ..] }
                ? "holds a whole module, which is code and not data; load it where its classes are and save its state_dict()"
                : "names something else than a storage where its storages are named: it is damaged, or no file of weights");
        }

        if (rest is not ([] or [null]))
            throw content.Unusable($"has storage {key} as a view of another, as PyTorch before 0.4 wrote it, which cannot be read; load it there and save it again");
        if (!_storages.TryGetValue(key, out var storage))
        {
            content.Take(200);
            _storages.Add(key, storage = new TorchStorage(key, type.ElementType, count));
        }

        return storage.ElementType == type.ElementType && storage.Count == count
            ? storage
            : throw content.Unusable($"names storage {key} with two types or lengths: it is damaged");
    }

    private TorchTensor Tensor(TorchStorage storage, long offset, PickleTuple size, PickleTuple stride)
    {
        var (shape, strides) = (Numbers(size), Numbers(stride));
        if (shape.Length != strides.Length) throw content.Unusable($"has a tensor with {shape.Length} dimensions and {strides.Length} strides: it is damaged");
        if (offset < 0 || offset > storage.Count || (!shape.Contains(0) && !Reaches(storage.Count, offset, shape, strides)))
            throw content.Unusable($"has a tensor of shape [{string.Join(", ", shape)}] that reaches past the {storage.Count} elements of its storage {storage.Key}: it is damaged");
        return new TorchTensor(storage, offset, shape, strides);
    }

    /// <summary>Whether the last element, wherever the strides lead, lies among the storage's.</summary>
    private static bool Reaches(long count, Int128 last, long[] shape, long[] strides)
    {
        for (var d = 0; d < shape.Length && last < count; d++) last += (Int128)(shape[d] - 1) * strides[d];
        return last < count;
    }

    private long[] Numbers(PickleTuple tuple)
    {
        if (tuple.Items.Length > WeightsContent.MostDimensions)
            throw content.Unusable($"has a tensor with {tuple.Items.Length} dimensions, where {WeightsContent.MostDimensions} are the most");
        return Array.ConvertAll(tuple.Items, item => item is long and >= 0 ? (long)item : throw content.Unusable("has a tensor with a size or stride that is no number from 0 on: it is damaged"));
    }

    private PickleDictionary Dictionary(PickleGlobal global, PickleList pairs)
    {
        content.Take(32L * pairs.Items.Count);
        var dictionary = new PickleDictionary();
        foreach (var pair in pairs.Items)
        {
            dictionary.Items.Add(pair switch
            {
                PickleTuple { Items: [var key, var value] } => KeyValuePair.Create(key, value),
                PickleList { Items: [var key, var value] } => KeyValuePair.Create(key, value),
                _ => throw NotCalled(global),
            });
        }

        return dictionary;
    }

    // Protocol 2 has no bytes: Python writes them as text in Latin-1 that is to be encoded.
    private byte[] Encode(string text)
    {
        content.Take(text.Length);
        return Encoding.Latin1.GetBytes(text);
    }

    private object Number(NumpyType type, byte[] bytes)
    {
        byte[] value = bytes.Length <= 8 ? [.. bytes] : [];
        if (type.IsBigEndian) Array.Reverse(value);
        return (type.Code, value.Length) switch
        {
            ("f8", 8) => BinaryPrimitives.ReadDoubleLittleEndian(value),
            ("f4", 4) => (double)BinaryPrimitives.ReadSingleLittleEndian(value),
            ("f2", 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(value),
            ("i8", 8) => BinaryPrimitives.ReadInt64LittleEndian(value),
            ("i4", 4) => (long)BinaryPrimitives.ReadInt32LittleEndian(value),
            ("i2", 2) => (long)BinaryPrimitives.ReadInt16LittleEndian(value),
            ("i1", 1) => (long)(sbyte)value[0],
            ("u1", 1) => (long)value[0],
            ("b1", 1) => value[0] != 0,
            _ => throw content.Unusable($"has a numpy number of type {type.Code} in {bytes.Length} bytes, which cannot be read; save it as a plain number"),
        };
    }
}
