using System.Text.Json;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Datasets;

public sealed class DatasetToolsTests : IDisposable
{
    private readonly FolderFixture _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void A_sound_set_is_counted_and_hashed()
    {
        var seen = new List<DatasetProgress>();
        var report = DatasetCheck.Run(_set.Configuration, new Collector(seen), TestContext.Current.CancellationToken);
        Assert.True(report.IsSound);
        Assert.Equal(DatasetFactory.ManifestOf(DatasetFactory.Open(_set.Configuration)), report.Manifest);
        var train = report.Subsets[0];
        Assert.Equal((3, 3, 18L), (train.Images, train.Readable, train.IgnoredPixels));
        Assert.Equal([18L, 18, 18], train.ClassPixels);
        Assert.Equal([3, 3, 3], train.ClassImages);
        Assert.Equal(3, train.Sizes["6×4"]);
        Assert.Equal(Enumerable.Range(1, 5).Select(i => new DatasetProgress(i, 5)), seen);
        Assert.Contains(report.ToLines(), line => line.StartsWith("1 road, wet", StringComparison.Ordinal));
        Assert.EndsWith("5 images, 3 classes: sound.", report.ToLines()[0], StringComparison.Ordinal);
        Assert.Equal($"manifest: {report.Manifest}", report.ToLines()[^1]);
        Assert.Equal(DatasetFactory.ListHashOf(DatasetFactory.Open(_set.Configuration), Subset.Train), report.Subsets[0].ImageList);
    }

