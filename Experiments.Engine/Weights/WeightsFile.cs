using Experiments.Engine.Schema;
using static TorchSharp.torch;

namespace Experiments.Engine.Weights;

/// <summary>
/// A weights file of any format, open: its tensors can be listed without libtorch, and are read when asked for.
/// To be used by one thread at a time. Dispose to close the file and to free the tensors of <see cref="Tensors"/>.
/// </summary>
public sealed class WeightsFile : IDisposable
{
    private readonly IDisposable _source;
    private readonly LazyTensors _tensors;

    internal WeightsFile(string path, WeightsFormat format, IReadOnlyDictionary<string, StoredTensor> entries, IReadOnlyDictionary<string, string> metadata, IDisposable source)
    {
        (Path, Format, Entries, Metadata, _source) = (path, format, entries, metadata, source);
        _tensors = new LazyTensors(entries);
    }

    /// <summary>Where it was read.</summary>
    public string Path { get; }

    /// <summary>What it is, by its content.</summary>
    public WeightsFormat Format { get; }

    /// <summary>Name to tensor, in the order of the file.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Entries { get; }

    /// <summary>
    /// The file's own text: safetensors' <c>__metadata__</c>; of a PyTorch file the numbers and strings beside the
    /// tensors (<c>epoch</c> = 90) and what the reader took away from the names.
    /// </summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// Name to tensor, on the CPU, in the stored type (<see cref="StoredTensor.ReadTensor"/>). Each is made when it is
    /// first looked at and is owned by the file.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    /// <summary>Opens a file; its format is found by content, not by name.</summary>
    /// <param name="path">A file; of a TensorFlow checkpoint the prefix, the index or a data file.</param>
    /// <exception cref="DataException">It is missing, damaged, or in no format that can be read.</exception>
    public static WeightsFile Open(string path)
    {
        var source = MappedFile.Open(TensorFlowBundle.IndexOf(path) ?? path);
        try
        {
            return WeightsFormats.Read(path, source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tensors.Dispose();
        _source.Dispose();
    }
}
