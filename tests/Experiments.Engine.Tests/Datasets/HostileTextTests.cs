using System.Text;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Datasets;

/// <summary>Lists and class files that are none: each is refused with a reason, and none leads out of the set's folder.</summary>
public sealed class HostileTextTests : IDisposable
{
    private readonly FolderFixture _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void A_list_of_more_than_64_MiB_is_refused_unread()
    {
        using (var file = File.Create(_set["list.txt"])) file.SetLength(TextLines.MaximumListBytes + 1L);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("cannot be read (it has 67108865 bytes, and at most 67108864 are read): give a text file of stems", Refused(), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_list_of_too_many_lines_or_of_too_long_a_line_is_refused()
    {
        File.WriteAllBytes(_set["list.txt"], [.. Enumerable.Repeat("a\r\n"u8.ToArray(), TextLines.MaximumLines + 1).SelectMany(line => line)]);
        Assert.Contains("(it has more than 4194304 lines, and at most so many are read)", Refused(), StringComparison.Ordinal);
        File.WriteAllText(_set["list.txt"], $"a_1\n{new string('a', TextLines.MaximumLineBytes + 1)}\n");
        Assert.Contains("(a line of it has 16385 bytes, and at most 16384 are read)", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_is_read_no_further_than_a_list_may_be_long()
    {
        if (!File.Exists("/dev/zero")) Assert.Skip("There is no /dev/zero here.");
        var error = Assert.Throws<UsageException>(() => ClassFile.Read("/dev/zero"));
        Assert.Contains("(it has more than 1048576 bytes, and at most so many are read)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_climbs_chooses_nothing_outside_the_folder()
    {
        PngFile.WriteRgb(_set["secret.png"], new RgbImage(4, 6));
        File.WriteAllText(_set["list.txt"], $"a_1\n../../secret\n{_set["secret.png"]}\nb_1\0\n");
        Assert.Contains($"Stem of {_set["list.txt"]} without image and label: b_1\uFFFD, secret; correct the list.", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_lines_are_cut_in_messages()
    {
        File.WriteAllText(_set["list.txt"], new string('a', 5000));
        Assert.Contains($": {new string('a', 255)}…; correct the list.", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_is_a_ring_of_links_is_refused_and_so_is_an_image()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Making links takes rights on Windows.");
        File.CreateSymbolicLink(_set["list.txt"], _set["other.txt"]);
        File.CreateSymbolicLink(_set["other.txt"], _set["list.txt"]);
        Assert.Contains($"{_set["list.txt"]} cannot be read (", Refused(), StringComparison.Ordinal);
        File.Delete(_set["images/train/a_1.png"]);
        File.CreateSymbolicLink(_set["images/train/a_1.png"], _set["images/train/a_1.png"]);
        var error = Assert.Throws<DataException>(() => new FileDataset(_set.Settings).Load(Subset.Train, 0));
        Assert.Contains("a_1.png cannot be read (", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_in_UTF_16_is_read_where_it_says_so()
    {
        File.WriteAllText(_set["list.txt"], "a_1\r\nb_1\r\n", Encoding.Unicode);
        Assert.Equal(["a_1", "b_1"], new FileDataset(_set.Settings with { TrainList = "list.txt" }).Stems(Subset.Train));
        File.WriteAllText(_set["list.txt"], "a_1\r\n", new UnicodeEncoding(bigEndian: false, byteOrderMark: false));
        Assert.Contains("a\uFFFD_\uFFFD1", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_file_of_more_than_a_MiB_or_with_a_NUL_is_refused()
    {
        File.WriteAllBytes(_set["classes.csv"], new byte[(1 << 20) + 1]);
        Assert.Contains("cannot be read (it has 1048577 bytes, and at most 1048576 are read); give a CSV file", RefusedClasses(), StringComparison.Ordinal);
        File.WriteAllText(_set["classes.csv"], "index,name,red,green,blue\n0,s\0ky,1,2,3\n");
        Assert.Contains("(line 2): has a NUL character, which no text has; save the file as UTF-8.", RefusedClasses(), StringComparison.Ordinal);
    }

    private string Refused() => Assert.Throws<UsageException>(() => new FileDataset(_set.Settings with { TrainList = "list.txt" })).Message;

    private string RefusedClasses() => Assert.Throws<UsageException>(() => ClassFile.Read(_set["classes.csv"])).Message;
}
