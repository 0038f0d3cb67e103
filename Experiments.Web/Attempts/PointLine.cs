using System.Text.Json;
using Experiments.Engine.Schema;

namespace Experiments.Web.Attempts;

/// <summary>
/// Reads the lines that a journal has most of, points of curves, without the serializer. What it returns is what the serializer
/// would; a line that is anything else, or written in another way than the engine writes, is left to it.
/// </summary>
internal sealed class PointLine
{
    // A training has a few dozen curves; a journal that goes on naming new ones must not fill the memory.
    private const int MostKeys = 256;

    private readonly List<(byte[] Utf8, string Text)> _keys = [];

    /// <summary>The point of a line; null when the line is for the serializer.</summary>
    /// <param name="line">A line, without its end.</param>
    public PointEvent? Read(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("{\"type\":\"point\","u8)) return null;
        var json = new Utf8JsonReader(line);
        json.Read();
        json.Read();
        json.Read();
        var (key, step, value, sequence, timeMs) = ("", 0, 0.0, 0L, 0L);
        try
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                bool known;
                if (json.ValueTextEquals("key"u8)) known = json.Read() && TryKey(ref json, out key);
                else if (json.ValueTextEquals("step"u8)) known = json.Read() && json.TokenType == JsonTokenType.Number && json.TryGetInt32(out step);
                else if (json.ValueTextEquals("value"u8)) known = json.Read() && TryValue(ref json, out value);
                else if (json.ValueTextEquals("sequence"u8)) known = json.Read() && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out sequence);
                else if (json.ValueTextEquals("timeMs"u8)) known = json.Read() && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out timeMs);
                else return null;
                if (!known) return null;
            }

            if (json.TokenType != JsonTokenType.EndObject || json.Read()) return null;
        }
        catch (JsonException)
        {
            return null;
        }

        return new PointEvent { Key = key, Step = step, Value = value, Sequence = sequence, TimeMs = timeMs };
    }

    private static bool TryValue(ref Utf8JsonReader json, out double value)
    {
        value = 0;
        if (json.TokenType == JsonTokenType.Number) return json.TryGetDouble(out value);
        if (json.TokenType != JsonTokenType.String) return false;
        if (json.ValueTextEquals("NaN"u8)) value = double.NaN;
        else if (json.ValueTextEquals("Infinity"u8)) value = double.PositiveInfinity;
        else if (json.ValueTextEquals("-Infinity"u8)) value = double.NegativeInfinity;
        else return false;
        return true;
    }

    private bool TryKey(ref Utf8JsonReader json, out string key)
    {
        key = "";
        if (json.TokenType != JsonTokenType.String) return false;
        foreach (var (utf8, text) in _keys)
        {
            if (!json.ValueTextEquals(utf8)) continue;
            key = text;
            return true;
        }

        key = json.GetString()!;
        if (_keys.Count < MostKeys) _keys.Add((System.Text.Encoding.UTF8.GetBytes(key), key));
        return true;
    }
}
