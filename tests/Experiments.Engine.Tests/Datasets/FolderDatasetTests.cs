using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Datasets;

public sealed class FolderDatasetTests : IDisposable
{
    private readonly FolderFixture _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Images_and_labels_are_matched_by_stem()
    {
        var dataset = DatasetFactory.Open(_set.Configuration);
        Assert.Equal(["a_1", "a_2", "b_1"], dataset.Stems(Subset.Train));
        Assert.Equal(["c_1", "c_2"], dataset.Stems(Subset.Validation));
        Assert.Equal([new("sky", 1, 2, 3), new("road, wet", 4, 5, 6), new("car", 7, 8, 9)], dataset.Classes);
        var sample = dataset.Load(Subset.Train, 1);
        Assert.Equal(("a_2", 4, 6), (sample.Stem, sample.Image.Height, sample.Image.Width));
        Assert.Equal([0, 1, 2, 255, 1, 2, 0, 255], sample.Labels.Values[..8]);
        Assert.Equal(dataset.LoadLabels(Subset.Train, 1).Values, sample.Labels.Values);
    }

    [Fact]
    public void Ignored_values_become_255()
    {
        _set.AddLabel("train", "a_1", [.. Enumerable.Repeat((ushort)2, 12), .. Enumerable.Repeat((ushort)255, 12)]);
        var dataset = Open(s => s with { IgnoreLabels = [2, 255] });
        Assert.Equal(new byte[24].Select(_ => (byte)255), dataset.Load(Subset.Train, 0).Labels.Values);
    }

    [Fact]
    public void Sixteen_bit_labels_are_not_cut_down_to_eight()
    {
        _set.AddLabel("train", "a_1", [.. Enumerable.Repeat((ushort)256, 5), .. Enumerable.Repeat((ushort)65535, 19)], bitDepth: 16);
        var error = Assert.Throws<DataException>(() => Open(s => s with { IgnoreLabels = [65535] }).Load(Subset.Train, 0));
        Assert.Equal(
            $"Label {_set["labels/train/a_1.png"]} has the value 256 at 5 pixels: classes are 0 to 2, ignored values are 65535; correct the file, name the class in data.classesFile, or add the value to data.ignoreLabels.",
            error.Message);
    }

