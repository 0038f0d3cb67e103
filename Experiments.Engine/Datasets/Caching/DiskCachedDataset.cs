using System.Buffers.Binary;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets.Caching;

/// <summary>
/// A data set whose decoded images and labels are kept on disk, by the content of their files: the same pixels, read
/// instead of decoded. Everything else is the inner set's.
/// </summary>
internal sealed class DiskCachedDataset : IDataset
{
    private const int HeaderBytes = 8;

    private readonly IDataset _inner;
    private readonly IContentAddressed _contents;
    private readonly DiskCache _cache;

    private DiskCachedDataset(IDataset inner, IContentAddressed contents, DiskCache cache) => (_inner, _contents, _cache) = (inner, contents, cache);

    /// <summary>The set itself where no cache is asked for or its samples are no files; else one that keeps what it decodes.</summary>
    /// <param name="dataset">Data set.</param>
    /// <param name="execution">Folder and bound of the cache.</param>
    /// <exception cref="UsageException">The folder cannot be used.</exception>
    public static IDataset Over(IDataset dataset, ExecutionSettings execution)
    {
        if (execution.DiskCache.Length == 0 || dataset is not IContentAddressed contents) return dataset;
        try
        {
            return new DiskCachedDataset(dataset, contents, new DiskCache(Path.GetFullPath(execution.DiskCache), (long)execution.DiskCacheMegabytes << 20, TimeProvider.System));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"execution.diskCache is \"{execution.DiskCache}\", which cannot be used ({e.Message}): give a folder that may be written, or leave it empty.");
        }
    }

    /// <inheritdoc />
    public string Name => _inner.Name;

    /// <inheritdoc />
    public IReadOnlyList<DatasetClass> Classes => _inner.Classes;

    /// <inheritdoc />
    public IReadOnlyList<string> Stems(Subset subset) => _inner.Stems(subset);

    /// <inheritdoc />
    public string ManifestOf(Subset subset) => _inner.ManifestOf(subset);

    /// <inheritdoc />
    public LabelMap LoadLabels(Subset subset, int index) => _inner.LoadLabels(subset, index);

    /// <inheritdoc />
    public RawLabels? LoadInstances(Subset subset, int index) => _inner.LoadInstances(subset, index);

    /// <inheritdoc />
    public Sample Load(Subset subset, int index)
    {
        var key = $"decoder {ImageFile.DecoderVersion} {_contents.ContentOf(subset, index)}";
        if (_cache.Find(key) is { } block && TryRead(block, _inner.Stems(subset)[index]) is { } kept) return kept;
        var sample = _inner.Load(subset, index);
        _cache.Keep(key, Write(sample));
        return sample;
    }

    private static byte[] Write(Sample sample)
    {
        var (image, labels) = (sample.Image, sample.Labels);
        var block = new byte[HeaderBytes + image.Pixels.Length + labels.Values.Length];
        BinaryPrimitives.WriteInt32LittleEndian(block, image.Height);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(4), image.Width);
        image.Pixels.CopyTo(block.AsSpan(HeaderBytes));
        labels.Values.CopyTo(block.AsSpan(HeaderBytes + image.Pixels.Length));
        return block;
    }

    private static Sample? TryRead(ReadOnlySpan<byte> block, string stem)
    {
        if (block.Length < HeaderBytes) return null;
        var (height, width) = (BinaryPrimitives.ReadInt32LittleEndian(block), BinaryPrimitives.ReadInt32LittleEndian(block[4..]));
        if (height < 1 || width < 1 || block.Length != HeaderBytes + (4L * height * width)) return null;
        var pixels = block.Slice(HeaderBytes, 3 * height * width);
        return new Sample(stem, new RgbImage(height, width, pixels.ToArray()), new LabelMap(height, width, block[(HeaderBytes + pixels.Length)..].ToArray()));
    }
}
