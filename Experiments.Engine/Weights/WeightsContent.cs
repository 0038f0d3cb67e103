using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights;

/// <summary>
/// What a reader has found in a file so far. Every reader adds its tensors here, so that the bounds which keep a
/// hostile file from taking the machine's memory stand in one place.
/// </summary>
/// <param name="path">The file, as the user named it.</param>
/// <param name="format">What it is.</param>
/// <param name="fileBytes">Length of the file, with its parts.</param>
internal sealed class WeightsContent(string path, WeightsFormat format, long fileBytes)
{
    /// <summary>Most dimensions of a tensor: what libtorch works with.</summary>
    public const int MostDimensions = 64;

    /// <summary>What a reader may take besides twice the file's length, in bytes.</summary>
    private const long Allowance = 64L << 20;

    private readonly OrderedDictionary<string, StoredTensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private long _claimed;
    private long _taken;
    private int _largest;

    /// <summary>The file, as the user named it.</summary>
    public string Path => path;

    /// <summary>
    /// Most memory that reading may take, in bytes: what describes the tensors, what is inflated, and the largest
    /// tensor. All tensors together may have as much: tied, expanded and compressed tensors have more bytes than their
    /// file, but in files of trained weights hardly twice as many.
    /// </summary>
    public long MostBytes { get; } = 2 * fileBytes + Allowance;

    /// <summary>The error of a file that cannot be used.</summary>
    /// <param name="path">The file.</param>
    /// <param name="why">What is wrong and what to do, without a full stop: it goes on after "Weights file x".</param>
    public static DataException Unusable(string path, string why) => new($"Weights file {path} {why}.", "weights");

    /// <summary>The error of this file.</summary>
    public DataException Unusable(string why) => Unusable(path, why);

    /// <summary>Length in bytes of a tensor of a shape.</summary>
    /// <exception cref="DataException">A dimension is negative, or there are too many of them or too many bytes.</exception>
    public int ByteCount(string name, ElementType type, ReadOnlySpan<long> shape)
    {
        if (shape.Length > MostDimensions)
            throw Unusable($"has a faulty entry for tensor {name}: {shape.Length} dimensions, where {MostDimensions} are the most");
        // Dimensions of 0 do not hide an overflow of the others: strides are computed from those.
        Int128 bytes = type.Size();
        var isEmpty = false;
        foreach (var size in shape)
        {
            if (size < 0) throw Unusable($"has a faulty entry for tensor {name}: a dimension of {size}");
            isEmpty |= size == 0;
            bytes *= Math.Max(1, size);
            if (bytes > int.MaxValue)
                throw Unusable($"has a faulty entry for tensor {name}: shape [{string.Join(", ", shape.ToArray())}] in {type} takes 2 GiB or more, which cannot be read");
        }

        return isEmpty ? 0 : (int)bytes;
    }

    /// <summary>Counts memory that reading takes besides the tensors; call before taking it.</summary>
    /// <param name="bytes">How much.</param>
    /// <exception cref="DataException">It came to more than <see cref="MostBytes"/>.</exception>
    public void Take(long bytes)
    {
        if (bytes > MostBytes - _taken) throw TooMuch();
        _taken += bytes;
    }

    /// <summary>Adds a tensor.</summary>
    /// <exception cref="DataException">The name came before, the shape is impossible, or there is too much of it.</exception>
    public void Add(string name, ElementType type, long[] shape, TensorFill fill)
    {
        var bytes = ByteCount(name, type, shape);
        // The entry, its place in the list and in the reader; then what reading the largest tensor will take.
        Take(400 + 2L * name.Length + 8L * shape.Length + Math.Max(0, bytes - _largest));
        _largest = Math.Max(_largest, bytes);
        if ((_claimed += bytes) > MostBytes) throw TooMuch();
        if (!_tensors.TryAdd(name, new StoredTensor(path, name, type, shape, bytes, fill)))
            throw Unusable($"has two tensors {name}: it is damaged");
    }

    /// <summary>Adds text that stands beside the tensors.</summary>
    /// <exception cref="DataException">The key came before, or there is too much of it.</exception>
    public void Say(string key, string text)
    {
        Take(100 + 2L * (key.Length + text.Length));
        if (!_metadata.TryAdd(key, text)) throw Unusable($"states {key} twice: it is damaged");
    }

    /// <summary>Whether any tensor was added.</summary>
    public bool IsEmpty => _tensors.Count == 0;

    /// <summary>The file that was read.</summary>
    /// <param name="source">What the tensors are read from; owned by the file from here on.</param>
    public WeightsFile ToFile(IDisposable source) => new(path, format, _tensors, _metadata, source);

    private DataException TooMuch() =>
        Unusable($"has {fileBytes} bytes and asks for more than {MostBytes} of memory (twice its length and 64 MiB): it is damaged, or made to fill the memory");
}
