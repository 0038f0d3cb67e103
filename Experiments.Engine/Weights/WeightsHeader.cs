using System.Buffers.Binary;
using System.Text.Json;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights;

/// <summary>What a weights file says of a tensor without its numbers.</summary>
/// <param name="Type">Type of its elements, such as F32.</param>
/// <param name="Shape">Its shape as stored.</param>
public sealed record TensorEntry(string Type, IReadOnlyList<long> Shape);

/// <summary>What a weights file says without its numbers; read without libtorch.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Format">The file's format, such as safetensors.</param>
/// <param name="Entries">Its tensors by name, in the file's order where the format has one.</param>
/// <param name="Metadata">The file's own text.</param>
public sealed record WeightsHeader(
    string Path, string Format, IReadOnlyDictionary<string, TensorEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    private const long LargestHeader = 100_000_000;

    /// <summary>The header of a file that is open already.</summary>
    public static WeightsHeader Of(WeightsFile file) => new(
        file.Path, "safetensors", file.Tensors.ToDictionary(t => t.Key, t => new TensorEntry(t.Value.dtype.ToString(), t.Value.shape)), file.Metadata);

    /// <summary>Reads the header of a file.</summary>
    /// <exception cref="DataException">It is missing, cut off or no weights file.</exception>
    public static WeightsHeader Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var prefix = new byte[8];
            if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8) throw Unusable(path, "has fewer than 8 bytes");
            var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
            if (length <= 0 || length > LargestHeader || length > stream.Length - 8)
                throw Unusable(path, $"states a header of {length} bytes in a file of {stream.Length}: it is no safetensors file, or it is cut off");
            var bytes = new byte[length];
            stream.ReadExactly(bytes);
            using var json = JsonDocument.Parse(bytes);
            return Parse(path, json.RootElement);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, $"cannot be read ({e.Message.TrimEnd('.')})");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Unusable(path, "has a faulty header: it is no safetensors file");
        }
    }

    private static WeightsHeader Parse(string path, JsonElement root)
    {
        var entries = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in root.EnumerateObject())
        {
            if (entry.Name == "__metadata__")
            {
                foreach (var text in entry.Value.EnumerateObject()) metadata[text.Name] = text.Value.ToString();
            }
            else
            {
                entries[entry.Name] = new TensorEntry(
                    entry.Value.GetProperty("dtype").GetString() ?? "",
                    [.. entry.Value.GetProperty("shape").EnumerateArray().Select(s => s.GetInt64())]);
            }
        }

        return new WeightsHeader(path, "safetensors", entries, metadata);
    }

    private static DataException Unusable(string path, string why) => new($"Weights file {path} {why}.", "weights");
}
