using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Datasets;

public sealed class ClassFolderDatasetTests : IDisposable
{
    private readonly ClassFolderFixture _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Classes_are_the_sorted_folder_names_and_each_image_has_that_of_its_folder()
    {
        var dataset = new ClassFolderDataset(_set.Settings);
        Assert.Equal(["brick", "grass", "night sky", "sand"], dataset.Classes.Select(c => c.Name));
        Assert.Equal(4, dataset.Classes.Select(c => c.Colour).Distinct().Count());
        Assert.Equal(12, dataset.Stems(Subset.Train).Count);
        Assert.Equal(["brick/1000", "brick/1001", "grass/1000"], dataset.Stems(Subset.Validation).Take(3));
        for (var i = 0; i < 12; i++)
        {
            var image = dataset.Load(Subset.Train, i);
            Assert.Equal((dataset.Stems(Subset.Train)[i], i / 3, i / 3), (image.Stem, image.Class, dataset.ClassOf(Subset.Train, i)));
            Assert.InRange(image.Image.Height, 36, 47);
        }
    }

    [Fact]
    public void A_limit_takes_images_evenly_over_the_classes() =>
        Assert.Equal(
            ["brick/0000", "grass/0000", "night sky/0000", "sand/0000"],
            new ClassFolderDataset(_set.Settings with { TrainLimit = 4 }).Stems(Subset.Train));

    [Fact]
    public void Lists_of_class_and_file_split_one_folder_as_the_lists_of_Indoors_67_do()
    {
        foreach (var name in ClassFolderFixture.Classes) _set.Add("train", name, 7);
        File.WriteAllLines(_set["TestImages.txt"], ClassFolderFixture.Classes.Select(c => $"{c}/0007.jpg"));
        File.WriteAllLines(_set["TrainImages.txt"], ["# the rest", .. ClassFolderFixture.Classes.SelectMany(c => new[] { $"{c}/0000.png", $"Images/{c}/0001" })]);
        var dataset = new ClassFolderDataset(_set.Settings with { ValidationImages = "train", TrainList = "TrainImages.txt", ValidationList = "TestImages.txt" });
        Assert.Equal(8, dataset.Stems(Subset.Train).Count);
        Assert.Equal(ClassFolderFixture.Classes.Select(c => $"{c}/0007"), dataset.Stems(Subset.Validation));
    }

    [Fact]
    public void Every_problem_is_told_at_once()
    {
        Directory.CreateDirectory(_set["train/gravel"]);
        Directory.Delete(_set["val/sand"], recursive: true);
        File.Delete(_set["val/grass/1000.png"]);
        File.Delete(_set["val/grass/1001.jpg"]);
        File.Copy(_set["train/brick/0000.png"], _set["train/brick/0000.jpeg"]);
        var error = Assert.Throws<UsageException>(() => new ClassFolderDataset(_set.Settings));
        Assert.Equal(
            [
                $"data.trainImages: 0000.jpeg and 0000.png in {_set["train/brick"]} have the same stem; remove one of them.",
                "Class folder in \"train\" (train) without one in \"val\" (validation): gravel, sand; add it there, or remove the class from both.",
                "Class folder without a PNG or JPEG image of the split in \"train\" (train): gravel; add images, remove the class, or check data.trainList.",
                "Class folder without a PNG or JPEG image of the split in \"val\" (validation): grass; add images, remove the class, or check data.validationList.",
            ],
            error.Problems);
    }

