using System.Buffers.Binary;
using System.Text;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Weights;

public sealed class SafetensorsTypesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("F64", "000000000000f8bf", -1.5)]
    [InlineData("F32", "0000c0bf", -1.5)]
    [InlineData("F16", "00be", -1.5)]
    [InlineData("BF16", "c0bf", -1.5)]
    [InlineData("I64", "feffffffffffffff", -2.0)]
    [InlineData("I32", "feffffff", -2.0)]
    [InlineData("I16", "feff", -2.0)]
    [InlineData("I8", "fe", -2.0)]
    [InlineData("U8", "fe", 254.0)]
    [InlineData("BOOL", "01", 1.0)]
    [InlineData("BOOL", "02", 1.0)]
    [InlineData("F8_E4M3", "bc", -1.5)]
    [InlineData("F8_E5M2", "be", -1.5)]
    public void Every_type_is_read(string type, string hex, double value)
    {
        Write($$"""{"t":{"dtype":"{{type}}","shape":[],"data_offsets":[0,{{hex.Length / 2}}]} }""", hex);
        using var file = WeightsFile.Open(_folder["a"]);
        Assert.Equal(hex, Convert.ToHexStringLower(file.Entries["t"].ReadBytes()));
        Assert.Equal(value, file.Tensors["t"].to(ScalarType.Float64).item<double>());
    }

    // Table 1 of arXiv:2209.05433: the largest, the smallest normal and subnormal numbers, zeros, what is none.
    [Theory]
    [InlineData("F8_E4M3", 0x7E, 448f)]
    [InlineData("F8_E4M3", 0x08, 0.015625f)]
    [InlineData("F8_E4M3", 0x01, 0.001953125f)]
    [InlineData("F8_E4M3", 0x80, -0f)]
    [InlineData("F8_E4M3", 0xFF, float.NaN)]
    [InlineData("F8_E5M2", 0x7B, 57344f)]
    [InlineData("F8_E5M2", 0x04, 6.103515625e-5f)]
    [InlineData("F8_E5M2", 0x01, 1.52587890625e-5f)]
    [InlineData("F8_E5M2", 0xFC, float.NegativeInfinity)]
    [InlineData("F8_E5M2", 0x7D, float.NaN)]
    public void Floats_of_8_bits_have_their_published_values(string type, byte bits, float value)
    {
        Write($$"""{"t":{"dtype":"{{type}}","shape":[1],"data_offsets":[0,1]} }""", bits.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        using var file = WeightsFile.Open(_folder["a"]);
        Assert.Equal(value, file.Tensors["t"].data<float>()[0]);
    }

    [Theory]
    [InlineData("U16", 2)]
    [InlineData("U32", 4)]
    [InlineData("U64", 8)]
    public void What_no_tensor_can_hold_is_listed_and_refused_by_name(string type, int size)
    {
        Write($$"""{"t":{"dtype":"{{type}}","shape":[1],"data_offsets":[0,{{size}}]} }""", new string('0', 2 * size));
        using var file = WeightsFile.Open(_folder["a"]);
        Assert.Equal(new byte[size], file.Entries["t"].ReadBytes());
        Assert.Contains("of which no tensor can be made", Assert.Throws<DataException>(() => file.Tensors["t"]).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, "bytes that belong to another tensor")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}}""", 5, "1 bytes before tensor b that belong to none")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 3, "1 bytes after its last tensor")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "two tensors a")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}}""", 1, "faulty entry for tensor a")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0,9223372036854775807],"data_offsets":[0,0]}}""", 0, "2 GiB or more")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[-1,0]}}""", 0, "wrong number of bytes")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[9223372036854775807,-9223372036854775808]}}""", 0, "wrong number of bytes")]
    [InlineData("""{"__metadata__":{"a":1},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "faulty entry for its metadata")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}{}""", 0, "no JSON object")]
    public void What_the_format_forbids_is_refused(string header, int dataBytes, string fault)
    {
        Write(header, new string('0', 2 * dataBytes));
        Assert.Contains(fault, Assert.Throws<DataException>(() => WeightsFile.Open(_folder["a"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_type_is_written_and_read_back()
    {
        ScalarType[] types = [ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool];
        var tensors = types.Select(t => KeyValuePair.Create($"{t}", arange(6).reshape(2, 3).to(t))).ToList();
        SafetensorsFile.Write(_folder["a"], tensors, new Dictionary<string, string>());
        using var file = SafetensorsFile.Read(_folder["a"]);
        Assert.Equal(tensors.Select(t => t.Key), file.Entries.Keys);
        Assert.All(tensors, t =>
        {
            Assert.Equal(t.Value.dtype, file.Tensors[t.Key].dtype);
            Assert.True(t.Value.eq(file.Tensors[t.Key]).all().item<bool>());
        });
    }

    private void Write(string header, string hex)
    {
        byte[] bytes = [.. new byte[8], .. Encoding.UTF8.GetBytes(header), .. Convert.FromHexString(hex)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Encoding.UTF8.GetByteCount(header));
        File.WriteAllBytes(_folder["a"], bytes);
    }
}
