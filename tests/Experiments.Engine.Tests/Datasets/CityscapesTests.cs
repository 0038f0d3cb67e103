using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Datasets;

/// <summary>Cityscapes as its archives unpack.</summary>
public sealed class CityscapesTests : IDisposable
{
    private const DatasetName Set = DatasetName.Cityscapes;
    private readonly OfficialFixture _disk = new();

    public CityscapesTests()
    {
        _disk.AddCityscapes("train", "aachen_000001_000019", 33);
        _disk.AddCityscapes("train", "aachen_000000_000019", 7);
        _disk.AddCityscapes("val", "frankfurt_000000_000294", 26, instances: [.. Enumerable.Repeat((ushort)26001, 6), .. Enumerable.Repeat((ushort)23, 6)]);
        _disk.AddCityscapes("train_extra", "troisdorf_000000_000073", 8, isCoarse: true);
        _disk.AddCityscapes("train", "aachen_000000_000019", 11, isCoarse: true);
        _disk.AddCityscapesTest("berlin_000000_000019");
    }

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void Images_of_all_cities_have_their_label_ids_turned_into_classes()
    {
        var dataset = _disk.Open(Set);
        Assert.Equal("Cityscapes", dataset.Name);
        Assert.Equal(["aachen_000000_000019", "aachen_000001_000019"], dataset.Stems(Subset.Train));
        Assert.Equal(["frankfurt_000000_000294"], dataset.Stems(Subset.Validation));
        Assert.Equal([0, 255, 0, 255], dataset.Load(Subset.Train, 0).Labels.Values[..4]);
        Assert.Equal([18, 255, 18, 255], dataset.Load(Subset.Train, 1).Labels.Values[..4]);
    }

