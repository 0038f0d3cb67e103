using System.Text.Json.Nodes;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using FsCheck.Xunit;

namespace Experiments.Engine.Tests.Imaging;

/// <summary>The reader of MAT files against SciPy's numbers (<c>Golden/generators/mat.py</c>), against a writer of its own, and against damage.</summary>
public sealed class MatFileTests : IDisposable
{
    private const string Labels = "GTcls.Segmentation";
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Golden");

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Arrays
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var array in Expected()) data.Add((string)array!["file"]!, (string)array["path"]!);
            return data;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Arrays))]
    public void A_matrix_has_the_size_and_the_values_that_SciPy_reads(string file, string path)
    {
        var expected = Expected().Single(a => (string)a!["file"]! == file && (string)a["path"]! == path)!;
        var array = MatFile.Read(File.ReadAllBytes(Path.Combine(Golden, "mat", file)), path);
        Assert.Equal(((int)expected["rows"]!, (int)expected["columns"]!), (array.Rows, array.Columns));
        Assert.Equal(
            expected["values"]!.AsArray().Select(v => (double)v!),
            from row in Enumerable.Range(0, array.Rows) from column in Enumerable.Range(0, array.Columns) select array[row, column]);
    }

    [Fact]
    public void Labels_of_SBD_are_read_like_those_of_a_PNG()
    {
        File.Copy(Path.Combine(Golden, "mat", "sbd.mat"), _folder["2008_000002.mat"]);
        var labels = LabelFile.ReadRaw(_folder["2008_000002.mat"]);
        var expected = Expected().First(a => (string)a!["file"]! == "sbd.mat" && (string)a["path"]! == Labels)!;
        Assert.Equal((23, 37, 8), (labels.Height, labels.Width, labels.BitDepth));
        Assert.Equal(expected["values"]!.AsArray().Select(v => (ushort)(double)v!), labels.Samples);
    }

    [Property(MaxTest = 200)]
    public void Any_label_image_comes_back_row_by_row(byte rows, byte columns, bool isBigEndian, bool isCompressed, int seed)
    {
        var (height, width) = (1 + (rows % 60), 1 + (columns % 60));
        var samples = LabelFileTests.Samples(height * width, 8, seed);
        byte[] byColumn = [.. from x in Enumerable.Range(0, width) from y in Enumerable.Range(0, height) select (byte)samples[(y * width) + x]];
        var read = MatFile.Read(new TestMat { IsBigEndian = isBigEndian, IsCompressed = isCompressed }.Sbd(height, width, byColumn), Labels).ToLabels();
        Assert.Equal((height, width), (read.Height, read.Width));
        Assert.Equal(samples, read.Samples);
    }

    [Property(MaxTest = 500)]
    public void Damaged_bytes_are_refused_or_read_but_never_crash(int at, byte value, ushort cut, bool isCompressed)
    {
        var file = new TestMat { IsCompressed = isCompressed }.Sbd(3, 5, new byte[15]);
        file[(int)((uint)at % file.Length)] = value;
        try
        {
            MatFile.Read(file.AsMemory()[..^(cut % 3 == 0 ? cut % file.Length : 0)], Labels).ToLabels();
        }
        catch (InvalidDataException)
        {
            // Refused, with a reason.
        }
    }

    [Fact]
    public void Each_kind_of_damage_has_its_own_message()
    {
        var mat = new TestMat();
        var good = mat.Sbd(3, 5, new byte[15]);
        Assert.Equal("it is empty", Damage([]));
        Assert.Equal("it is cut off in its header, or no MAT file", Damage("no such thing"u8.ToArray()));
        Assert.Equal("it is no MAT file of version 5 to 7", Damage([.. good[..126], 1, 2, .. good[128..]]));
        Assert.Equal("it is a MAT file of version 7.3 (HDF5), and versions 5 to 7 are read; save it with MATLAB's -v7", Damage(File.ReadAllBytes(Path.Combine(Golden, "mat", "version-7.3.mat"))));
        Assert.Equal("it has no variable GTcls", Damage(mat.File()));
        Assert.Equal("it has no variable GTcls, but GTinst", Damage(mat.File(mat.Struct("GTinst", [1, 1]))));
        Assert.Equal("GTcls in it has no field Segmentation", Damage(mat.File(mat.Struct("GTcls", [1, 1], ("Boundaries", Numbers(mat))))));
        Assert.Equal("GTcls in it is a matrix, not a struct", Damage(mat.File(mat.Array("GTcls", 9, [1, 1], mat.Element(2, [1])))));
        Assert.Equal("GTcls in it is an array of 2 structs, not one; name one as GTcls(1)", Damage(mat.File(mat.Struct("GTcls", [1, 2], ("Segmentation", Numbers(mat)), ("Segmentation", Numbers(mat))))));
        Assert.Equal("GTcls.Segmentation in it is a sparse matrix, not a matrix of numbers", Damage(Labelled(mat, mat.Array("", 5, [3, 3], []))));
        Assert.Equal("GTcls.Segmentation in it is a cell array, not a matrix of numbers", Damage(Labelled(mat, mat.Array("", 1, [1, 1], []))));
        Assert.Equal("GTcls.Segmentation in it is empty", Damage(Labelled(mat, [.. mat.Word(14), .. mat.Word(0)])));
        Assert.Equal("GTcls.Segmentation in it has complex numbers", Damage(Labelled(mat, mat.Array("", 6, [1, 1], mat.Element(2, [1]), flags: 0x800))));
        Assert.Equal("GTcls.Segmentation in it has 3 dimensions, not 2", Damage(Labelled(mat, mat.Array("", 9, [1, 1, 1], mat.Element(2, [1])))));
        Assert.Equal("GTcls.Segmentation in it is 70000×70000, and at most 268435456 pixels are read", Damage(Labelled(mat, mat.Array("", 9, [70000, 70000], mat.Element(2, [1])))));
        Assert.Equal("GTcls.Segmentation in it is 5×3 and has 14 values", Damage(Labelled(mat, mat.Array("", 9, [3, 5], mat.Element(2, new byte[14])))));
        Assert.Equal("it stores numbers as type 8, which does not exist", Damage(Labelled(mat, mat.Array("", 9, [1, 1], mat.Element(8, [1])))));
        Assert.Equal("it has the value -1, and labels are whole numbers from 0 to 65535", Damage(Labelled(mat, mat.Array("", 8, [1, 1], mat.Element(1, [255])))));
        Assert.Equal("its labels are 0×0, which is no image", Damage(Labelled(mat, mat.Array("", 9, [0, 0], mat.Element(2, [])))));
        Assert.Equal("it is cut off", Damage([.. good, 1, 2, 3], "other"));
    }

    [Fact]
    public void What_a_file_claims_is_not_believed_before_it_is_there()
    {
        var mat = new TestMat { IsCompressed = true };
        var claimed = mat.Compress([.. mat.Word(14), .. mat.Word(uint.MaxValue), 1]);
        Assert.Equal("a variable of it inflates to 4294967295 bytes, and at most 16777216 are read from a file", Damage([.. mat.File(), .. claimed]));
        Assert.Equal("a compressed variable of it is cut off", Damage([.. mat.File(), .. mat.Compress([.. mat.Word(14), .. mat.Word(1000), 1])]));
        Assert.Equal("an element of it has 2147483647 bytes, of which 1 are there", Damage([.. mat.File(), .. mat.Word(14), .. mat.Word(int.MaxValue), 1]));
        // Zeros shrink a thousandfold: each variable alone is within the bound, all of them are not.
        var zeros = mat.Array("zeros", 9, [4096, 2048], mat.Element(2, new byte[4096 * 2048]));
        Assert.StartsWith("a variable of it inflates to 8388", Damage(mat.File(zeros, zeros, zeros)), StringComparison.Ordinal);
        using (var file = File.Create(_folder["large.mat"])) file.SetLength(MatFile.MaximumBytes + 1);
        Assert.Contains("it has 33554433 bytes, and at most 33554432 are read", Assert.Throws<DataException>(() => LabelFile.ReadRaw(_folder["large.mat"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_allocates_little_more_than_the_image_and_the_inflated_file()
    {
        var mat = new TestMat { IsCompressed = true };
        var file = mat.Sbd(3000, 4000, new byte[12_000_000]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        MatFile.Read(file, Labels).ToLabels();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (2L * file.Length) + (64 << 20));
    }

    private static byte[] Numbers(TestMat mat) => mat.Array("", 9, [1, 1], mat.Element(2, [1]));

    private static byte[] Labelled(TestMat mat, byte[] array) => mat.File(mat.Struct("GTcls", [1, 1], ("Segmentation", array)));

    private static JsonArray Expected() => JsonNode.Parse(File.ReadAllText(Path.Combine(Golden, "mat.json")))!.AsArray();

    private static string Damage(byte[] file, string path = Labels) =>
        Assert.Throws<InvalidDataException>(() => MatFile.Read(file, path).ToLabels()).Message;
}
