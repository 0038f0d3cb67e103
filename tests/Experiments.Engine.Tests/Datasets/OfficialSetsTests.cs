using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Datasets;

/// <summary>ADE20K, Pascal VOC 2012, SBD and their union, as their archives unpack.</summary>
public sealed class OfficialSetsTests : IDisposable
{
    private readonly OfficialFixture _disk = new();

    public static TheoryData<DatasetName, int, string, string> KnownClasses => new()
    {
        { DatasetName.Cityscapes, 19, "road", "bicycle" },
        { DatasetName.Ade20k, 150, "wall", "flag" },
        { DatasetName.Voc2012, 21, "background", "tvmonitor" },
        { DatasetName.Sbd, 21, "background", "tvmonitor" },
        { DatasetName.VocAug, 21, "background", "tvmonitor" },
    };

    public void Dispose() => _disk.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("ADEChallengeData2016")]
    [InlineData("ADEChallengeData2016/images")]
    [InlineData("ADEChallengeData2016/annotations/validation")]
    public void Ade20k_has_its_labels_minus_one_and_0_ignored(string root)
    {
        MakeAde();
        var dataset = _disk.Open(DatasetName.Ade20k, root);
        Assert.Equal(("ADE20K", 150), (dataset.Name, dataset.Classes.Count));
        Assert.Equal(["ADE_train_00000001", "ADE_train_00000002"], dataset.Stems(Subset.Train));
        Assert.Equal(["ADE_val_00000001"], dataset.Stems(Subset.Validation));
        Assert.Equal([0, 255, 0, 255], dataset.Load(Subset.Train, 0).Labels.Values[..4]);
        Assert.Equal([149, 255, 149, 255], dataset.Load(Subset.Train, 1).Labels.Values[..4]);
    }

    [Fact]
    public void Ade20k_with_a_value_beyond_150_is_refused()
    {
        MakeAde();
        _disk.AddAde("training", 2, 151, "ADEChallengeData2016");
        var error = Assert.Throws<DataException>(() => _disk.Open(DatasetName.Ade20k).Load(Subset.Train, 1));
        Assert.EndsWith("has the value 151 at 6 pixels: classes are 1 to 150, ignored values are 0, 255; replace it by ADE20K's own file, or add the value to data.ignoreLabels.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("VOCdevkit")]
    [InlineData("VOCdevkit/VOC2012")]
    [InlineData("VOCdevkit/VOC2012/ImageSets/Segmentation")]
    public void Voc_has_the_palette_indices_of_the_images_that_its_lists_name(string root)
    {
        MakeVoc();
        var dataset = _disk.Open(DatasetName.Voc2012, root);
        Assert.Equal(["2007_000032", "2007_000039"], dataset.Stems(Subset.Train));
        Assert.Equal(["2007_000033"], dataset.Stems(Subset.Validation));
        Assert.Equal([20, 255, 20, 255], dataset.Load(Subset.Train, 1).Labels.Values[..4]);
        Assert.Equal(3, _disk.Open(DatasetName.Voc2012, root, s => s with { TrainSubsets = ["trainval"] }).Stems(Subset.Train).Count);
    }

    [Fact]
    public void Sbd_has_the_labels_of_its_MATLAB_files()
    {
        MakeSbd();
        var dataset = _disk.Open(DatasetName.Sbd, "benchmark_RELEASE");
        Assert.Equal("SBD", dataset.Name);
        Assert.Equal(["2007_000032", "2008_000008"], dataset.Stems(Subset.Train));
        Assert.Equal(["2007_000033", "2008_000015"], dataset.Stems(Subset.Validation));
        // The first column alone: it would be the first row if columns were taken for rows.
        Assert.Equal([5, 0, 0, 0, 5, 0, 0, 0, 5, 0, 0, 0], dataset.Load(Subset.Train, 1).Labels.Values);
    }

    [Fact]
    public void The_augmented_set_is_the_union_without_VOC_s_validation_and_keeps_VOC_s_labels()
    {
        MakeVoc();
        MakeSbd();
        var dataset = _disk.Open(DatasetName.VocAug);
        Assert.Equal("VOC 2012", dataset.Name);
        Assert.Equal(["2007_000032", "2007_000039", "2008_000008", "2008_000015"], dataset.Stems(Subset.Train)); // 2007_000033 is VOC's val
        Assert.Equal(["2007_000033"], dataset.Stems(Subset.Validation));
        Assert.Equal([1, 255, 1, 255], dataset.Load(Subset.Train, 0).Labels.Values[..4]); // VOC's, not SBD's 9
        Assert.Equal([5, 0, 0, 0], dataset.Load(Subset.Train, 2).Labels.Values[..4]);
    }

    [Fact]
    public void Both_roots_of_the_augmented_set_may_be_given()
    {
        MakeVoc("here/VOC2012");
        MakeSbd("there/dataset");
        Assert.Equal(4, _disk.Open(DatasetName.VocAug, "here", s => s with { SbdRoot = _disk["there/dataset/cls"] }).Stems(Subset.Train).Count);
        Assert.StartsWith("data.root (data.sbdRoot is empty) is \"", Assert.Single(_disk.Problems(DatasetName.VocAug, "here")), StringComparison.Ordinal);
        Assert.StartsWith($"data.sbdRoot is \"{_disk["here"]}\", where SBD's folder dataset with img and cls was not found", Assert.Single(_disk.Problems(DatasetName.VocAug, "here", s => s with { SbdRoot = _disk["here"] })), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DatasetName.Ade20k, "20210", "2000")]
    [InlineData(DatasetName.Voc2012, "1464", "1449")]
    [InlineData(DatasetName.Sbd, "8498", "2857")]
    [InlineData(DatasetName.VocAug, "10582", "1449")]
    public void The_number_of_images_is_that_of_the_set(DatasetName dataset, string train, string validation)
    {
        MakeAde();
        MakeVoc();
        MakeSbd();
        var problems = _disk.Problems(dataset, change: s => s with { AllowIncomplete = false });
        Assert.Equal(2, problems.Count);
        Assert.Contains($" has {train} images, and ", problems[0], StringComparison.Ordinal);
        Assert.Contains($" has {validation} images, and ", problems[1], StringComparison.Ordinal);
        Assert.All(problems, p => Assert.EndsWith("set data.allowIncomplete to true to take what there is.", p, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(KnownClasses))]
    public void Classes_come_with_the_program(DatasetName dataset, int count, string first, string last)
    {
        _disk.AddCityscapes("train", "aachen_000000_000019");
        _disk.AddCityscapes("val", "frankfurt_000000_000294");
        MakeAde();
        MakeVoc();
        MakeSbd();
        var classes = _disk.Open(dataset).Classes;
        Assert.Equal((count, first, last), (classes.Count, classes[0].Name, classes[^1].Name));
        Assert.Equal(count, classes.Select(c => c.Name).Distinct().Count());
    }

    [Fact]
    public void A_broken_list_or_an_empty_choice_is_named()
    {
        MakeVoc();
        File.Delete(_disk["VOCdevkit/VOC2012/ImageSets/Segmentation/train.txt"]);
        Assert.StartsWith($"{_disk["VOCdevkit/VOC2012/ImageSets/Segmentation/train.txt"]}, a list that belongs to the data set, cannot be read", Assert.Single(_disk.Problems(DatasetName.Voc2012)), StringComparison.Ordinal);
        Assert.Equal(
            ["The validation split is empty: data.validationSubsets val with data.validationList \"x*\" chooses none of 1 images; check the list or the pattern, and data.leaveOut."],
            _disk.Problems(DatasetName.Voc2012, change: s => s with { TrainSubsets = ["val"], ValidationList = "x*" }));
    }

    [Fact]
    public void A_check_reads_an_official_set_and_says_what_is_wrong_with_it()
    {
        MakeVoc();
        MakeSbd();
        var configuration = new RunConfiguration { Data = _disk.Settings(DatasetName.VocAug) };
        Assert.True(DatasetCheck.Run(configuration, cancellation: TestContext.Current.CancellationToken).IsSound);
        _disk.Write("benchmark_RELEASE/dataset/cls/2008_000008.mat", "broken"u8.ToArray());
        File.Delete(_disk["benchmark_RELEASE/dataset/cls/2008_000015.mat"]);
        var report = DatasetCheck.Run(configuration, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("Image without label (train): 2008_000015; unpack the labels again, or name the stem in data.leaveOut.", report.Problems[0]);
        Assert.StartsWith($"Label {_disk["benchmark_RELEASE/dataset/cls/2008_000008.mat"]} cannot be used: it is cut off in its header, or no MAT file", report.Problems[1], StringComparison.Ordinal);
        var complete = DatasetCheck.Run(configuration with { Data = configuration.Data with { AllowIncomplete = false } }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(4, complete.Problems.Count);
    }

    [Fact]
    public void The_same_files_elsewhere_have_the_same_manifest()
    {
        MakeVoc();
        MakeSbd();
        var before = DatasetFactory.ManifestOf(_disk.Open(DatasetName.VocAug));
        Directory.Move(_disk["benchmark_RELEASE"], _disk["elsewhere"]);
        Assert.Equal(before, DatasetFactory.ManifestOf(_disk.Open(DatasetName.VocAug, change: s => s with { SbdRoot = _disk["elsewhere"] })));
    }

    private void MakeAde()
    {
        _disk.AddAde("training", 1, 1, "ADEChallengeData2016");
        _disk.AddAde("training", 2, 150, "ADEChallengeData2016");
        _disk.AddAde("validation", 1, 3, "ADEChallengeData2016");
    }

    private void MakeVoc(string under = "VOCdevkit/VOC2012")
    {
        _disk.AddVoc("2007_000032", 1, under);
        _disk.AddVoc("2007_000039", 20, under);
        _disk.AddVoc("2007_000033", 7, under);
        foreach (var stem in new[] { "2008_000008", "2008_000015", "2009_000001" }) _disk.AddVoc(stem, null, under);
        _disk.VocLists(["2007_000032", "2007_000039"], ["2007_000033"], under);
    }

    private void MakeSbd(string under = "benchmark_RELEASE/dataset")
    {
        _disk.AddSbd("2007_000032", 9, under);
        _disk.AddSbd("2007_000033", 9, under);
        _disk.AddSbd("2008_000008", 5, under);
        _disk.AddSbd("2008_000015", 15, under);
        _disk.SbdLists(["2007_000032", "2008_000008"], ["2007_000033", "2008_000015"], under);
    }
}
