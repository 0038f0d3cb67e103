using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using FsCheck.Xunit;
using SkiaSharp;

namespace Experiments.Engine.Tests.Imaging;

public sealed class LabelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int, int, bool> Kinds => new(
        from kind in new[] { (0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (3, 1), (3, 2), (3, 4), (3, 8) }
        from interlaced in new[] { false, true }
        select (kind.Item1, kind.Item2, interlaced));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_bit_depth_filter_and_interlacing_gives_the_stored_samples(int colourType, int bitDepth, bool interlaced)
    {
        foreach (var (width, height) in new[] { (1, 1), (1, 9), (3, 2), (5, 8), (8, 5), (17, 13), (33, 9) })
        {
            for (var filter = 0; filter <= 5; filter++)
            {
                var png = new TestPng { Width = width, Height = height, BitDepth = bitDepth, ColourType = colourType, Interlaced = interlaced, Filter = filter };
                var samples = Samples(width * height, bitDepth, filter);
                var raw = PngLabelReader.Read(png.Encode(samples));
                Assert.Equal((height, width, bitDepth), (raw.Height, raw.Width, raw.BitDepth));
                Assert.Equal(samples, raw.Samples);
            }
        }
    }

    [Property(MaxTest = 200)]
    public void Any_image_comes_back_as_it_was_written(byte width, byte height, byte kind, bool interlaced, byte chunk, int seed)
    {
        var png = new TestPng
        {
            Width = 1 + (width % 40),
            Height = 1 + (height % 40),
            BitDepth = 1 << (kind % 5),
            Interlaced = interlaced,
            Filter = 5,
            ChunkSize = 1 + chunk,
        };
        var samples = Samples(png.Width * png.Height, png.BitDepth, seed);
        Assert.Equal(samples, PngLabelReader.Read(png.Encode(samples)).Samples);
    }

    [Fact]
    public void A_grey_file_of_another_writer_gives_its_values()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(37, 21, SKColorType.Gray8));
        var values = Samples(37 * 21, 8, 3).Select(v => (byte)v).ToArray();
        for (var y = 0; y < 21; y++) values.AsSpan(y * 37, 37).CopyTo(bitmap.GetPixelSpan()[(y * bitmap.RowBytes)..]);
        using (var stream = File.Create(_folder["grey.png"])) bitmap.Encode(stream, SKEncodedImageFormat.Png, 100);
        Assert.Equal(values, LabelFile.Read(_folder["grey.png"]).Values);
    }

    [Fact]
    public void A_value_beyond_eight_bits_is_refused_and_not_cut_down()
    {
        var png = new TestPng { Width = 2, Height = 1, BitDepth = 16 };
        File.WriteAllBytes(_folder["deep.png"], png.Encode([7, 300]));
        Assert.Equal([7, 300], LabelFile.ReadRaw(_folder["deep.png"]).Samples.Select(s => (int)s));
        var error = Assert.Throws<DataException>(() => LabelFile.Read(_folder["deep.png"]));
        Assert.Equal($"Label {_folder["deep.png"]} has the value 300: label maps hold 0 to 255; convert the file.", error.Message);
    }

    [Fact]
    public void Each_kind_of_damage_has_its_own_message()
    {
        var png = new TestPng { Width = 20, Height = 10, BitDepth = 8 };
        var good = png.Encode(Samples(200, 8, 1));
        Assert.Equal("it is empty", Damage([]));
        Assert.Equal("it is no PNG", Damage("GIF89a and so on"u8.ToArray()));
        Assert.Equal("it is cut off in the middle of a chunk", Damage(good[..^40]));
        Assert.Equal("it is cut off: the end chunk is missing", Damage(good[..^12]));
        Assert.Equal("the checksum of its IDAT chunk is wrong", Damage(Flip(good, good.Length - 30)));
        Assert.Equal("the checksum of its IHDR chunk is wrong", Damage(Flip(good, 20)));
        Assert.Equal("its pixels are cut off", Damage((png with { MissingRows = 3 }).Encode(Samples(200, 8, 1))));
        Assert.Equal("it has more pixels than its header says", Damage(Shorter(png, 9)));
        Assert.Equal("its row filter 7 does not exist", Damage(BadFilter()));
        Assert.Equal("its size is 0×10", Damage((png with { Width = 0 }).Encode([])));
        Assert.Equal("it is 70000×70000, and at most 268435456 pixels are read", Damage((png with { Width = 70000, Height = 70000, MissingRows = 70000 }).Encode([])));
        Assert.Equal("its PNG colour type is 2, and labels are grey values (0) or palette indices (3)", Damage((png with { ColourType = 2 }).Encode(Samples(200, 8, 1))));
        Assert.Equal("its bit depth 16 does not exist for colour type 3", Damage((png with { ColourType = 3, BitDepth = 16, MissingRows = 10 }).Encode([])));
    }

    [Property(MaxTest = 300)]
    public void Damaged_bytes_are_refused_or_read_but_never_crash(int at, byte value, ushort cut)
    {
        var file = new TestPng { Width = 9, Height = 7, BitDepth = 4, Interlaced = true, Filter = 5 }.Encode(Samples(63, 4, 2));
        file[(int)((uint)at % file.Length)] = value;
        try
        {
            PngLabelReader.Read(file[..^(cut % 3 == 0 ? cut % file.Length : 0)]);
        }
        catch (InvalidDataException)
        {
            // Refused, with a reason.
        }
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<DataException>(() => LabelFile.Read(_folder["none.png"]));
        Assert.StartsWith($"Label {_folder["none.png"]} cannot be read", error.Message, StringComparison.Ordinal);
    }

    internal static ushort[] Samples(int count, int bitDepth, int seed)
    {
        var chance = Chance.For(seed, ChancePurpose.Scene);
        return [.. Enumerable.Range(0, count).Select(_ => (ushort)chance.NextInt(1 << bitDepth))];
    }

    private string Damage(byte[] file)
    {
        File.WriteAllBytes(_folder["damaged.png"], file);
        var message = Assert.Throws<DataException>(() => LabelFile.ReadRaw(_folder["damaged.png"])).Message;
        var prefix = $"Label {_folder["damaged.png"]} cannot be used: ";
        const string remedy = "; replace the file, or leave its stem out of the split.";
        Assert.StartsWith(prefix, message, StringComparison.Ordinal);
        Assert.EndsWith(remedy, message, StringComparison.Ordinal);
        return message[prefix.Length..^remedy.Length];
    }

    private static byte[] Flip(byte[] file, int at)
    {
        var copy = file.ToArray();
        copy[at] ^= 1;
        return copy;
    }

    /// <summary>A file whose header says fewer rows than its data have.</summary>
    private static byte[] Shorter(TestPng png, int rows)
    {
        var (header, data) = ((png with { Height = rows }).Encode(Samples(200, 8, 1)), png.Encode(Samples(200, 8, 1)));
        return [.. header[..33], .. data[33..]];
    }

    private static byte[] BadFilter()
    {
        using var file = new MemoryStream();
        var good = new TestPng { Width = 1, Height = 1, BitDepth = 8 }.Encode([1]);
        file.Write(good.AsSpan(0, 33));
        using var data = new MemoryStream();
        using (var deflate = new System.IO.Compression.ZLibStream(data, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true)) deflate.Write([7, 1]);
        TestPng.Chunk(file, "IDAT", data.ToArray());
        TestPng.Chunk(file, "IEND", []);
        return file.ToArray();
    }
}
