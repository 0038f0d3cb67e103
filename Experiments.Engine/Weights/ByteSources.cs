namespace Experiments.Engine.Weights;

/// <summary>A range of another source, which stays open when this is disposed of.</summary>
internal sealed class PartOf(ByteSource whole, long start, long length) : ByteSource
{
    public override long Length => length;

    public override ReadOnlySpan<byte> Slice(long offset, int count) =>
        Has(offset, count) ? whole.Slice(start + offset, count) : throw new ArgumentOutOfRangeException(nameof(offset));

    public override void Dispose()
    {
        // The whole belongs to whoever opened it.
    }
}

/// <summary>Bytes in an array.</summary>
internal sealed class BytesInMemory(byte[] bytes) : ByteSource
{
    public override long Length => bytes.Length;

    public override ReadOnlySpan<byte> Slice(long offset, int count) => bytes.AsSpan(checked((int)offset), count);

    public override void Dispose()
    {
        // An array needs no closing.
    }
}

/// <summary>A range of a source as a stream, for decoders that want one.</summary>
internal sealed class SourceStream(ByteSource source, long start, long length) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - _position);
        source.Slice(start + _position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
