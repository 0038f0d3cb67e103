using System.Text;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights;
using Experiments.Engine.Weights.TensorFlow;

namespace Experiments.Engine.Tests.Weights;

/// <summary>Checkpoints written from the formats' definitions (<c>Golden/generators/tensorflow_weights.py</c>).</summary>
public sealed class TensorFlowTests : IDisposable
{
    private static readonly Dictionary<string, WeightsFixture> Fixtures = WeightsFixture.List("tensorflow");
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Fixtures.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_checkpoint_is_read_to_the_last_byte(string name)
    {
        using var file = WeightsFile.Open(WeightsFixture.PathOf(name));
        Assert.Equal(name.StartsWith("v1", StringComparison.Ordinal) ? WeightsFormat.TensorFlowV1 : WeightsFormat.TensorFlowV2, file.Format);
        Fixtures[name].AssertIn(file);
    }

    [Theory]
    [InlineData("v2-shards")]
    [InlineData("v2-shards.data-00001-of-00003")]
    public void A_bundle_is_found_by_its_prefix_and_by_its_data(string name)
    {
        using var file = WeightsFile.Open(WeightsFixture.PathOf(name));
        Fixtures["v2-shards.index"].AssertIn(file);
    }

    [Theory]
    [InlineData("v1.ckpt")]
    [InlineData("v1-snappy.ckpt")]
    [InlineData("v2.index")]
    [InlineData("v2.data-00000-of-00001")]
    public void A_byte_that_was_changed_anywhere_is_noticed(string name)
    {
        var sound = File.ReadAllBytes(WeightsFixture.PathOf(name));
        foreach (var part in (string[])["v2.index", "v2.data-00000-of-00001"]) File.Copy(WeightsFixture.PathOf(part), _folder[part]);
        // The footer has no checksum, and its padding no meaning.
        var end = name.StartsWith("v2.data", StringComparison.Ordinal) ? sound.Length : sound.Length - 48;
        for (var at = 0; at < end; at += 11)
        {
            var damaged = (byte[])sound.Clone();
            damaged[at] ^= 4;
            File.WriteAllBytes(_folder[name], damaged);
            var error = Assert.Throws<DataException>(() =>
            {
                using var file = WeightsFile.Open(_folder[name]);
                foreach (var tensor in file.Entries.Values) tensor.ReadBytes();
            });
            Assert.StartsWith($"Weights file {_folder[name]} ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_bundle_without_a_data_file_is_refused_with_its_name()
    {
        File.Copy(WeightsFixture.PathOf("v2-shards.index"), _folder["a.index"]);
        var error = Assert.Throws<DataException>(() => WeightsFile.Open(_folder["a"]));
        Assert.Equal($"Weights file {_folder["a"]} has no data file a.data-00000-of-00003 beside it; copy it there too.", error.Message);
    }

    [Fact]
    public void An_index_under_another_name_is_refused_with_a_remedy()
    {
        File.Copy(WeightsFixture.PathOf("v2.index"), _folder["renamed"]);
        Assert.Contains("name it prefix.index", Assert.Throws<DataException>(() => WeightsFile.Open(_folder["renamed"])).Message, StringComparison.Ordinal);
    }

    // Check values of RFC 3720, appendix B.4, and the usual one.
    [Theory]
    [InlineData("313233343536373839", 0xE3069283)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AA)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 0x62A8AB43)]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 0x46DD794E)]
    public void The_checksum_has_its_published_values(string hex, uint crc)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.Equal(crc, Crc32C.Of(bytes));
        Assert.Equal(crc, Crc32C.Of(bytes.AsSpan(5), Crc32C.Of(bytes.AsSpan(0, 5))));
    }

    // Written by hand after Snappy's format_description.txt, one a kind of piece.
    [Theory]
    [InlineData("00", "")]
    [InlineData("03 08 616263", "abc")]
    [InlineData("07 08 616263 01 03", "abcabca")]
    [InlineData("0b 08 616263 11 03", "abcabcabcab")]
    [InlineData("09 08 616263 16 0300", "abcabcabc")]
    [InlineData("09 08 616263 17 03000000", "abcabcabc")]
    [InlineData("05 f0 04 6162636465", "abcde")]
    public void Snappy_is_decoded(string hex, string text)
    {
        var compressed = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var target = new byte[Snappy.LengthOf(compressed)!.Value];
        Assert.True(Snappy.TryDecode(compressed, target));
        Assert.Equal(text, Encoding.ASCII.GetString(target));
    }

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("ffffffff0f 00")]
    [InlineData("04 08 616263")]
    [InlineData("02 08 616263")]
    [InlineData("03 08 6162")]
    [InlineData("07 08 616263 01 00")]
    [InlineData("07 08 616263 01 04")]
    [InlineData("06 08 616263 01 03")]
    [InlineData("07 08 616263 01")]
    [InlineData("05 f4 04")]
    [InlineData("05 fc ffffffff 61")]
    public void What_Snappy_did_not_write_is_refused(string hex)
    {
        var compressed = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.False(Snappy.LengthOf(compressed) is { } length && Snappy.TryDecode(compressed, new byte[length]));
    }

    // The two examples that ordered_code.cc works out, and both ends of the small numbers.
    [Theory]
    [InlineData(0x424242, "f0424242")]
    [InlineData(-0x800, "3800")]
    [InlineData(63, "bf")]
    [InlineData(64, "c040")]
    [InlineData(-1, "7f")]
    [InlineData(-64, "40")]
    [InlineData(-65, "3fbf")]
    [InlineData(long.MinValue, "003f8000000000000000")]
    public void Keys_of_slices_have_the_order_preserving_code(long start, string code)
    {
        var key = new TensorFlowSlice([(start, 0)]).Key("a\u00ff\0");
        Assert.Equal($"0061c3bf00ff00010101{code}80", Convert.ToHexStringLower(Encoding.Latin1.GetBytes(key)));
    }
}