    [Fact]
    public void A_value_out_of_range_is_named_with_file_and_count()
    {
        _set.AddLabel("train", "b_1", [7, 200, 200, .. new ushort[21]]);
        var error = Assert.Throws<DataException>(() => Open().Load(Subset.Train, 2));
        Assert.StartsWith($"Label {_set["labels/train/b_1.png"]} has the value 7 at 1 pixel, 200 at 2 pixels: classes are 0 to 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_class_file_the_classes_are_counted_from_the_labels()
    {
        _set.AddLabel("val", "c_2", [9, 11, .. new ushort[22]]);
        var dataset = Open(s => s with { ClassesFile = "", IgnoreLabels = [11, 255] });
        Assert.Equal(10, dataset.Classes.Count);
        // The Pascal VOC colour map: 1 is dark red, 4 dark blue, 9 bright red.
        Assert.Equal([new("class 1", 128, 0, 0), new("class 4", 0, 0, 128), new("class 9", 192, 0, 0)], [dataset.Classes[1], dataset.Classes[4], dataset.Classes[9]]);
    }

    [Fact]
    public void A_list_a_pattern_and_a_limit_choose_the_split()
    {
        File.WriteAllText(_set["mine.txt"], "# chosen by hand\nb_1\n\nimages/train/a_1.png\nb_1\n");
        Assert.Equal(["a_1", "b_1"], Open(s => s with { TrainList = "mine.txt" }).Stems(Subset.Train));
        Assert.Equal(["a_1", "b_1"], Open(s => s with { TrainList = _set["mine.txt"] }).Stems(Subset.Train));
        Assert.Equal(["a_1", "a_2"], Open(s => s with { TrainList = "a_*" }).Stems(Subset.Train));
        Assert.Equal(["a_2"], Open(s => s with { TrainList = "?_2" }).Stems(Subset.Train));
        Assert.Equal(["a_1", "a_2"], Open(s => s with { TrainLimit = 2 }).Stems(Subset.Train));
        Assert.Equal(["c_1"], Open(s => s with { ValidationLimit = 1 }).Stems(Subset.Validation));
        Assert.Equal(3, Open(s => s with { TrainLimit = 50 }).Stems(Subset.Train).Count);
    }

    [Fact]
    public void A_limit_is_spread_evenly_over_the_sorted_split()
    {
        for (var i = 10; i < 30; i++) _set.Add("train", $"d_{i}");
        Assert.Equal(["d_10", "d_15", "d_20", "d_25"], Open(s => s with { TrainList = "d_*", TrainLimit = 4 }).Stems(Subset.Train));
    }

    [Fact]
    public void One_folder_can_serve_both_subsets() =>
        Assert.Equal(["b_1"], Open(s => s with { TrainList = "a_*", ValidationImages = "images/train", ValidationLabels = "labels/train", ValidationList = "b_*" }).Stems(Subset.Validation));

    [Fact]
    public void Every_problem_of_the_folders_is_reported_at_once()
    {
        File.Delete(_set["labels/train/a_2.png"]);
        File.Delete(_set["images/train/b_1.png"]);
        var problems = Problems(s => s with { ValidationImages = "images/vall", ValidationList = "x" });
        Assert.Equal(
            [
                "Label without image in \"images/train\" (train): b_1; add the image, or leave the stem out of the split.",
                "Image without label in \"labels/train\" (train): a_2; add the label PNG, or leave the stem out of the split.",
                $"data.validationImages is \"images/vall\", but {_set["images/vall"]} is no folder: give a folder relative to data.root; {_set["images"]} has train, val.",
            ],
            problems);
    }

    [Fact]
    public void A_missing_root_is_named()
    {
        var nowhere = _set["nowhere"];
        Assert.Equal([$"data.root is \"{nowhere}\", which is no folder ({nowhere}): give the root of the data set."], Problems(s => s with { Root = nowhere }));
        Assert.Equal(["data.root is empty: a folder set needs its root folder."], Problems(s => s with { Root = "" }));
    }

    [Fact]
    public void Empty_splits_and_missing_lists_are_named()
    {
        Assert.Equal(["The train split is empty: data.trainList \"z_*\" chooses none of the 3 images in \"images/train\"; check the list or the pattern."], Problems(s => s with { TrainList = "z_*" }));
        Assert.StartsWith("data.trainList is \"none.txt\", but ", Assert.Single(Problems(s => s with { TrainList = "none.txt" })), StringComparison.Ordinal);
        Directory.CreateDirectory(_set["empty"]);
        Assert.Equal(["The train split is empty: \"empty\" has no PNG or JPEG image; check data.trainImages."], Problems(s => s with { TrainImages = "empty", TrainLabels = "empty" }));
        File.WriteAllText(_set["wrong.txt"], "a_1\nzz\n");
        Assert.Equal([$"Stem of {_set["wrong.txt"]} without image and label: zz; correct the list."], Problems(s => s with { TrainList = "wrong.txt" }));
    }

    [Fact]
    public void Two_images_of_one_stem_are_refused()
    {
        _set.Write("images/train/a_1.jpg", [1]);
        Assert.Equal([$"data.trainImages: a_1.jpg and a_1.png in {_set["images/train"]} have the same stem; remove one of them."], Problems(s => s));
    }

    [Fact]
    public void Corrupt_files_and_sizes_that_differ_are_named()
    {
        _set.Write("images/train/a_1.png", "broken"u8.ToArray());
        _set.Write("labels/train/a_2.png", "broken"u8.ToArray());
        PngFile.WriteRgb(_set["images/train/b_1.png"], new RgbImage(5, 6));
        var dataset = Open();
        Assert.StartsWith($"Image {_set["images/train/a_1.png"]} is corrupt", Refusal(dataset, 0), StringComparison.Ordinal);
        Assert.StartsWith($"Label {_set["labels/train/a_2.png"]} cannot be used", Refusal(dataset, 1), StringComparison.Ordinal);
        Assert.StartsWith($"Image {_set["images/train/b_1.png"]} is 6×5, but its label {_set["labels/train/b_1.png"]} is 6×4", Refusal(dataset, 2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name,index\n", "(line 1): the heading is \"name,index\"; it must be index,name,red,green,blue, with ,category or ,category,label_id after it where they are wanted.")]
    [InlineData("index,name,red,green,blue\n0,sky,1,2\n", "(line 2): has 4 fields; index,name,red,green,blue are 5.")]
    [InlineData("index,name,red,green,blue\n0,sky,1,2,3\n2,car,1,2,3\n", "(line 3): the index is \"2\"; it must be 1: classes are numbered from 0 without gaps.")]
    [InlineData("index,name,red,green,blue\n0,sky,1,2,300\n", "(line 2): the colour value \"300\" must be a whole number from 0 to 255.")]
    [InlineData("index,name,red,green,blue,category,label_id\n0,car,1,2,3,vehicle,26000\n", "(line 2): the label_id \"26000\" must be a whole number from 0 to 255, or empty for a class without instances.")]
    [InlineData("index,name,red,green,blue,category,label_id\n0,car,1,2,3,vehicle,26\n1,bus,1,2,3,vehicle,26\n", "car and bus have the label_id 26; give each class its own.", ":")]
    [InlineData("index,name,red,green,blue,category\n0,car,1,2,3\n", "(line 2): has 5 fields; index,name,red,green,blue,category are 6.")]
    [InlineData("index,name,red,green,blue\n", "has 0 classes; there must be 1 to 255.")]
    public void A_class_file_s_fault_is_named_with_its_line(string content, string problem, string after = "")
    {
        File.WriteAllText(_set["classes.csv"], content);
        Assert.Equal([$"{_set["classes.csv"]}{after} {problem}"], Problems(s => s));
    }

    [Fact]
    public void The_manifest_follows_content_and_not_places()
    {
        var before = Manifest(s => s);
        Assert.Equal(before, Manifest(s => s with { DisplayName = "another name", TrainList = "?_*" }));
        Assert.NotEqual(before, Manifest(s => s with { TrainLimit = 2 }));
        Assert.NotEqual(before, Manifest(s => s with { IgnoreLabels = [254, 255] }));
        Assert.NotEqual(before, Manifest(s => s with { ClassesFile = "" }));
        _set.AddLabel("val", "c_1", new ushort[24]);
        Assert.NotEqual(before, Manifest(s => s));
    }

    [Fact]
    public void The_manifest_of_one_subset_does_not_depend_on_the_other()
    {
        var before = Open().ManifestOf(Subset.Validation);
        _set.AddLabel("train", "a_1", new ushort[24]);
        Assert.Equal(before, Open().ManifestOf(Subset.Validation));
    }

    private IDataset Open(Func<DataSettings, DataSettings>? change = null) =>
        DatasetFactory.Open(_set.Configuration with { Data = (change ?? (s => s))(_set.Settings) });

    private string Manifest(Func<DataSettings, DataSettings> change) => DatasetFactory.ManifestOf(Open(change));

    private IReadOnlyList<string> Problems(Func<DataSettings, DataSettings> change) => Assert.Throws<UsageException>(() => Open(change)).Problems;

    private static string Refusal(IDataset dataset, int index) => Assert.Throws<DataException>(() => dataset.Load(Subset.Train, index)).Message;
}
