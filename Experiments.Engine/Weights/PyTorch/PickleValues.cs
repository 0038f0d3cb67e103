namespace Experiments.Engine.Weights.PyTorch;

// What a pickle can hold besides null, bool, long, BigInteger, double, string and byte[].

/// <summary>A tuple; <c>torch.Size</c> too.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A list; sets too, since only their tensors matter.</summary>
internal sealed record PickleList(List<object?> Items);

/// <summary>A dictionary, an ordered one, a counter, or the attributes of a namespace. Pairs in the order they were set.</summary>
internal sealed record PickleDictionary(List<KeyValuePair<object?, object?>> Items)
{
    public PickleDictionary() : this([]) { }
}

/// <summary>A name of the allow-list, which stands for no code: what to do with it is known to <see cref="PickleCalls"/>.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public string FullName => $"{Module}.{Name}";
}

/// <summary>A storage's type: the class that a persistent id names.</summary>
internal sealed record StorageType(ElementType ElementType);

/// <summary>A numpy type, such as <c>f8</c>.</summary>
internal sealed record NumpyType(string Code)
{
    public bool IsBigEndian { get; set; }
}

/// <summary>The elements that tensors look into; several may share one.</summary>
/// <param name="Key">Name in the file.</param>
/// <param name="ElementType">Type.</param>
/// <param name="Count">Elements.</param>
internal sealed record TorchStorage(string Key, ElementType ElementType, long Count)
{
    /// <summary>Gives bytes of the storage; set when the file's storages have been found.</summary>
    public StorageBytes? Read { get; set; }

    /// <summary>Whether the elements lie with their highest byte first.</summary>
    public bool IsBigEndian { get; set; }

    /// <summary>Length in bytes; what is too long for the type is far too long for any file.</summary>
    public long ByteCount => Count > long.MaxValue / ElementType.Size() ? long.MaxValue : Count * ElementType.Size();
}

/// <summary>A range of a storage's bytes.</summary>
internal delegate ReadOnlySpan<byte> StorageBytes(long offset, int count);

/// <summary>A tensor: a strided look into a storage, checked to lie within.</summary>
/// <param name="Storage">Elements.</param>
/// <param name="Offset">First element.</param>
/// <param name="Shape">Length of each dimension.</param>
/// <param name="Strides">Elements from one index to the next of each dimension.</param>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Shape, long[] Strides)
{
    /// <summary>Gathers the elements, contiguous and little-endian.</summary>
    public void Fill(Span<byte> target)
    {
        if (target.IsEmpty) return;
        var size = Storage.ElementType.Size();
        // The last dimensions that lie one after another are copied at once.
        var outer = Shape.Length;
        var run = 1L;
        while (outer > 0 && (Shape[outer - 1] == 1 || Strides[outer - 1] == run)) run *= Shape[--outer];
        var index = new long[outer];
        var runBytes = (int)(run * size);
        for (var done = 0; done < target.Length; done += runBytes)
        {
            var start = Offset;
            for (var d = 0; d < outer; d++) start += index[d] * Strides[d];
            Storage.Read!(start * size, runBytes).CopyTo(target[done..]);
            for (var d = outer - 1; d >= 0 && ++index[d] == Shape[d]; d--) index[d] = 0;
        }

        if (!Storage.IsBigEndian) return;
        for (var at = 0; at < target.Length; at += size) target.Slice(at, size).Reverse();
    }
}
