using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Datasets;

/// <summary>Label maps of folder sets (<c>data.labelMap</c>), and predictions in the stored values.</summary>
public sealed class LabelMapTests : IDisposable
{
    private readonly FolderFixture _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Exactly_the_values_of_the_map_are_classes()
    {
        _set.AddLabel("train", "a_1", [7, 8, 11, 0, .. Enumerable.Repeat((ushort)7, 20)]);
        var dataset = Open(s => s with { LabelMap = ["7=0", "8=1", "11=1"], IgnoreLabels = [0, 255] });
        Assert.Equal([0, 1, 1, 255], dataset.LoadLabels(Subset.Train, 0).Values[..4]);
        _set.AddLabel("train", "a_1", [1, 2, .. Enumerable.Repeat((ushort)7, 22)]);
        Assert.Equal(
            $"Label {_set["labels/train/a_1.png"]} has the value 1 at 1 pixel, 2 at 1 pixel: classes are 7, 8, 11, ignored values are 0, 255; correct the file, name the class in data.labelMap, or add the value to data.ignoreLabels.",
            Assert.Throws<DataException>(() => dataset.LoadLabels(Subset.Train, 0)).Message);
    }

    [Fact]
    public void Values_of_16_bits_can_be_mapped_and_several_ignored()
    {
        _set.AddLabel("train", "a_1", [1000, 40000, 65535, 300, .. Enumerable.Repeat((ushort)1000, 20)], bitDepth: 16);
        var dataset = Open(s => s with { LabelMap = ["1000=2", "40000=0"], IgnoreLabels = [300, 65535] });
        Assert.Equal([2, 0, 255, 255], dataset.LoadLabels(Subset.Train, 0).Values[..4]);
    }

    [Fact]
    public void Without_a_class_file_the_map_says_how_many_classes_there_are()
    {
        var dataset = Open(s => s with { ClassesFile = "", LabelMap = ["0=0", "1=0", "2=4"] });
        Assert.Equal(5, dataset.Classes.Count);
        Assert.Equal(
            ["data.labelMap has the class 4, and data.classesFile \"classes.csv\" names 3 classes, 0 to 2; correct the map, or name the class."],
            Assert.Throws<UsageException>(() => Open(s => s with { LabelMap = ["2=4"] })).Problems);
    }

    [Fact]
    public void The_map_is_part_of_the_manifest_where_it_is_given()
    {
        var without = DatasetFactory.ManifestOf(Open(s => s));
        var map = DatasetFactory.ManifestOf(Open(s => s with { LabelMap = ["0=0", "1=1", "2=2"] }));
        Assert.NotEqual(without, map);
        Assert.Equal(map, DatasetFactory.ManifestOf(Open(s => s with { LabelMap = ["2=2", "0=0", "1=1"] })));
        Assert.NotEqual(map, DatasetFactory.ManifestOf(Open(s => s with { LabelMap = ["0=0", "1=2", "2=1"] })));
    }

    [Fact]
    public void A_set_with_a_map_written_as_folders_needs_no_map()
    {
        var settings = _set.Settings with { LabelMap = ["0=2", "1=1", "2=0"] };
        var written = DatasetRenderer.Render(_set.Configuration with { Data = settings }, _set["written"], cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(written.LabelMap);
        Assert.Equal(
            Open(_ => settings).LoadLabels(Subset.Train, 0).Values,
            DatasetFactory.Open(new RunConfiguration { Data = written }).LoadLabels(Subset.Train, 0).Values);
    }

    [Theory]
    [InlineData("7", "data.labelMap has \"7\": an entry is a stored value of 0 to 65535 and its class of 0 to 254, such as 7=0; separate entries by commas.")]
    [InlineData("7=255", "data.labelMap has \"7=255\": an entry is a stored value of 0 to 65535 and its class of 0 to 254, such as 7=0; separate entries by commas.")]
    [InlineData("65536=1", "data.labelMap has \"65536=1\": an entry is a stored value of 0 to 65535 and its class of 0 to 254, such as 7=0; separate entries by commas.")]
    [InlineData("7=0, 7=1", "data.labelMap has the stored value 7 twice, as class 0 and as class 1: a value means one class; keep one entry.")]
    [InlineData("255=1", "data.labelMap makes 255 the class 1, and data.ignoreLabels has 255 too: a value is a class or ignored; take it out of one of them.")]
    public void A_map_that_cannot_be_used_is_refused_before_any_file_is_read(string map, string problem)
    {
        var configuration = SettingCatalog.With(_set.Configuration, [new("data.labelMap", map), new("regulariser.kind", "l2")]);
        Assert.Equal([problem], ConfigurationValidator.Problems(configuration));
    }

    [Theory]
    [InlineData("cityscapes", "data.labelMap is given, but cityscapes brings its own label values: empty it, or use data.dataset folder.")]
    [InlineData("synthetic", "data.labelMap is given, but data.dataset synthetic has no label files: empty it, or use data.dataset folder.")]
    public void Only_folder_sets_have_a_map(string dataset, string problem)
    {
        var configuration = SettingCatalog.With(_set.Configuration, [new("data.dataset", dataset), new("data.classesFile", ""), new("data.labelMap", "7=0"), new("regulariser.kind", "l2")]);
        Assert.Equal([problem], ConfigurationValidator.Problems(configuration));
    }

    [Fact]
    public void Predictions_are_written_in_the_smallest_stored_value_of_each_class()
    {
        var rule = new LabelRule(3, new Dictionary<int, int> { [9] = 0, [7] = 0, [8] = 1, [200] = 2 }, new HashSet<int>());
        Assert.Equal([7, 8, 200, 7], rule.Encode(new LabelMap(1, 4, [0, 1, 2, 0])).Values);
        Assert.Equal([0, 2], new LabelRule(3, null, new HashSet<int>()).Encode(new LabelMap(1, 2, [0, 2])).Values);
        var deep = new LabelRule(2, new Dictionary<int, int> { [300] = 0, [1] = 1 }, new HashSet<int>());
        Assert.StartsWith("Class 0 has no stored value of 0 to 255 in data.labelMap", Assert.Throws<UsageException>(() => deep.Encode(new LabelMap(1, 1, [0]))).Message, StringComparison.Ordinal);
    }

    private IDataset Open(Func<DataSettings, DataSettings> change) => DatasetFactory.Open(_set.Configuration with { Data = change(_set.Settings) });
}
