using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Experiments.Fuzzing.Formats;

/// <summary>safetensors: the header is changed as JSON, and the length before it made to fit in most cases.</summary>
public sealed partial class Safetensors : WeightsReading
{
    private static readonly string[] Types = ["F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2", "I64", "I32", "I16", "I8", "U64", "U32", "U16", "U8", "BOOL", "F4", ""];

    /// <inheritdoc/>
    public override string Name => "safetensors";

    /// <inheritdoc/>
    public override IReadOnlyList<FuzzSeed> Seeds { get; } =
    [
        new("a.safetensors", File("""{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"I64","shape":[],"data_offsets":[24,32]}}""", 32)),
        new("a.safetensors", File("""{"w":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]},"e":{"dtype":"F32","shape":[0,5],"data_offsets":[8,8]},"m":{"dtype":"BOOL","shape":[3],"data_offsets":[8,11]}}   """, 11)),
        new("a.safetensors", File("""{"x":{"data_offsets":[0,6],"dtype":"F8_E4M3","shape":[6]}}""", 6)),
    ];

    /// <inheritdoc/>
    public override byte[] Mutate(byte[] bytes, Random random)
    {
        if (bytes.Length < 9) return bytes;
        var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var end = 8 + (int)Math.Min(length, (ulong)bytes.Length - 8);
        var header = Encoding.Latin1.GetString(bytes.AsSpan(8, end - 8));
        var changed = random.Next(7) switch
        {
            0 or 1 => Replace(Number(), header, GenericMutations.AbsurdNumbers[random.Next(GenericMutations.AbsurdNumbers.Count)].ToString(CultureInfo.InvariantCulture), random),
            2 => Replace(Text(), header, $"\"{Types[random.Next(Types.Length)]}\"", random),
            3 => Replace(Entry(), header, "$&,$&", random),
            4 => Replace(Number(), header, new string('[', 1 << random.Next(17)), random),
            5 => Replace(Number(), header, string.Join(',', Enumerable.Repeat("1", 1 << random.Next(17))), random),
            _ => header + new string(' ', random.Next(100)),
        };
        byte[] result = [.. bytes[..8], .. Encoding.Latin1.GetBytes(changed), .. bytes[end..]];
        if (random.Next(8) != 0) BinaryPrimitives.WriteInt64LittleEndian(result, changed.Length);
        return result;
    }

    private static byte[] File(string header, int dataBytes)
    {
        byte[] file = [.. new byte[8], .. Encoding.UTF8.GetBytes(header), .. Enumerable.Range(0, dataBytes).Select(i => (byte)i)];
        BinaryPrimitives.WriteInt64LittleEndian(file, file.Length - 8 - dataBytes);
        return file;
    }

    private static string Replace(Regex pattern, string text, string by, Random random)
    {
        var matches = pattern.Matches(text);
        if (matches.Count == 0) return text;
        var match = matches[random.Next(matches.Count)];
        return string.Concat(text.AsSpan(0, match.Index), match.Result(by), text.AsSpan(match.Index + match.Length));
    }

    [GeneratedRegex(@"\b\d+\b", RegexOptions.None, 1000)]
    private static partial Regex Number();

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.None, 1000)]
    private static partial Regex Text();

    [GeneratedRegex("\"[^\"]*\":\\{[^{}]*\\}", RegexOptions.None, 1000)]
    private static partial Regex Entry();
}
