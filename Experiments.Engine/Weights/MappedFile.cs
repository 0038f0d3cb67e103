using System.IO.MemoryMappedFiles;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights;

/// <summary>Bytes that readers of weights look into, wherever they lie.</summary>
internal abstract class ByteSource : IDisposable
{
    /// <summary>Length in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>A look at a range; only while the source is not disposed of.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie within: readers check first.</exception>
    public abstract ReadOnlySpan<byte> Slice(long offset, int count);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Whether a range lies within.</summary>
    public bool Has(long offset, long count) => offset >= 0 && count >= 0 && offset <= Length && count <= Length - offset;
}

/// <summary>
/// A file mapped into memory: its pages are read when they are looked at and are given back by the system, so that a
/// tensor that is read exists once, in the tensor.
/// </summary>
internal sealed unsafe class MappedFile : ByteSource
{
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;
    private byte* _start;

    private MappedFile(FileStream stream)
    {
        Path = stream.Name;
        Length = stream.Length;
        // An empty file cannot be mapped.
        if (Length == 0)
        {
            stream.Dispose();
            return;
        }

        _map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _map.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="DataException">It does not exist or may not be read.</exception>
    public static MappedFile Open(string path)
    {
        if (!File.Exists(path)) throw WeightsContent.Unusable(path, "does not exist; check weights.path");
        try
        {
            return new MappedFile(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WeightsContent.Unusable(path, $"cannot be read ({e.Message.TrimEnd('.')}); check its permissions");
        }
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Slice(long offset, int count)
    {
        if (!Has(offset, count)) throw new ArgumentOutOfRangeException(nameof(offset), offset, $"{count} bytes do not lie within {Length}.");
        if (Length == 0) return [];
        ObjectDisposedException.ThrowIf(_start is null, this);
        return new ReadOnlySpan<byte>(_start + offset, count);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_start is null) return;
        _start = null;
        _view!.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map!.Dispose();
    }
}
