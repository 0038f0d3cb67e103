using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Experiments.Data.Storage.Copying;

/// <summary>
/// Counts and hashes the rows of a table in whatever order they come (databases sort texts differently): the SHA-256 of each row,
/// added up as 256-bit numbers. Values are written with their kind and length, so that no two rows look alike that are not.
/// </summary>
internal sealed class ContentHash
{
    private readonly ulong[] _sum = new ulong[4];
    private readonly ArrayBufferWriter<byte> _row = new();

    /// <summary>Rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Adds a row: its values in the order of its columns.</summary>
    public void Add(ReadOnlySpan<object?> values)
    {
        _row.ResetWrittenCount();
        foreach (var value in values) Append(value);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_row.WrittenSpan, hash);
        var carry = false;
        for (var i = 0; i < _sum.Length; i++)
        {
            var part = BinaryPrimitives.ReadUInt64LittleEndian(hash[(8 * i)..]);
            var sum = unchecked(_sum[i] + part + (carry ? 1UL : 0UL));
            carry = sum < part || (carry && sum == part);
            _sum[i] = sum;
        }

        Rows++;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        for (var i = 0; i < _sum.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 * i), _sum[i]);
        return Convert.ToHexStringLower(bytes);
    }

    private void Append(object? value)
    {
        switch (value)
        {
            case null:
                Tag(0);
                break;
            case long number:
                Tag(1);
                Number(number);
                break;
            case int number:
                Tag(2);
                Number(number);
                break;
            case bool yes:
                Tag(yes ? (byte)4 : (byte)3);
                break;
            case double number:
                Tag(5);
                Number(BitConverter.DoubleToInt64Bits(number));
                break;
            case string text:
                Tag(6);
                Text(text);
                break;
            case byte[] bytes:
                Tag(7);
                Number(bytes.Length);
                _row.Write(bytes);
                break;
            case int[] numbers:
                Tag(8);
                Number(numbers.Length);
                foreach (var number in numbers) Number(number);
                break;
            case string[] texts:
                Tag(9);
                Number(texts.Length);
                foreach (var text in texts) Text(text);
                break;
            default:
                throw new ArgumentException($"A value of the type {value.GetType().Name} has no place in a table.", nameof(value));
        }
    }

    private void Tag(byte kind)
    {
        _row.GetSpan(1)[0] = kind;
        _row.Advance(1);
    }

    private void Number(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_row.GetSpan(sizeof(long)), value);
        _row.Advance(sizeof(long));
    }

    private void Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Number(length);
        Encoding.UTF8.GetBytes(text, _row.GetSpan(length));
        _row.Advance(length);
    }
}
