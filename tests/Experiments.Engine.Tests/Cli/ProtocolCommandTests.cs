using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Imaging;
using Experiments.Engine.Tests.Training;

namespace Experiments.Engine.Tests.Cli;

/// <summary>Evaluating and predicting under protocols, on the real executable: one small network for every test.</summary>
public sealed class ProtocolCommandTests : IClassFixture<ProtocolCommandTests.Trained>
{
    private readonly Trained _trained;

    public ProtocolCommandTests(Trained trained) => _trained = trained;

    [Fact]
    public void Instances_and_categories_are_scored_and_every_prediction_is_written()
    {
        var data = Rendered("instances");
        var run = _trained.Evaluate(data, new Protocol { PredictionImages = -1 });
        Assert.True(run.Run.ExitCode == 0, run.Run.Error);
        var journal = EngineRun.Journal(run.Folder);
        var metrics = Assert.Single(journal.OfType<EvaluationEvent>()).Metrics;
        string[] expected = ["ADE score", "IoU category flat", "category mIoU", "fwIoU", "iIoU", "iIoU car", "category iIoU", "mIoU (skip)"];
        Assert.All(expected, name => Assert.InRange(metrics[name], 0, 1));
        var pictures = journal.OfType<ArtifactEvent>().ToLookup(a => a.Kind);
        Assert.Equal([6, 6, 4, 4], new[] { "prediction", "prediction-colour", "image", "truth" }.Select(k => pictures[k].Count()));
    }

    [Fact]
    public void Another_crop_is_refused_by_evaluate_and_by_predict_unless_asked_for()
    {
        var protocol = new Protocol { Crop = 96 };
        var run = _trained.Evaluate(_trained.Configuration.Data, protocol).Run;
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("Protocol SS has crop 96, but the network was trained with training.crop 48:", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, _trained.Predict(protocol, "refused").ExitCode);

        var allowed = _trained.Evaluate(_trained.Configuration.Data, protocol with { OtherCrop = true });
        Assert.True(allowed.Run.ExitCode == 0, allowed.Run.Error);
        Assert.Equal(96, Assert.Single(EngineRun.Journal(allowed.Folder).OfType<EvaluationEvent>()).Protocol.Crop);
    }

    [Fact]
    public void An_image_of_any_size_is_predicted_under_a_given_protocol()
    {
        var run = _trained.Predict(new Protocol { Coverage = Coverage.WholeImage, BaseLong = 64 }, "whole");
        Assert.True(run.ExitCode == 0, run.Error);
        var indices = LabelFile.Read(_trained["whole/odd-indices.png"]);
        Assert.Equal((37, 91), (indices.Height, indices.Width));
        Assert.Equal((37, 91), (ImageFile.ReadRgb(_trained["whole/odd-overlay.png"]).Height, ImageFile.ReadRgb(_trained["whole/odd-overlay.png"]).Width));

        var both = EngineRun.Of("predict", "--checkpoint", _trained.Checkpoint, "--image", _trained["odd.png"], "--out", _trained["both"], "--multi-scale", "--protocol", _trained["whole.json"]);
        Assert.Equal(2, both.ExitCode);
        Assert.Equal("--multi-scale and --protocol are both given: the protocol names its own scales; give one of them.", both.Error.Trim());
    }

    /// <summary>The synthetic set as folders, with categories, label ids and an instance for each car.</summary>
    private DataSettings Rendered(string name)
    {
        var configuration = _trained.Configuration with { Synthetic = _trained.Configuration.Synthetic with { ValidationCount = 6 } };
        var settings = DatasetRenderer.Render(configuration, _trained[name], cancellation: TestContext.Current.CancellationToken);
        var dataset = DatasetFactory.Open(configuration);
        var car = dataset.Classes.ToList().FindIndex(c => c.Name == "car");
        ClassFile.Write(
            _trained[$"{name}/classes.csv"],
            [.. dataset.Classes.Select((c, i) => c with { Category = c.Name is "car" ? "vehicle" : "flat", LabelId = i == car ? 26 : i + 40 })]);
        Directory.CreateDirectory(_trained[$"{name}/instances"]);
        for (var i = 0; i < 6; i++)
        {
            var labels = dataset.LoadLabels(Subset.Validation, i);
            var png = new TestPng { Width = labels.Width, Height = labels.Height, BitDepth = 16 };
            File.WriteAllBytes(
                _trained[$"{name}/instances/{dataset.Stems(Subset.Validation)[i]}.png"], png.Encode([.. labels.Values.Select((v, p) => (ushort)(v == car ? 26001 + (p % 2) : v))]));
        }

        return settings with { ValidationInstances = "instances" };
    }

    /// <summary>A checkpoint of a network with adaptive pooling, and an image of an odd size.</summary>
    public sealed class Trained : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Trained()
        {
            var tiny = TinyRuns.Segmentation(iterations: 1);
            Configuration = tiny with { Network = tiny.Network with { PyramidPooling = PyramidPooling.Adaptive, PyramidBins = [1, 2, 3, 6] } };
            var run = EngineRun.Of("train", "--config", EngineRun.Write(_folder.Path, Configuration), "--out", _folder["trained"]);
            Assert.True(run.ExitCode == 0, run.Error);
            Checkpoint = _folder["trained/checkpoints/final.safetensors"];
            PngFile.WriteRgb(_folder["odd.png"], new RgbImage(37, 91, [.. Enumerable.Range(0, 37 * 91 * 3).Select(i => (byte)(i * 7))]));
        }

        public RunConfiguration Configuration { get; }

        public string Checkpoint { get; }

        public string this[string name] => _folder[name];

        public void Dispose() => _folder.Dispose();

        internal (EngineRun Run, string Folder) Evaluate(DataSettings data, Protocol protocol)
        {
            var folder = _folder[$"scored-{Guid.NewGuid():n}"];
            var run = EngineRun.Of(
                "evaluate", "--checkpoint", Checkpoint, "--config", EngineRun.Write(_folder.Path, Configuration with { Data = data }),
                "--protocol", Write(protocol, Guid.NewGuid().ToString("n")), "--out", folder);
            return (run, folder);
        }

        internal EngineRun Predict(Protocol protocol, string name) => EngineRun.Of(
            "predict", "--checkpoint", Checkpoint, "--image", _folder["odd.png"], "--out", _folder[name], "--protocol", Write(protocol, name));

        private string Write(Protocol protocol, string name)
        {
            var path = _folder[$"{name}.json"];
            File.WriteAllText(path, SchemaJson.Write(protocol));
            return path;
        }
    }
}
