using System.IO.Compression;
using System.Text.Json;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Golden;

/// <summary>Decoded pixels against Pillow (<c>generators/decoding.py</c>).</summary>
public sealed class DecodingGoldenTests : IDisposable
{
    private static readonly Dictionary<string, Case> Cases = JsonSerializer.Deserialize<Dictionary<string, Case>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "decoding.json")), JsonSerializerOptions.Web)!;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_kind_of_PNG_and_JPEG_gives_Pillows_pixels()
    {
        var different = new List<string>();
        foreach (var (name, expected) in Cases)
        {
            File.WriteAllBytes(_folder["image"], expected.File);
            var image = ImageFile.ReadRgb(_folder["image"]);
            Assert.Equal((expected.Height, expected.Width), (image.Height, image.Width));
            if (!image.Pixels.AsSpan().SequenceEqual(Inflate(expected.Pixels))) different.Add(name);
        }

        Assert.Empty(different);
        Assert.Equal(118, Cases.Count);
    }

    [Fact]
    public void Cut_off_anywhere_a_file_is_refused()
    {
        foreach (var (name, whole) in Cases)
        {
            for (var length = 1; length < whole.File.Length; length += 1 + (whole.File.Length / 40))
            {
                File.WriteAllBytes(_folder["cut"], whole.File[..length]);
                var error = Assert.Throws<DataException>(() => ImageFile.ReadRgb(_folder["cut"]));
                Assert.True(error.Message.Contains("cut off", StringComparison.Ordinal) || length < 8, $"{name}, {length} bytes: {error.Message}");
            }
        }
    }

    private static byte[] Inflate(byte[] compressed)
    {
        using var stream = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var pixels = new MemoryStream();
        stream.CopyTo(pixels);
        return pixels.ToArray();
    }

    private sealed record Case(byte[] File, int Height, int Width, byte[] Pixels);
}
