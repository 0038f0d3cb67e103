using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Experiments.Engine.Schema;
using static TorchSharp.torch;

namespace Experiments.Engine.Weights;

/// <summary>
/// The safetensors format: 8 bytes of header length, a JSON header (name → dtype, shape, data offsets; metadata), raw
/// little-endian data. Written whole: temporary name, flush, rename.
/// </summary>
public static class SafetensorsFile
{
    private const long LargestHeader = 100_000_000;

    /// <summary>Writes tensors.</summary>
    /// <param name="path">Target; replaced whole.</param>
    /// <param name="tensors">Name to tensor, any device; float32, float64 or int64. Written in the order given.</param>
    /// <param name="metadata">Text to store beside them.</param>
    /// <returns>SHA-256 of the file, hexadecimal.</returns>
    public static string Write(string path, IReadOnlyList<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var header = Header(tensors, metadata);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        WholeFile.Write(path, stream =>
        {
            void Put(ReadOnlySpan<byte> bytes)
            {
                stream.Write(bytes);
                sha.AppendData(bytes);
            }

            var length = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            Put(length);
            Put(header);
            foreach (var (_, tensor) in tensors)
            {
                using var home = tensor.detach().cpu().contiguous();
                Put(home.bytes);
            }
        });
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    /// <summary>Reads every tensor of a file, on the CPU, in the type it was stored in.</summary>
    /// <exception cref="DataException">The file is missing, truncated or no safetensors file.</exception>
    public static WeightsFile Read(string path)
    {
        if (!File.Exists(path)) throw Unusable(path, "does not exist; check weights.path");
        using var stream = File.OpenRead(path);
        var (header, dataStart) = ReadHeader(path, stream);
        using (header)
        {
            var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var entry in header.RootElement.EnumerateObject())
            {
                if (entry.Name == "__metadata__")
                {
                    foreach (var text in entry.Value.EnumerateObject()) metadata[text.Name] = text.Value.ToString();
                }
                else
                {
                    tensors[entry.Name] = ReadTensor(path, stream, dataStart, entry);
                }
            }

            return new WeightsFile(path, tensors, metadata);
        }
    }

    private static byte[] Header(IReadOnlyList<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (key, value) in metadata) json.WriteString(key, value);
            json.WriteEndObject();
            var offset = 0L;
            foreach (var (name, tensor) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", NameOf(tensor.dtype));
                json.WriteStartArray("shape");
                foreach (var size in tensor.shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.numel() * tensor.element_size());
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Data start at a multiple of 8.
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static (JsonDocument Header, long DataStart) ReadHeader(string path, FileStream stream)
    {
        var prefix = new byte[8];
        if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8) throw Unusable(path, "has fewer than 8 bytes");
        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length <= 0 || length > LargestHeader || length > stream.Length - 8)
            throw Unusable(path, $"states a header of {length} bytes in a file of {stream.Length}: it is no safetensors file, or it is cut off");
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        try
        {
            var header = JsonDocument.Parse(bytes);
            if (header.RootElement.ValueKind == JsonValueKind.Object) return (header, 8 + length);
            header.Dispose();
        }
        catch (JsonException)
        {
            // Said below, in our words.
        }

        throw Unusable(path, "has a header that is no JSON object: it is no safetensors file");
    }

    private static Tensor ReadTensor(string path, FileStream stream, long dataStart, JsonProperty entry)
    {
        try
        {
            var type = TypeOf(path, entry.Name, entry.Value.GetProperty("dtype").GetString());
            long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(s => s.GetInt64())];
            long[] offsets = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(s => s.GetInt64())];
            var elements = shape.Aggregate(1L, (product, size) => checked(product * (size >= 0 ? size : throw new OverflowException())));
            var stated = checked(elements * SizeOf(type));
            if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] - offsets[0] != stated)
                throw Unusable(path, $"gives tensor {entry.Name} of shape [{string.Join(", ", shape)}] the wrong number of bytes");
            if (dataStart + offsets[1] > stream.Length)
                throw Unusable(path, $"ends before tensor {entry.Name}: it is cut off; copy it again");
            var bytes = new byte[stated];
            stream.Position = dataStart + offsets[0];
            stream.ReadExactly(bytes);
            var tensor = empty(shape, type);
            if (bytes.Length > 0) tensor.bytes = bytes;
            return tensor;
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw Unusable(path, $"has a faulty entry for tensor {entry.Name}");
        }
    }

    private static DataException Unusable(string path, string why) => new($"Weights file {path} {why}.", "weights");

    private static string NameOf(ScalarType type) => type switch
    {
        ScalarType.Float32 => "F32",
        ScalarType.Float64 => "F64",
        ScalarType.Int64 => "I64",
        _ => throw new NotSupportedException($"A checkpoint holds float32, float64 or int64 tensors, not {type}."),
    };

    private static ScalarType TypeOf(string path, string name, string? type) => type switch
    {
        "F16" => ScalarType.Float16,
        "BF16" => ScalarType.BFloat16,
        "F32" => ScalarType.Float32,
        "F64" => ScalarType.Float64,
        "I64" => ScalarType.Int64,
        "I32" => ScalarType.Int32,
        "U8" => ScalarType.Byte,
        _ => throw Unusable(path, $"holds tensor {name} as {type}; F16, BF16, F32, F64, I32, I64 and U8 can be read"),
    };

    private static int SizeOf(ScalarType type) => type switch
    {
        ScalarType.Byte => 1,
        ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Float32 or ScalarType.Int32 => 4,
        _ => 8,
    };
}

/// <summary>The tensors and the text of a weights file; dispose to free them.</summary>
/// <param name="Path">Where it was read.</param>
/// <param name="Tensors">Name to tensor, on the CPU.</param>
/// <param name="Metadata">The file's own text.</param>
public sealed record WeightsFile(string Path, IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values) tensor.Dispose();
    }
}
