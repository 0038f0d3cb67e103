using System.Security.Cryptography;
using System.Text;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Datasets;

/// <summary>Stems that are left out (<c>data.leaveOut</c>), and the hash of those that are chosen.</summary>
public sealed class LeaveOutTests : IDisposable
{
    private readonly FolderFixture _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Stems_of_the_file_are_left_out_of_every_subset_and_their_problems_vanish()
    {
        File.Delete(_set["labels/train/a_2.png"]);
        File.Delete(_set["images/val/c_1.png"]);
        LeaveOut("# written by a check\na_2 # Image without label\nc_1\t# Label without image\n\nnowhere\n");
        var dataset = Open(s => s with { LeaveOut = "out.txt" });
        Assert.Equal(["a_1", "b_1"], dataset.Stems(Subset.Train));
        Assert.Equal(["c_2"], dataset.Stems(Subset.Validation));
        Assert.Equal(["a_1", "b_1"], Open(s => s with { LeaveOut = _set["out.txt"] }).Stems(Subset.Train));
    }

    [Fact]
    public void A_list_may_name_what_is_left_out_and_a_limit_counts_what_is_left()
    {
        File.Delete(_set["images/train/a_1.png"]);
        File.Delete(_set["labels/train/a_1.png"]);
        File.WriteAllText(_set["mine.txt"], "a_1\na_2\nb_1\n");
        LeaveOut("a_1 # gone\n");
        Assert.Equal(["a_2", "b_1"], Open(s => s with { LeaveOut = "out.txt", TrainList = "mine.txt" }).Stems(Subset.Train));
        Assert.Equal(["a_2"], Open(s => s with { LeaveOut = "out.txt", TrainList = "mine.txt", TrainLimit = 1 }).Stems(Subset.Train));
    }

    [Fact]
    public void A_line_may_mean_one_subset_s_image_and_a_stem_may_hold_a_sharp()
    {
        _set.Add("val", "a_1");
        _set.Add("train", "take 2 #3");
        LeaveOut("train: a_1 # corrupt\nb_1#1 # nowhere\n");
        var dataset = Open(s => s with { LeaveOut = "out.txt" });
        Assert.Equal(["a_2", "b_1", "take 2 #3"], dataset.Stems(Subset.Train));
        Assert.Equal(["a_1", "c_1", "c_2"], dataset.Stems(Subset.Validation));
        File.WriteAllText(_set["mine.txt"], "# a remark\ntake 2 #3\n");
        Assert.Equal(["take 2 #3"], Open(s => s with { TrainList = "mine.txt" }).Stems(Subset.Train));
        LeaveOut("take 2 #3 # blurred\n");
        Assert.Equal(["a_1", "a_2", "b_1"], Open(s => s with { LeaveOut = "out.txt" }).Stems(Subset.Train));
    }

    [Fact]
    public void The_manifest_names_what_was_left_out_of_its_own_subset()
    {
        var (train, validation) = (Open().ManifestOf(Subset.Train), Open().ManifestOf(Subset.Validation));
        LeaveOut("# none\n");
        Assert.Equal(train, Open(s => s with { LeaveOut = "out.txt" }).ManifestOf(Subset.Train));
        LeaveOut("a_2 # blurred\n");
        var without = Open(s => s with { LeaveOut = "out.txt" });
        Assert.Equal(validation, without.ManifestOf(Subset.Validation));
        // The same two images, once chosen and once what is left: not the same statement about the data.
        File.WriteAllText(_set["two.txt"], "a_1\nb_1\n");
        Assert.Equal(Open(s => s with { TrainList = "two.txt" }).Stems(Subset.Train), without.Stems(Subset.Train));
        Assert.NotEqual(Open(s => s with { TrainList = "two.txt" }).ManifestOf(Subset.Train), without.ManifestOf(Subset.Train));
    }

    /// <summary>Existing runs carry hashes of this text: nothing may be added to it where no new setting is used.</summary>
    [Fact]
    public void Without_map_and_left_out_stems_a_manifest_has_classes_ignored_values_and_files_alone()
    {
        var text = new StringBuilder("class 0 sky\nclass 1 road, wet\nclass 2 car\nignore 11\nignore 255\n");
        foreach (var stem in new[] { "a_1", "a_2", "b_1" }) text.Append($"train {stem} {Hash($"images/train/{stem}.png")} {Hash($"labels/train/{stem}.png")}\n");
        Assert.Equal(Sha256(Encoding.UTF8.GetBytes(text.ToString())), Open(s => s with { IgnoreLabels = [255, 11, 255] }).ManifestOf(Subset.Train));
        string Hash(string name) => Sha256(File.ReadAllBytes(_set[name]));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        var problems = Assert.Throws<UsageException>(() => Open(s => s with { LeaveOut = "none.txt" })).Problems;
        Assert.StartsWith($"data.leaveOut is \"none.txt\", but {_set["none.txt"]} cannot be read (", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Class_folders_leave_out_by_class_and_name()
    {
        using var folders = new ClassFolderFixture();
        var settings = folders.Settings with { LeaveOut = Path.Combine(_set["out.txt"]) };
        var before = new ClassFolderDataset(folders.Settings);
        LeaveOut($"{before.Stems(Subset.Train)[0]} # a duplicate\n");
        var without = new ClassFolderDataset(settings);
        Assert.Equal(before.Stems(Subset.Train).Skip(1), without.Stems(Subset.Train));
        Assert.NotEqual(before.ManifestOf(Subset.Train), without.ManifestOf(Subset.Train));
        Assert.Equal(before.ManifestOf(Subset.Validation), without.ManifestOf(Subset.Validation));
    }

    [Fact]
    public void The_list_hash_is_that_of_the_stems_one_a_line_and_is_filled_in()
    {
        var expected = Sha256("a_1\na_2\nb_1\n"u8.ToArray());
        Assert.Equal(expected, DatasetFactory.ListHashOf(Open(), Subset.Train));
        var resolved = ConfigurationResolver.Resolve(_set.Configuration);
        Assert.Equal(expected, resolved.Data.TrainListSha256);
        Assert.Equal(DatasetFactory.ListHashOf(Open(), Subset.Validation), resolved.Data.ValidationListSha256);
        Assert.Equal(Fingerprint.Of(resolved), Fingerprint.Of(resolved with { Data = resolved.Data with { TrainListSha256 = "" } }));
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private void LeaveOut(string text) => File.WriteAllText(_set["out.txt"], text);

    private IDataset Open(Func<DataSettings, DataSettings>? change = null) => DatasetFactory.Open(_set.Configuration with { Data = (change ?? (s => s))(_set.Settings) });
}