    [Fact]
    public void Missing_folders_and_lists_are_named_with_what_there_is()
    {
        var folders = Assert.Throws<UsageException>(() => new ClassFolderDataset(_set.Settings with { TrainImages = "trian", ValidationImages = "val/sand" })).Problems;
        Assert.Equal(2, folders.Count);
        Assert.Contains("data.trainImages is \"trian\"", folders[0], StringComparison.Ordinal);
        Assert.Contains("has train, val", folders[0], StringComparison.Ordinal);
        Assert.Contains("has no class folders", folders[1], StringComparison.Ordinal);
        File.WriteAllText(_set["list.txt"], "sand/0000\nsand/9999.jpg\n");
        var lists = Assert.Throws<UsageException>(() => new ClassFolderDataset(_set.Settings with { TrainList = "list.txt", ValidationList = "none.txt" })).Problems;
        Assert.Contains(lists, p => p.StartsWith($"Line of {_set["list.txt"]} without an image: sand/9999;", StringComparison.Ordinal));
        Assert.Contains(lists, p => p.StartsWith("data.validationList is \"none.txt\"", StringComparison.Ordinal));
        Assert.Contains("which is no folder", Assert.Throws<UsageException>(() => new ClassFolderDataset(_set.Settings with { Root = _set["nowhere"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scoring_on_training_images_is_refused() =>
        Assert.Equal(
            "Image in both the training and the validation split: brick/0000, brick/0001, brick/0002, grass/0000, grass/0001 and 7 more; a classifier would be scored on what it was trained on; give two folders, or lists that share no image.",
            Assert.Throws<UsageException>(() => new ClassFolderDataset(_set.Settings with { ValidationImages = "train" })).Message);

    [Fact]
    public void A_corrupt_image_is_named()
    {
        File.WriteAllText(_set["train/sand/0000.png"], "no image");
        var error = Assert.Throws<DataException>(() => new ClassFolderDataset(_set.Settings).Load(Subset.Train, 9));
        Assert.Contains(_set["train/sand/0000.png"], error.Message, StringComparison.Ordinal);
        Assert.Contains("is corrupt or of another kind", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_manifest_is_that_of_the_content_wherever_it_lies()
    {
        using var copy = new ClassFolderFixture();
        var first = new ClassFolderDataset(_set.Settings);
        var second = new ClassFolderDataset(copy.Settings);
        Assert.Equal(first.ManifestOf(Subset.Train), second.ManifestOf(Subset.Train));
        Assert.NotEqual(first.ManifestOf(Subset.Train), first.ManifestOf(Subset.Validation));
        Directory.Move(copy["train/sand/0000.png"], copy["train/brick/9999.png"]);
        Assert.NotEqual(first.ManifestOf(Subset.Train), new ClassFolderDataset(copy.Settings).ManifestOf(Subset.Train));
        var resolved = ConfigurationResolver.Resolve(_set.Configuration);
        Assert.Equal(DatasetFactory.ManifestOf(first), resolved.Data.Manifest);
        File.AppendAllText(_set["val/sand/1000.png"], " ");
        Assert.Contains("data.manifest is", Assert.Throws<UsageException>(() => ConfigurationResolver.Resolve(resolved)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_counts_images_of_each_class_and_names_what_is_wrong()
    {
        var sound = DatasetCheck.Run(_set.Configuration, cancellation: TestContext.Current.CancellationToken);
        Assert.True(sound.IsSound);
        Assert.Equal([3, 3, 3, 3], sound.Subsets[0].ClassImages);
        Assert.Equal([2, 2, 2, 2], sound.Subsets[1].ClassImages);
        Assert.Equal(64, sound.Manifest.Length);
        File.WriteAllText(_set["val/sand/1000.png"], "");
        Directory.Delete(_set["train/grass"], recursive: true);
        var wrong = DatasetCheck.Run(_set.Configuration, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(2, wrong.Problems.Count);
        Assert.Equal([2, 2, 2, 1], wrong.Subsets[1].ClassImages);
        Assert.EndsWith("not sound (1 problem of folders and lists, 1 faulty image).", wrong.ToLines()[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Segmentation_on_class_folders_is_refused_in_every_way()
    {
        var configuration = _set.Configuration with { Task = LearningTask.Segmentation, Data = _set.Settings with { Root = "", ShortSide = 20 } };
        var problems = ConfigurationValidator.Problems(configuration with { Training = configuration.Training with { Crop = 48 } });
        Assert.Equal(
            [
                "data.root is empty: a set of class folders needs its root folder; set data.root, or use data.dataset synthetic.",
                "data.dataset is class-folders, but task is segmentation: class folders say what an image is, not what its pixels are; set task to classification, or use data.dataset folder.",
                "data.shortSide is 20: it must be at least training.crop, which is 48, or every crop would be padded; raise it, or lower training.crop.",
            ],
            problems);
        Assert.Contains("no pixel has one", Assert.Throws<UsageException>(() => DatasetFactory.Open(_set.Configuration)).Message, StringComparison.Ordinal);
        Assert.Empty(ConfigurationValidator.Problems(_set.Configuration));
    }
}
