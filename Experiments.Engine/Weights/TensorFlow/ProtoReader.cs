using System.Buffers.Binary;
using System.Text;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights.TensorFlow;

/// <summary>Reads the fields of one protocol-buffer message, in the wire format.</summary>
internal ref struct ProtoReader(WeightsContent content, ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Number of the field that <see cref="Next"/> came to.</summary>
    public int Field { get; private set; }

    /// <summary>Whether it is a plain number and has no <see cref="Bytes"/>.</summary>
    public bool IsNumber { get; private set; }

    /// <summary>Its value where that is a number; its bits where that is a fixed one.</summary>
    public ulong Number { get; private set; }

    /// <summary>Its bytes where it has a length: a text, a message, packed numbers; a fixed number's bytes too.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <returns>False at the end of the message.</returns>
    /// <exception cref="DataException">The message is damaged.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty) return false;
        var tag = Varint();
        Field = (int)Math.Min(tag >> 3, int.MaxValue);
        Number = 0;
        Bytes = default;
        IsNumber = (tag & 7) == 0;
        switch (tag & 7)
        {
            case 0:
                Number = Varint();
                break;
            case 1:
                Bytes = Take(8);
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Bytes);
                break;
            case 2:
                Bytes = Take(Varint());
                break;
            case 5:
                Bytes = Take(4);
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Bytes);
                break;
            default:
                throw Damaged(content);
        }

        return true;
    }

    /// <summary>The field's bytes as text.</summary>
    public string Text()
    {
        content.Take(2L * Bytes.Length);
        return Encoding.UTF8.GetString(Bytes);
    }

    /// <summary>The error of a message that breaks the wire format.</summary>
    public static DataException Damaged(WeightsContent content) => content.Unusable("has a record that is no protocol-buffer message: it is damaged");

    private ulong Varint() => TensorFlow.Varint.TryRead(ref _rest, out var value) ? value : throw Damaged(content);

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length) throw Damaged(content);
        var bytes = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return bytes;
    }
}
