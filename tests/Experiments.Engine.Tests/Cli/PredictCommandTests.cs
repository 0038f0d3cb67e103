using System.Text.Json;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Datasets;
using Experiments.Engine.Tests.Training;

namespace Experiments.Engine.Tests.Cli;

/// <summary>Predicting test subsets and folders on the real executable, with a network trained on a tiny Cityscapes.</summary>
public sealed class PredictCommandTests(PredictCommandTests.Trained trained) : IClassFixture<PredictCommandTests.Trained>
{
    private static readonly byte[] LabelIds = [7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33];

    [Fact]
    public void Test_images_are_predicted_as_label_ids_under_their_own_names()
    {
        var run = trained.Predict("test", "--config", trained.ConfigurationFile, "--subset", "test");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["berlin_000000_000019.png", "berlin_000001_000019.png"], trained.Files("test/labels"));
        Assert.Equal(["berlin_000000_000019-colour.png", "berlin_000001_000019-colour.png"], trained.Files("test/colour"));
        AssertSamePrediction("test", "berlin_000000_000019");
    }

    [Fact]
    public void A_folder_of_images_is_predicted_as_the_data_set_of_the_training_is_labelled()
    {
        var run = trained.Predict("folder", "--images", trained.Disk["leftImg8bit/test/berlin"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["berlin_000000_000019_leftImg8bit.png", "berlin_000001_000019_leftImg8bit.png"], trained.Files("folder/labels"));
        AssertSamePrediction("folder", "berlin_000001_000019_leftImg8bit");
    }

    [Fact]
    public void Validation_images_can_be_predicted_too()
    {
        var run = trained.Predict("validation", "--config", trained.ConfigurationFile, "--subset", "validation");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["frankfurt_000000_000294.png"], trained.Files("validation/labels"));
    }

    [Fact]
    public void A_report_on_one_image_counts_the_pixels_of_each_class()
    {
        var image = trained.Disk["leftImg8bit/test/berlin/berlin_000000_000019_leftImg8bit.png"];
        var run = trained.Predict("reported", "--image", image, "--multi-scale", "--report", trained.Disk["reported/report.json"]);
        Assert.True(run.ExitCode == 0, run.Error);

        var report = JsonSerializer.Deserialize<PredictionReport>(File.ReadAllText(trained.Disk["reported/report.json"]), SchemaJson.Indented)!;
        var indices = LabelFile.Read(trained.Disk["reported/berlin_000000_000019_leftImg8bit-indices.png"]);
        Assert.Equal((OfficialFixture.Height, OfficialFixture.Width, 1, "MS", 19), (report.Height, report.Width, report.Iteration, report.Protocol, report.Classes.Count));
        Assert.Equal(report.Classes.Select((_, i) => (long)indices.Values.Count(v => v == i)), report.Classes.Select(c => c.Pixels));
        Assert.Equal("--report tells of one image: give --image FILE with it.", Refusal("--images", trained.Disk["leftImg8bit/test/berlin"], "--report", "r.json"));
    }

    [Fact]
    public void Arguments_and_subsets_that_cannot_be_used_are_refused()
    {
        Assert.Equal("predict wants images from one place: give one of --image FILE, --images DIR, or --config FILE with --subset NAME.", Refusal());
        Assert.Equal("--config is given alone: --config names a data set and --subset which of its images; give both.", Refusal("--config", trained.ConfigurationFile));
        Assert.Equal("--subset is \"tests\": it must be test, train or validation.", Refusal("--config", trained.ConfigurationFile, "--subset", "tests"));
        var strict = trained.Configuration with { Data = trained.Configuration.Data with { AllowIncomplete = false } };
        Assert.StartsWith("The test subset of Cityscapes has 1525 images, and 2 were found in ", Refusal("--config", EngineRun.Write(trained.Disk.Root, strict), "--subset", "test"), StringComparison.Ordinal);
        var synthetic = EngineRun.Write(trained.Disk.Root, new RunConfiguration());
        Assert.Equal("--subset is test, but data.dataset synthetic has no test subset: use --images with a folder of images.", Refusal("--config", synthetic, "--subset", "test"));
        Directory.CreateDirectory(trained.Disk["empty"]);
        Assert.EndsWith("has no PNG or JPEG image: give a folder of images.", Refusal("--images", trained.Disk["empty"]), StringComparison.Ordinal);
    }

    private string Refusal(params string[] arguments)
    {
        var run = trained.Predict("refused", arguments);
        Assert.Equal(2, run.ExitCode);
        return run.Error.Trim();
    }

    /// <summary>The label file holds label ids, and the coloured one the indices of the same classes.</summary>
    private void AssertSamePrediction(string folder, string stem)
    {
        var (labels, colour) = (LabelFile.Read(trained.Disk[$"{folder}/labels/{stem}.png"]), LabelFile.Read(trained.Disk[$"{folder}/colour/{stem}-colour.png"]));
        Assert.Equal((OfficialFixture.Height, OfficialFixture.Width), (labels.Height, labels.Width));
        Assert.Equal(colour.Values.Select(index => LabelIds[index]), labels.Values);
    }

    /// <summary>A tiny Cityscapes, and a checkpoint of a network that was trained on it.</summary>
    public sealed class Trained : IDisposable
    {
        public Trained()
        {
            Disk.AddCityscapes("train", "aachen_000000_000019");
            Disk.AddCityscapes("val", "frankfurt_000000_000294", 26);
            Disk.AddCityscapesTest("berlin_000000_000019");
            Disk.AddCityscapesTest("berlin_000001_000019");
            Configuration = TinyRuns.Segmentation(iterations: 1) with { Data = Disk.Settings(DatasetName.Cityscapes) };
            ConfigurationFile = EngineRun.Write(Disk.Root, Configuration);
            var run = EngineRun.Of("train", "--config", ConfigurationFile, "--out", Disk["trained"]);
            Assert.True(run.ExitCode == 0, run.Error);
        }

        internal OfficialFixture Disk { get; } = new();

        public RunConfiguration Configuration { get; }

        public string ConfigurationFile { get; }

        public void Dispose() => Disk.Dispose();

        internal IEnumerable<string?> Files(string folder) => Directory.GetFiles(Disk[folder]).Select(Path.GetFileName).Order(StringComparer.Ordinal);

        internal EngineRun Predict(string folder, params string[] arguments) =>
            EngineRun.Of(["predict", "--checkpoint", Disk["trained/checkpoints/final.safetensors"], "--out", Disk[folder], .. arguments]);
    }
}
