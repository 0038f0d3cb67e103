using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Schema;

/// <summary>What an official data set says where nothing else is said: a layer above the profile, below what is stated.</summary>
public class DatasetDefaultsTests
{
    private static readonly double[] Cityscapes = [72.415, 82.936, 73.182];
    private static readonly double[] ImageNet = [122.679, 116.669, 104.007];
    private static readonly double[] Semseg = [123.675, 116.28, 103.53];

    [Fact]
    public void Cityscapes_has_its_own_mean_where_a_file_states_none()
    {
        Assert.Equal(Cityscapes, Read("""{ "data": { "dataset": "cityscapes" } }"""));
        Assert.Equal(Cityscapes, Read("""{ "compat": "reference", "Data": { "Dataset": "cityscapes" } }"""));
        Assert.Equal([1, 2, 3], Read("""{ "data": { "dataset": "cityscapes", "mean": [1, 2, 3] } }"""));
        Assert.Equal(ImageNet, Read("""{ "data": { "dataset": "ade20k" } }"""));
    }

    /// <summary>These systems subtract ImageNet's mean and divide by its deviation, whatever the set.</summary>
    [Fact]
    public void Systems_that_normalise_every_set_alike_keep_their_mean() =>
        Assert.Equal(Semseg, Read("""{ "compat": "semseg", "data": { "dataset": "cityscapes" } }"""));

    [Fact]
    public void What_is_stated_stays_above_the_data_set_in_whatever_order_it_is_given()
    {
        Assert.Equal(Cityscapes, With(("data.dataset", "cityscapes")));
        Assert.Equal(Cityscapes, With(("data.dataset", "cityscapes"), ("compat", "reference")));
        Assert.Equal(ImageNet, With(("data.mean", "122.679, 116.669, 104.007"), ("data.dataset", "cityscapes")));
        Assert.Equal(Semseg, With(("data.dataset", "cityscapes"), ("compat", "semseg")));
    }

    [Fact]
    public void Another_data_set_takes_its_default_along_but_not_what_was_stated()
    {
        var cityscapes = SettingCatalog.With(new RunConfiguration(), [new("data.dataset", "cityscapes")]);
        Assert.Equal(ImageNet, SettingCatalog.Get("data.dataset").With(cityscapes, "folder").Data.Mean);
        var stated = SettingCatalog.Get("data.mean").With(cityscapes, "1, 2, 3");
        Assert.Equal([1, 2, 3], SettingCatalog.Get("data.dataset").With(stated, "folder").Data.Mean);
        Assert.Equal(Semseg, SettingCatalog.Get("compat").With(cityscapes, "semseg").Data.Mean);
    }

    [Fact]
    public void Complete_file_of_an_official_set_survives_a_round_trip()
    {
        var json = SchemaJson.Write(SettingCatalog.With(new RunConfiguration(), [new("data.dataset", "cityscapes"), new("data.mean", "122.679, 116.669, 104.007")]));
        Assert.Equal(json, SchemaJson.Write(SchemaJson.ReadConfiguration(json)));
    }

    [Fact]
    public void Official_sets_are_named_as_published_tables_name_them()
    {
        Assert.Equal("VOC 2012", DatasetDefaults.NameOf(new DataSettings { Dataset = DatasetName.VocAug }));
        Assert.Equal("SBD", DatasetDefaults.NameOf(new DataSettings { Dataset = DatasetName.VocAug, DisplayName = "SBD" }));
        Assert.Equal("", DatasetDefaults.NameOf(new DataSettings { Dataset = DatasetName.Folder }));
        // semseg scores Cityscapes at 2048 pixels: the base size follows the set without a word about its name.
        var semseg = SettingCatalog.With(new RunConfiguration(), [new("data.dataset", "cityscapes"), new("compat", "semseg")]);
        Assert.Equal(2048, ProtocolTemplates.For(semseg, ProtocolTemplates.SingleScale).BaseLong);
    }

    [Fact]
    public void Settings_that_do_not_go_with_an_official_set_are_refused()
    {
        var wrong = SettingCatalog.With(new RunConfiguration(), [
            new("regulariser.kind", "l2"), new("data.dataset", "cityscapes"), new("data.classesFile", "c.csv"), new("firstStage.iterations", "5"), new("firstStage.trainSubsets", "train_extra, train")]);
        Assert.Equal(
            [
                "data.root is empty: cityscapes needs the folder that its archives were unpacked in; set data.root, or use data.dataset synthetic.",
                "data.classesFile is \"c.csv\", but cityscapes brings its own classes: empty it, or use data.dataset folder.",
                "firstStage.trainSubsets and data.trainSubsets both have train, and firstStage.includeTrain is true: the first stage would see these images twice; take them out of firstStage.trainSubsets, or set firstStage.includeTrain to false.",
            ],
            ConfigurationValidator.Problems(wrong));
    }

    private static IReadOnlyList<double> Read(string json) => SchemaJson.ReadConfiguration(json).Data.Mean;

    private static IReadOnlyList<double> With(params (string Key, string Text)[] overrides) =>
        SettingCatalog.With(new RunConfiguration(), overrides.Select(o => KeyValuePair.Create(o.Key, o.Text))).Data.Mean;
}
