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
    /// <summary>The format's own limit, in bytes.</summary>
    private const ulong LargestHeader = 100_000_000;

    /// <summary>Writes tensors.</summary>
    /// <param name="path">Target; replaced whole.</param>
    /// <param name="tensors">Name to tensor, any device, of any real type. Written in the order given.</param>
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

    /// <summary>Opens a file that must be safetensors, such as a checkpoint.</summary>
    /// <exception cref="DataException">The file is missing, truncated or no safetensors file.</exception>
    public static WeightsFile Read(string path)
    {
        var source = MappedFile.Open(path);
        try
        {
            return Read(path, source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Whether a file begins as one of this format: a plausible length, then a brace.</summary>
    internal static bool IsOne(ByteSource source) => source.Length >= 9 && source.Slice(8, 1)[0] == (byte)'{' && HeaderLength(source) <= LargestHeader;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file, as the user named it.</param>
    /// <param name="source">Its content; owned by the result.</param>
    internal static WeightsFile Read(string path, ByteSource source)
    {
        var content = new WeightsContent(path, WeightsFormat.Safetensors, source.Length);
        if (source.Length < 8) throw content.Unusable("has fewer than 8 bytes: it is no safetensors file, or it is cut off");
        var length = HeaderLength(source);
        if (length == 0 || length > LargestHeader || length > (ulong)source.Length - 8)
            throw content.Unusable($"states a header of {length} bytes in a file of {source.Length}: it is no safetensors file, or it is cut off");
        SafetensorsHeader.Read(content, source, (int)length);
        return content.ToFile(source);
    }

    private static ulong HeaderLength(ByteSource source) => BinaryPrimitives.ReadUInt64LittleEndian(source.Slice(0, 8));

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

    private static string NameOf(ScalarType type) => type switch
    {
        ScalarType.Float64 => "F64",
        ScalarType.Float32 => "F32",
        ScalarType.Float16 => "F16",
        ScalarType.BFloat16 => "BF16",
        ScalarType.Int64 => "I64",
        ScalarType.Int32 => "I32",
        ScalarType.Int16 => "I16",
        ScalarType.Int8 => "I8",
        ScalarType.Byte => "U8",
        ScalarType.Bool => "BOOL",
        _ => throw new NotSupportedException($"safetensors has no type for {type} tensors."),
    };

    internal static ElementType TypeOf(WeightsContent content, string name, string dtype) => dtype switch
    {
        "F64" => ElementType.Float64,
        "F32" => ElementType.Float32,
        "F16" => ElementType.Float16,
        "BF16" => ElementType.BFloat16,
        "F8_E4M3" => ElementType.Float8E4M3,
        "F8_E5M2" => ElementType.Float8E5M2,
        "I64" => ElementType.Int64,
        "I32" => ElementType.Int32,
        "I16" => ElementType.Int16,
        "I8" => ElementType.Int8,
        "U64" => ElementType.UInt64,
        "U32" => ElementType.UInt32,
        "U16" => ElementType.UInt16,
        "U8" => ElementType.UInt8,
        "BOOL" => ElementType.Bool,
        _ => throw content.Unusable($"holds tensor {name} as {dtype}, which cannot be read; store it as F32"),
    };
}