    /// <summary>The pairs that Cityscapes' own labels.py has; every other id up to 33, and 255, the licence plate, is ignored.</summary>
    [Fact]
    public void Every_label_id_means_its_train_id()
    {
        var trainIds = new Dictionary<int, byte>
        {
            [7] = 0,
            [8] = 1,
            [11] = 2,
            [12] = 3,
            [13] = 4,
            [17] = 5,
            [19] = 6,
            [20] = 7,
            [21] = 8,
            [22] = 9,
            [23] = 10,
            [24] = 11,
            [25] = 12,
            [26] = 13,
            [27] = 14,
            [28] = 15,
            [31] = 16,
            [32] = 17,
            [33] = 18,
        };
        foreach (var id in Enumerable.Range(0, 34).Append(255))
        {
            _disk.WriteLabels("gtFine/train/aachen/aachen_000000_000019_gtFine_labelIds.png", [.. Enumerable.Repeat((ushort)id, 12)]);
            Assert.Equal(trainIds.GetValueOrDefault(id, LabelMap.Ignored), _disk.Open(Set).LoadLabels(Subset.Train, 0).Values[0]);
        }

        _disk.WriteLabels("gtFine/train/aachen/aachen_000000_000019_gtFine_labelIds.png", [.. Enumerable.Repeat((ushort)34, 12)]);
        Assert.Contains("has the value 34 at 12 pixels: classes are 7, 8, 11", Assert.Throws<DataException>(() => _disk.Open(Set).LoadLabels(Subset.Train, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_have_categories_and_label_ids()
    {
        var classes = _disk.Open(Set).Classes;
        Assert.Equal(19, classes.Count);
        Assert.Equal(new DatasetClass("bicycle", 119, 11, 32, "vehicle", 33), classes[18]);
        Assert.Equal(7, classes.Select(c => c.Category).Distinct().Count());
        Assert.Equal(8, classes.Count(c => InstanceScores.AverageSizes.ContainsKey(c.Name)));
    }

    [Fact]
    public void Instances_of_fine_labels_give_iIoU_without_a_setting()
    {
        var dataset = _disk.Open(Set);
        var instances = dataset.LoadInstances(Subset.Validation, 0)!;
        Assert.Equal(26001, instances.Samples[0]);
        var scores = new InstanceScores(dataset.Classes);
        scores.Add(instances, new LabelMap(OfficialFixture.Height, OfficialFixture.Width, 13)); // all of it car
        Assert.NotNull(dataset.LoadInstances(Subset.Train, 0));
        File.Delete(_disk["gtFine/train/aachen/aachen_000000_000019_gtFine_instanceIds.png"]);
        Assert.Equal(["Image without instances (train): aachen_000000_000019; unpack the labels again, or name the stem in data.leaveOut."], _disk.Problems(Set));
    }

    [Fact]
    public void Fine_coarse_and_both_are_chosen_by_the_subsets()
    {
        Assert.Equal(["troisdorf_000000_000073"], Train("train_extra"));
        Assert.Equal(["aachen_000000_000019", "aachen_000001_000019", "troisdorf_000000_000073"], Train("train", "train_extra"));
        Assert.Equal(["aachen_000000_000019", "aachen_000001_000019", "frankfurt_000000_000294"], Train("train", "val"));
        var coarse = _disk.Open(Set, change: s => s with { TrainSubsets = ["train-coarse"], TrainList = "aachen_000000*" });
        Assert.Equal(2, coarse.LoadLabels(Subset.Train, 0).Values[0]);
        Assert.Null(coarse.LoadInstances(Subset.Train, 0));
    }

    [Fact]
    public void Subsets_that_do_not_exist_or_do_not_go_together_are_refused_with_those_there_are()
    {
        string[] Problems(params string[] names) => [.. _disk.Problems(Set, change: s => s with { TrainSubsets = names })];
        Assert.Equal(["data.trainSubsets has \"fine\": Cityscapes has train, val, train_extra, train-coarse, val-coarse; use one of these."], Problems("fine"));
        Assert.Equal(["data.trainSubsets has test: the labels of the test images of Cityscapes are not public; use one of train, val, train_extra, train-coarse, val-coarse, and `predict --subset test` for the test images."], Problems("test"));
        Assert.Equal(["data.trainSubsets has train and train-coarse: they are the same images with fine and with coarse labels; leave one out."], Problems("train", "train-coarse"));
        Assert.Equal(["data.trainSubsets names train twice: name it once."], Problems("train", "train"));
        Assert.Equal(["data.trainSubsets is empty: Cityscapes has train, val, train_extra, train-coarse, val-coarse; name at least one."], Problems());
    }

    [Fact]
    public void A_copy_that_is_not_complete_is_refused_unless_it_is_accepted_or_chosen_from()
    {
        var problems = _disk.Problems(Set, change: s => s with { AllowIncomplete = false });
        Assert.Equal(2, problems.Count);
        Assert.Equal(
            $"data.trainSubsets has train, which in Cityscapes has 2975 images, and 2 were found in {_disk["leftImg8bit/train"]}: the download or the unpacking is incomplete; unpack it again, or set data.allowIncomplete to true to take what there is.",
            problems[0]);
        Assert.Equal(2, _disk.Open(Set, change: s => s with { AllowIncomplete = false, TrainList = "*", ValidationLimit = 1 }).Stems(Subset.Train).Count);
    }

    [Theory]
    [InlineData("leftImg8bit")]
    [InlineData("gtFine/train/")]
    public void The_set_is_found_from_its_own_folders_too(string root) => Assert.Equal(2, _disk.Open(Set, root).Stems(Subset.Train).Count);

    [Fact]
    public void The_set_is_found_below_the_folder_that_it_was_put_in()
    {
        using var other = new OfficialFixture();
        other.AddCityscapes("train", "ulm_000000_000019", under: "cityscapes");
        other.AddCityscapes("val", "lindau_000000_000019", under: "cityscapes");
        Assert.Equal(["ulm_000000_000019"], other.Open(Set).Stems(Subset.Train));
    }

    [Fact]
    public void A_folder_without_the_set_is_refused_with_what_to_unpack()
    {
        Directory.CreateDirectory(_disk["other/thing"]);
        Assert.Equal(
            $"data.root is \"{_disk["other"]}\", where Cityscapes' leftImg8bit/train was not found (it has thing): unpack leftImg8bit_trainvaltest.zip there, or name the folder that it was unpacked in.",
            _disk.Problems(Set, "other")[0]);
        Directory.Delete(_disk["gtCoarse"], recursive: true);
        Assert.Contains("Cityscapes' gtCoarse/train_extra was not found", Assert.Single(_disk.Problems(Set, change: s => s with { TrainSubsets = ["train_extra"] })), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_partners_are_named_and_can_be_left_out()
    {
        File.Delete(_disk["gtFine/train/aachen/aachen_000000_000019_gtFine_labelIds.png"]);
        File.Delete(_disk["leftImg8bit/train/aachen/aachen_000001_000019_leftImg8bit.png"]);
        _disk.AddCityscapes("train", "bochum_000000_000313");
        Assert.Equal(
            [
                "Label without image (train): aachen_000001_000019; unpack the images again, or name the stem in data.leaveOut.",
                "Image without label (train): aachen_000000_000019; unpack the labels again, or name the stem in data.leaveOut.",
            ],
            _disk.Problems(Set));
        _disk.WriteText("damaged.txt", "# seen today\naachen_000000_000019 # no label\nleftImg8bit/train/aachen/aachen_000001_000019_leftImg8bit.png\n");
        Assert.Equal(["bochum_000000_000313"], _disk.Open(Set, change: s => s with { LeaveOut = "damaged.txt" }).Stems(Subset.Train));
    }

    [Fact]
    public void Lists_of_images_with_their_labels_beside_them_choose_by_the_image()
    {
        _disk.WriteText("fine_train.txt", "leftImg8bit/train/aachen/aachen_000001_000019_leftImg8bit.png gtFine/train/aachen/aachen_000001_000019_gtFine_labelTrainIds.png\n");
        Assert.Equal(["aachen_000001_000019"], _disk.Open(Set, change: s => s with { TrainList = "fine_train.txt" }).Stems(Subset.Train));
    }

    [Fact]
    public void The_first_stage_trains_on_the_coarse_images_and_on_the_fine_ones()
    {
        var configuration = new RunConfiguration { Data = _disk.Settings(Set), FirstStage = new FirstStageSettings { Iterations = 5 } };
        Assert.Equal(["troisdorf_000000_000073", "aachen_000000_000019", "aachen_000001_000019"], DatasetFactory.OpenFirstStage(configuration).Stems(Subset.Train));
        var alone = configuration with { FirstStage = configuration.FirstStage with { IncludeTrain = false } };
        Assert.Equal(["troisdorf_000000_000073"], DatasetFactory.OpenFirstStage(alone).Stems(Subset.Train));
        var wrong = configuration with { FirstStage = configuration.FirstStage with { TrainSubsets = ["coarse"] } };
        Assert.StartsWith("firstStage.trainSubsets has \"coarse\": Cityscapes has train, val", Assert.Throws<UsageException>(() => DatasetFactory.OpenFirstStage(wrong)).Message, StringComparison.Ordinal);
    }

    private IReadOnlyList<string> Train(params string[] subsets) => _disk.Open(Set, change: s => s with { TrainSubsets = subsets }).Stems(Subset.Train);
}
