using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Training;

namespace Experiments.Engine.Tests.Cli;

/// <summary>Training once and scoring many times, on the real executable: one small training for every test.</summary>
public sealed class SelectionCommandTests : IClassFixture<SelectionCommandTests.Trained>
{
    private readonly Trained _trained;

    public SelectionCommandTests(Trained trained) => _trained = trained;

    [Fact]
    public void A_training_leaves_its_best_and_the_iterations_to_keep_beside_its_last()
    {
        var written = EngineRun.Journal(_trained["trained"]).OfType<CheckpointEvent>().ToList();
        Assert.Equal(
            ["kept-00000001.safetensors False", "best.safetensors False", "final.safetensors True"],
            written.Where(c => !CheckpointFiles.IsSnapshot(c.Path)).Select(c => $"{Path.GetFileName(c.Path)} {c.Final}"));
        Assert.All(written.Where(c => !CheckpointFiles.IsSnapshot(c.Path)), c => Assert.Equal(c.Sha256, FileHash.Of(_trained[$"trained/{c.Path}"])));
    }

    [Fact]
    public void A_run_goes_on_from_its_newest_snapshot_whatever_else_lies_beside_it()
    {
        Directory.CreateDirectory(_trained["copy/checkpoints"]);
        foreach (var file in Directory.GetFiles(_trained["trained/checkpoints"])) File.Copy(file, _trained[$"copy/checkpoints/{Path.GetFileName(file)}"]);
        File.Copy(_trained["trained/events.jsonl"], _trained["copy/events.jsonl"]);
        var again = EngineRun.Of("train", "--config", _trained.ConfigurationFile, "--out", _trained["copy"], "--resume");
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal([0, 2], EngineRun.Journal(_trained["copy"]).OfType<StartedEvent>().Select(s => s.ResumedFrom));
        Assert.Equal(FileHash.Of(_trained["trained/checkpoints/best.safetensors"]), FileHash.Of(_trained["copy/checkpoints/best.safetensors"]));
    }

    [Theory]
    [InlineData("best", "best")]
    [InlineData("iteration:1", "kept-00000001")]
    [InlineData("iteration:3", "final")]
    [InlineData("last", "final")]
    public void Each_checkpoint_is_scored_as_the_protocol_names_it(string rule, string file)
    {
        var scored = _trained.Evaluate(file, new Protocol { Checkpoint = rule, PredictionImages = 0 });
        Assert.True(scored.Run.ExitCode == 0, scored.Run.Error);
        var evaluation = Assert.Single(EngineRun.Journal(scored.Folder).OfType<EvaluationEvent>());
        Assert.Equal((rule, FileHash.Of(_trained[$"trained/checkpoints/{file}.safetensors"])), (evaluation.Protocol.Checkpoint, evaluation.CheckpointSha256));
    }

    [Fact]
    public void A_checkpoint_that_is_not_the_one_named_is_refused()
    {
        var wrong = _trained.Evaluate("final", new Protocol { Checkpoint = "iteration:1" }).Run;
        Assert.Equal(2, wrong.ExitCode);
        Assert.StartsWith("Protocol SS names the checkpoint \"iteration:1\", but ", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("is that of iteration 3 (the best is that of iteration", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("give kept-00000001.safetensors of the run's checkpoints folder, or set checkpoint to last.", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("but the run keeps last, best, iteration:1: set", _trained.Evaluate("final", new Protocol { Checkpoint = "iteration:2" }).Run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_images_and_a_list_of_images_are_scored()
    {
        var train = _trained.Evaluate("final", new Protocol { Subset = Subset.Train, PredictionImages = 0 });
        Assert.True(train.Run.ExitCode == 0, train.Run.Error);
        Assert.Equal(5, EngineRun.Journal(train.Folder).OfType<ImageScoredEvent>().Count());

        var listed = _trained.Evaluate("final", new Protocol { Subset = Subset.Train, ImageList = "other.txt", PredictionImages = 0 });
        Assert.True(listed.Run.ExitCode == 0, listed.Run.Error);
        Assert.Equal(_trained.Stems[0], Assert.Single(EngineRun.Journal(listed.Folder).OfType<ImageScoredEvent>()).Stem);
        Assert.NotEqual(Manifest(train.Folder), Manifest(listed.Folder));

        var none = _trained.Evaluate("final", new Protocol { ImageList = "none_*" }).Run;
        Assert.Equal(2, none.ExitCode);
        Assert.Contains("imageList of protocol SS \"none_*\" chooses none of", none.Error, StringComparison.Ordinal);

        static string Manifest(string folder) => EngineRun.Journal(folder).OfType<EvaluationEvent>().Single().Protocol.Manifest;
    }

    /// <summary>Three iterations on five of six rendered images, with the best and the first iteration kept.</summary>
    public sealed class Trained : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Trained()
        {
            var tiny = TinyRuns.Segmentation(iterations: 3);
            var data = DatasetRenderer.Render(tiny, _folder["data"]);
            Stems = DatasetFactory.Open(tiny with { Data = data }).Stems(Subset.Train);
            File.WriteAllLines(_folder["data/train.txt"], Stems.Skip(1));
            File.WriteAllLines(_folder["data/other.txt"], Stems.Take(1));
            Configuration = tiny with
            {
                Data = data with { TrainList = "train.txt" },
                Selection = new SelectionSettings { KeepBest = true },
                Execution = tiny.Execution with { ValidateEvery = 1, ValidateImages = 2, SnapshotEvery = 2, KeepIterations = [1] },
            };
            ConfigurationFile = EngineRun.Write(_folder.Path, Configuration);
            var run = EngineRun.Of("train", "--config", ConfigurationFile, "--out", _folder["trained"]);
            Assert.True(run.ExitCode == 0, run.Error);
        }

        public RunConfiguration Configuration { get; }

        public string ConfigurationFile { get; }

        public IReadOnlyList<string> Stems { get; }

        public string this[string name] => _folder[name];

        public void Dispose() => _folder.Dispose();

        internal (EngineRun Run, string Folder) Evaluate(string checkpoint, Protocol protocol)
        {
            var folder = _folder[$"scored-{Guid.NewGuid():n}"];
            var path = _folder[$"{Guid.NewGuid():n}.json"];
            File.WriteAllText(path, SchemaJson.Write(protocol));
            return (EngineRun.Of("evaluate", "--checkpoint", _folder[$"trained/checkpoints/{checkpoint}.safetensors"], "--config", ConfigurationFile, "--protocol", path, "--out", folder), folder);
        }
    }
}
