using System.Text.Json;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights;

/// <summary>
/// The JSON header of a safetensors file: name → dtype, shape, data offsets, and metadata. It is read token by token,
/// since a document tree of a made-up header takes many times the header's length.
/// </summary>
internal static class SafetensorsHeader
{
    private const string Metadata = "__metadata__";

    /// <summary>Reads the header and adds every tensor.</summary>
    /// <param name="content">Takes tensors and metadata.</param>
    /// <param name="source">The file.</param>
    /// <param name="length">Length of the header in bytes, after the 8 that state it.</param>
    /// <exception cref="DataException">The header breaks a rule of the format.</exception>
    public static void Read(WeightsContent content, ByteSource source, int length)
    {
        var reader = new Utf8JsonReader(source.Slice(8, length));
        var ranges = new List<(long Start, long End, string Name)>();
        var name = "";
        try
        {
            Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                name = reader.GetString()!;
                if (name == Metadata) ReadMetadata(ref reader, content);
                else ranges.Add(ReadTensor(ref reader, content, source, 8L + length, name));
            }

            // Past the closing brace only white space may come: the reader sees to it.
            name = "";
            Expect(reader.TokenType == JsonTokenType.EndObject && !reader.Read());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw content.Unusable(name.Length == 0
                ? "has a header that is no JSON object: it is no safetensors file"
                : $"has a faulty entry for {(name == Metadata ? "its metadata" : $"tensor {name}")}");
        }

        CheckCoverage(content, ranges, source.Length - 8 - length);
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, WeightsContent content)
    {
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            Expect(reader.Read() && reader.TokenType == JsonTokenType.String);
            content.Say(key, reader.GetString()!);
        }

        Expect(reader.TokenType == JsonTokenType.EndObject);
    }

    private static (long Start, long End, string Name) ReadTensor(ref Utf8JsonReader reader, WeightsContent content, ByteSource source, long dataStart, string name)
    {
        string? dtype = null;
        long[]? shape = null;
        long[]? offsets = null;
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isFirst = reader.GetString() switch
            {
                "dtype" => Once(dtype, dtype = ReadText(ref reader)),
                "shape" => Once(shape, shape = ReadNumbers(ref reader, WeightsContent.MostDimensions)),
                "data_offsets" => Once(offsets, offsets = ReadNumbers(ref reader, 2)),
                _ => false,
            };
            Expect(isFirst);
        }

        Expect(reader.TokenType == JsonTokenType.EndObject && dtype is not null && shape is not null && offsets is { Length: 2 });
        var type = SafetensorsFile.TypeOf(content, name, dtype!);
        var bytes = content.ByteCount(name, type, shape);
        var (start, end) = (offsets![0], offsets[1]);
        if (start < 0 || end < start || end - start != bytes)
            throw content.Unusable($"gives tensor {name} of shape [{string.Join(", ", shape!)}] the wrong number of bytes");
        if (end > source.Length - dataStart) throw content.Unusable($"ends before tensor {name}: it is cut off; copy it again");
        content.Add(name, type, shape!, target => source.Slice(dataStart + start, target.Length).CopyTo(target));
        return (start, end, name);
    }

    private static bool Once(object? before, object now) => before is null && now is not null;

    private static string ReadText(ref Utf8JsonReader reader)
    {
        Expect(reader.Read() && reader.TokenType == JsonTokenType.String);
        return reader.GetString()!;
    }

    private static long[] ReadNumbers(ref Utf8JsonReader reader, int most)
    {
        var numbers = new List<long>();
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            Expect(numbers.Count < most);
            numbers.Add(reader.GetInt64());
        }

        Expect(reader.TokenType == JsonTokenType.EndArray);
        return [.. numbers];
    }

    /// <summary>The data belong to tensors from first to last byte, each to one: nothing can be hidden between them.</summary>
    private static void CheckCoverage(WeightsContent content, List<(long Start, long End, string Name)> ranges, long dataBytes)
    {
        ranges.Sort();
        var covered = 0L;
        foreach (var (start, end, name) in ranges)
        {
            if (start < covered) throw content.Unusable($"gives tensor {name} bytes that belong to another tensor: it is damaged");
            if (start > covered) throw content.Unusable($"has {start - covered} bytes before tensor {name} that belong to none: it is damaged");
            covered = end;
        }

        if (covered != dataBytes) throw content.Unusable($"has {dataBytes - covered} bytes after its last tensor: it is damaged");
    }

    private static void Expect(bool isSo)
    {
        if (!isSo) throw new FormatException();
    }
}
