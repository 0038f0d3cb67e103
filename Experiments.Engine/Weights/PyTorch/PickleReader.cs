using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights.PyTorch;

/// <summary>
/// Interprets pickles (protocols 0 to 5, as documented in Python's <c>pickletools</c>) as data. A pickle is a program
/// for a stack machine that may call what it names; here it may name what is on the list of <see cref="PickleCalls"/>,
/// and "calling" that builds tensors and plain containers. Nothing is looked up, imported or run.
/// </summary>
/// <param name="content">Counts the memory; names the file.</param>
/// <param name="source">The bytes.</param>
/// <param name="calls">What the pickle may name.</param>
internal sealed class PickleReader(WeightsContent content, ByteSource source, PickleCalls calls)
{
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];

    /// <summary>Where the next pickle begins.</summary>
    public long Position { get; private set; }

    /// <summary>Reads one pickle, from <see cref="Position"/> to its end.</summary>
    /// <exception cref="DataException">It is damaged, or wants more than data.</exception>
    public object? Read()
    {
        _stack.Clear();
        _marks.Clear();
        _memo.Clear();
        while (true)
        {
            var code = Byte();
            if (code == (byte)'.') return Pop();
            // Every instruction leaves at most a small object, a place on the stack and one in the memo.
            content.Take(100);
            if (!Constant(code) && !Text(code) && !Container(code) && !Memo(code)) Call(code);
        }
    }

    private bool Constant(byte code)
    {
        switch (code)
        {
            case (byte)'N': Push(null); return true;
            case 0x88: Push(true); return true;
            case 0x89: Push(false); return true;
            case (byte)'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(4))); return true;
            case (byte)'K': Push((long)Byte()); return true;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2))); return true;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Bytes(8))); return true;
            case (byte)'I' or (byte)'L': Push(Integer(Line())); return true;
            case (byte)'F': Push(double.TryParse(Line(), CultureInfo.InvariantCulture, out var number) ? number : throw Broken("a number that is none")); return true;
            case 0x8a: Push(Integer(Bytes(Byte()))); return true;
            case 0x8b: Push(Integer(Bytes(Length(4, most: 255)))); return true;
            case 0x80: if (Byte() is var version and > 5) throw Broken($"protocol {version}, where 5 is the highest known"); return true;
            // Frames say how much to fetch at once; there is nothing to fetch here.
            case 0x95: Bytes(8); return true;
            default: return false;
        }
    }

    private bool Text(byte code)
    {
        switch (code)
        {
            case 0x8c: Push(Utf8(Byte())); return true;
            case (byte)'X': Push(Utf8(Length(4))); return true;
            case 0x8d: Push(Utf8(Length(8))); return true;
            case (byte)'U': Push(Latin(Byte())); return true;
            case (byte)'T': Push(Latin(Length(4))); return true;
            case (byte)'V': Push(Line()); return true;
            case (byte)'S': Push(Line().Trim('\'', '"')); return true;
            case (byte)'C': Push(Copy(Byte())); return true;
            case (byte)'B': Push(Copy(Length(4))); return true;
            case 0x8e or 0x96: Push(Copy(Length(8))); return true;
            default: return false;
        }
    }

    private bool Container(byte code)
    {
        switch (code)
        {
            case (byte)'(': _marks.Add(_stack.Count); return true;
            case (byte)'0': PopOrMark(); return true;
            case (byte)'1': PopToMark(); return true;
            case (byte)'2': Push(Top()); return true;
            case (byte)')': Push(new PickleTuple([])); return true;
            case (byte)'t': Push(new PickleTuple(PopToMark())); return true;
            case 0x85: Push(new PickleTuple([Pop()])); return true;
            case 0x86: Push(new PickleTuple(Pop(2))); return true;
            case 0x87: Push(new PickleTuple(Pop(3))); return true;
            case (byte)']' or 0x8f: Push(new PickleList([])); return true;
            case (byte)'l' or 0x91: Push(new PickleList([.. PopToMark()])); return true;
            case (byte)'}': Push(new PickleDictionary()); return true;
            case (byte)'d': Push(Set(new PickleDictionary(), PopToMark())); return true;
            case (byte)'a': Append([Pop()]); return true;
            case (byte)'e' or 0x90: Append(PopToMark()); return true;
            case (byte)'s': SetItems(Pop(2)); return true;
            case (byte)'u': SetItems(PopToMark()); return true;
            default: return false;
        }
    }

    private bool Memo(byte code)
    {
        switch (code)
        {
            case (byte)'q': _memo[Byte()] = Top(); return true;
            case (byte)'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))] = Top(); return true;
            case (byte)'p': _memo[Index(Line())] = Top(); return true;
            case 0x94: _memo[_memo.Count] = Top(); return true;
            case (byte)'h': Push(Remembered(Byte())); return true;
            case (byte)'j': Push(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); return true;
            case (byte)'g': Push(Remembered(Index(Line()))); return true;
            default: return false;
        }
    }

    private void Call(byte code)
    {
        switch (code)
        {
            case (byte)'c':
                var module = Line();
                Push(calls.Find(module, Line()));
                break;
            case 0x93:
                var names = Pop(2);
                Push(calls.Find(names[0] as string ?? throw Broken("a global without a name"), names[1] as string ?? throw Broken("a global without a name")));
                break;
            // Classes of Python 2, named as globals are: no such class is on the list.
            case (byte)'i':
                var old = Line();
                throw calls.Refused(old, Line());
            case (byte)'o':
                throw calls.NotCalled(PopToMark().FirstOrDefault());
            case (byte)'R' or 0x81:
                var pair = Pop(2);
                Push(calls.Call(pair[0], pair[1] as PickleTuple ?? throw Broken("a call without arguments")));
                break;
            case (byte)'b':
                var state = Pop();
                calls.SetState(Top(), state);
                break;
            case (byte)'Q':
                Push(calls.Storage(Pop()));
                break;
            default:
                throw Broken($"instruction 0x{code:x2}, which files of weights do not use");
        }
    }

    /// <summary>The error of a pickle that breaks its own rules.</summary>
    private DataException Broken(string what) => content.Unusable($"has a pickle with {what} at byte {Position}: it is damaged, or no file of weights");

    private byte Byte() => Bytes(1)[0];

    private ReadOnlySpan<byte> Bytes(int count)
    {
        if (!source.Has(Position, count)) throw content.Unusable($"ends within its pickle, at byte {source.Length}: it is cut off; copy it again");
        var bytes = source.Slice(Position, count);
        Position += count;
        return bytes;
    }

    private int Length(int bytes, int most = int.MaxValue)
    {
        var length = bytes == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)) : BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));
        return length <= (ulong)most ? (int)length : throw Broken($"a piece of {length} bytes");
    }

    /// <summary>Text up to the end of the line, as protocol 0 has it.</summary>
    private string Line()
    {
        const int most = 1 << 16;
        var ahead = source.Slice(Position, (int)Math.Min(most, source.Length - Position));
        var length = ahead.IndexOf((byte)'\n');
        if (length < 0) throw Broken("a line without an end");
        var text = Utf8(length);
        Position++;
        return text.TrimEnd('\r');
    }

    private string Utf8(int count)
    {
        var bytes = Bytes(count);
        content.Take(2L * count);
        return Encoding.UTF8.GetString(bytes);
    }

    private string Latin(int count)
    {
        var bytes = Bytes(count);
        content.Take(2L * count);
        return Encoding.Latin1.GetString(bytes);
    }

    private byte[] Copy(int count)
    {
        var bytes = Bytes(count);
        content.Take(count);
        return bytes.ToArray();
    }

    private object Integer(string line) => line.TrimEnd('L') switch
    {
        "00" => false,
        "01" => true,
        var digits when long.TryParse(digits, CultureInfo.InvariantCulture, out var number) => number,
        { Length: < 400 } digits when BigInteger.TryParse(digits, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Broken("a number that is none"),
    };

    private static object Integer(ReadOnlySpan<byte> littleEndian)
    {
        var number = new BigInteger(littleEndian);
        return number >= long.MinValue && number <= long.MaxValue ? (long)number : number;
    }

    private long Index(string line) => long.TryParse(line, CultureInfo.InvariantCulture, out var index) ? index : throw Broken("a memo number that is none");

    private object? Remembered(long index) => _memo.TryGetValue(index, out var value) ? value : throw Broken($"a look at entry {index} of its memo, which it has not set,");

    private void Push(object? value) => _stack.Add(value);

    /// <summary>The top may not lie below the last mark: what is there belongs to what is not finished yet.</summary>
    private object? Top() => _stack.Count > Floor ? _stack[^1] : throw Broken("an instruction that finds its stack empty");

    private object? Pop()
    {
        var value = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] Pop(int count)
    {
        if (_stack.Count - Floor < count) throw Broken("an instruction that finds its stack empty");
        return Take(_stack.Count - count);
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0) throw Broken("an instruction that finds no mark");
        var start = Floor;
        _marks.RemoveAt(_marks.Count - 1);
        return Take(start);
    }

    private void PopOrMark()
    {
        if (_marks.Count > 0 && _marks[^1] == _stack.Count) _marks.RemoveAt(_marks.Count - 1);
        else Pop();
    }

    private object?[] Take(int start)
    {
        object?[] values = [.. _stack[start..]];
        _stack.RemoveRange(start, _stack.Count - start);
        return values;
    }

    private int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    private void Append(object?[] values)
    {
        if (Top() is not PickleList list) throw Broken("an item for what is no list");
        list.Items.AddRange(values);
    }

    private void SetItems(object?[] values)
    {
        if (Top() is not PickleDictionary dictionary) throw Broken("an entry for what is no dictionary");
        Set(dictionary, values);
    }

    private PickleDictionary Set(PickleDictionary dictionary, object?[] values)
    {
        if (values.Length % 2 != 0) throw Broken("a key without a value");
        for (var i = 0; i < values.Length; i += 2) dictionary.Items.Add(KeyValuePair.Create(values[i], values[i + 1]));
        return dictionary;
    }
}