    [Fact]
    public void Everything_that_is_wrong_is_reported_in_one_go()
    {
        File.Delete(_set["images/val/c_1.png"]);
        _set.Write("images/train/a_1.png", "broken"u8.ToArray());
        _set.AddLabel("train", "a_2", [40, 40, 9, .. new ushort[21]]);
        var report = DatasetCheck.Run(_set.Configuration, cancellation: TestContext.Current.CancellationToken);
        Assert.False(report.IsSound);
        Assert.Equal("", report.Manifest);
        Assert.Equal(2, report.Problems.Count);
        Assert.StartsWith("Label without image in \"images/val\" (validation): c_1", report.Problems[0], StringComparison.Ordinal);
        Assert.StartsWith($"Image {_set["images/train/a_1.png"]} is corrupt", report.Problems[1], StringComparison.Ordinal);
        var file = _set["labels/train/a_2.png"];
        Assert.Equal([new(file, 9, 1), new(file, 40, 2)], report.OutOfRange);
        Assert.Contains("  value 40: 2 pixels in 1 label: a_2.png", report.ToLines());
        Assert.EndsWith("not sound (1 problem of folders and lists, 3 faulty images).", report.ToLines()[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_survives_JSON()
    {
        var report = DatasetCheck.Run(_set.Configuration, cancellation: TestContext.Current.CancellationToken);
        var back = JsonSerializer.Deserialize<DatasetReport>(JsonSerializer.Serialize(report, SchemaJson.Indented), SchemaJson.Indented)!;
        Assert.Equal(report.ToLines(), back.ToLines());
    }

    [Fact]
    public void The_synthetic_set_rendered_to_folders_reads_back_as_it_was()
    {
        var configuration = new RunConfiguration { Synthetic = new SyntheticSettings { TrainCount = 3, ValidationCount = 2, Height = 48, Width = 60 } };
        var settings = DatasetRenderer.Render(configuration, _set["rendered"], cancellation: TestContext.Current.CancellationToken);
        var (drawn, read) = (DatasetFactory.Open(configuration), DatasetFactory.Open(new RunConfiguration { Data = settings }));
        AssertSame(drawn, read);
        Assert.Equal("synthetic-target", read.Name);

        // And a folder set written again has the same files, hence the same manifest.
        var again = DatasetRenderer.Render(new RunConfiguration { Data = settings }, _set["again"], cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(DatasetFactory.ManifestOf(read), DatasetFactory.ManifestOf(DatasetFactory.Open(new RunConfiguration { Data = again })));
    }

    [Fact]
    public void A_folder_with_files_in_it_is_not_rendered_into()
    {
        var error = Assert.Throws<UsageException>(() => DatasetRenderer.Render(new RunConfiguration(), _set["labels"]));
        Assert.Equal($"The folder {_set["labels"]} is not empty: stale images would become part of the data set; give a new folder, or empty it.", error.Message);
    }

    [Fact]
    public void Resolving_fills_in_the_hashes_and_is_stable()
    {
        File.WriteAllText(_set["weights.safetensors"], "abc");
        var configuration = _set.Configuration with { Weights = new WeightsSettings { Path = _set["weights.safetensors"] } };
        var resolved = ConfigurationResolver.Resolve(configuration);
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", resolved.Weights.Sha256);
        Assert.Equal(DatasetFactory.ManifestOf(DatasetFactory.Open(configuration)), resolved.Data.Manifest);
        Assert.Equal(SchemaJson.Write(resolved), SchemaJson.Write(ConfigurationResolver.Resolve(resolved)));
        Assert.Equal(64, ConfigurationResolver.Resolve(new RunConfiguration()).Data.Manifest.Length);
    }

    [Fact]
    public void Hashes_that_differ_are_refused_together()
    {
        File.WriteAllText(_set["weights.safetensors"], "abc");
        var configuration = _set.Configuration with
        {
            Weights = new WeightsSettings { Path = _set["weights.safetensors"], Sha256 = "00" },
            Data = _set.Settings with { Manifest = "11" },
        };
        var problems = Assert.Throws<UsageException>(() => ConfigurationResolver.Resolve(configuration)).Problems;
        Assert.Equal(2, problems.Count);
        Assert.StartsWith("data.manifest is 11, but the images and labels found give ", problems[0], StringComparison.Ordinal);
        Assert.StartsWith($"weights.sha256 is 00, but \"{_set["weights.safetensors"]}\" has ba7816bf", problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_label_that_classes_are_derived_from_makes_a_configuration_unusable()
    {
        _set.Write("labels/val/c_1.png", "broken"u8.ToArray());
        var configuration = _set.Configuration with { Data = _set.Settings with { ClassesFile = "" } };
        var problem = Assert.Single(Assert.Throws<UsageException>(() => ConfigurationResolver.Resolve(configuration)).Problems);
        Assert.StartsWith($"Label {_set["labels/val/c_1.png"]} cannot be used: it is no PNG", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_TensorFlow_bundle_is_hashed_by_its_index_however_it_is_named()
    {
        File.WriteAllText(_set["model.index"], "abc");
        File.WriteAllText(_set["model.data-00000-of-00001"], "data");
        foreach (var name in (string[])["model", "model.index", "model.data-00000-of-00001"])
        {
            var configuration = _set.Configuration with { Weights = new WeightsSettings { Path = _set[name] } };
            Assert.StartsWith("ba7816bf", ConfigurationResolver.Resolve(configuration).Weights.Sha256, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Missing_weights_are_named()
    {
        var configuration = new RunConfiguration { Weights = new WeightsSettings { Path = "no/such.safetensors" } };
        var problem = Assert.Single(Assert.Throws<UsageException>(() => ConfigurationResolver.Resolve(configuration)).Problems);
        Assert.StartsWith("weights.path is \"no/such.safetensors\", which does not exist", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void CamVid_is_read_untouched()
    {
        var configuration = CamVid();
        var dataset = DatasetFactory.Open(configuration);
        Assert.Equal((367, 101), (dataset.Stems(Subset.Train).Count, dataset.Stems(Subset.Validation).Count));
        Assert.Equal(11, dataset.Classes.Count);
        Assert.Equal("bicyclist", dataset.Classes[10].Name);
        var sample = dataset.Load(Subset.Validation, 0);
        Assert.Equal((360, 480), (sample.Labels.Height, sample.Labels.Width));
        var byDrive = configuration with
        {
            Data = configuration.Data with
            {
                TrainList = "0016E5_*",
                ValidationImages = "images/train",
                ValidationLabels = "labels/train",
                ValidationList = "0006R0_*",
                ValidationLimit = 20,
            },
        };
        var drives = DatasetFactory.Open(byDrive);
        Assert.Equal((204, 20), (drives.Stems(Subset.Train).Count, drives.Stems(Subset.Validation).Count));
        Assert.All(drives.Stems(Subset.Validation), stem => Assert.StartsWith("0006R0_", stem, StringComparison.Ordinal));
    }

    [Fact]
    public void CamVid_without_a_word_about_its_unlabelled_value_is_refused_by_name()
    {
        var configuration = CamVid();
        var report = DatasetCheck.Run(
            configuration with { Data = configuration.Data with { IgnoreLabels = [255], TrainLimit = 3, ValidationLimit = 1 } },
            cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(report.Problems);
        Assert.All(report.OutOfRange, v => Assert.Equal(11, v.Value));
        Assert.NotEmpty(report.OutOfRange);
    }

    private static RunConfiguration CamVid()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Experiments.slnx"))) folder = folder.Parent;
        var root = Path.GetFullPath(Path.Combine(folder?.FullName ?? ".", "..", "shared", "data", "camvid"));
        if (!Directory.Exists(root)) Assert.Skip($"CamVid is not at {root}.");
        return new RunConfiguration { Data = new DataSettings { Dataset = DatasetName.Folder, Root = root, ClassesFile = "classes.csv", IgnoreLabels = [11, 255] } };
    }

    private static void AssertSame(IDataset expected, IDataset actual)
    {
        Assert.Equal(expected.Classes, actual.Classes);
        foreach (var subset in Enum.GetValues<Subset>())
        {
            Assert.Equal(expected.Stems(subset), actual.Stems(subset));
            for (var i = 0; i < expected.Stems(subset).Count; i++)
            {
                var (a, b) = (expected.Load(subset, i), actual.Load(subset, i));
                Assert.Equal(a.Image.Pixels, b.Image.Pixels);
                Assert.Equal(a.Labels.Values, b.Labels.Values);
            }
        }
    }

    private sealed class Collector(List<DatasetProgress> seen) : IProgress<DatasetProgress>
    {
        public void Report(DatasetProgress value) => seen.Add(value);
    }
}
