using System.Text.Json;
using Experiments.Engine.Cli;
using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Datasets;
using Experiments.Engine.Tests.Imaging;
using Experiments.Engine.Tests.Training;

namespace Experiments.Engine.Tests.Cli;

/// <summary>Evaluations cut off at any byte of their journal go on at the next image and say the same, bit by bit.</summary>
public sealed class EvaluationResumeTests : IDisposable
{
    private const int Images = 5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_evaluation_goes_on_at_the_next_image_and_ends_with_the_same_bits()
    {
        var evaluation = Segmentation();
        evaluation.Run("whole");
        var whole = evaluation.Journal("whole");
        // Sums of numbers that have no end: another order of adding would show.
        Assert.Contains(whole.OfType<EvaluationEvent>().Single().Metrics, m => m.Key.StartsWith("iIoU ", StringComparison.Ordinal) && m.Value is > 0.001 and < 1);
        Assert.All(whole.OfType<ImageScoredEvent>(), i => Assert.NotNull(i.Instances));
        var chance = new Random(7);
        foreach (var round in Enumerable.Range(0, 3))
        {
            // Three attempts: the first two were killed while they wrote, each somewhere else.
            var (first, second, third) = ($"{round}-1", $"{round}-2", $"{round}-3");
            var cut = evaluation.CutOff("whole", first, chance);
            evaluation.Run(second, first);
            var again = evaluation.CutOff(second, $"{second}-cut", chance);
            evaluation.Run(third, $"{second}-cut", first);
            evaluation.AssertSame("whole", third);
            Assert.True(evaluation.ScoredAnew(third) <= Images - Math.Max(cut, again), $"cut after {cut} and {again} images, {evaluation.ScoredAnew(third)} were scored anew");
        }
    }

    [Fact]
    public void In_one_folder_it_goes_on_by_itself()
    {
        var evaluation = Segmentation();
        evaluation.Run("whole");
        evaluation.CutOff("whole", "own", images: 3);
        evaluation.Run("own", resume: true);
        evaluation.AssertSame("whole", "own");
        Assert.Equal(2, evaluation.ScoredAnew("own"));
    }

    [Fact]
    public void Pictures_and_lines_that_are_gone_or_damaged_are_made_again()
    {
        var evaluation = Segmentation();
        evaluation.Run("whole");
        evaluation.CutOff("whole", "damaged", images: 4);
        var stems = evaluation.Journal("whole").OfType<ImageScoredEvent>().Select(i => i.Stem).ToList();
        File.Delete(_folder[$"damaged/predictions/{stems[0]}-colour.png"]);
        // A digit of a count, in a line that reads well all the same.
        var lines = File.ReadAllLines(_folder["damaged/events.jsonl"]);
        var line = Array.FindIndex(lines, l => l.Contains($"\"stem\":\"{stems[2]}\"", StringComparison.Ordinal) && l.Contains("\"type\":\"image\"", StringComparison.Ordinal));
        var scored = (ImageScoredEvent)JsonSerializer.Deserialize<JournalEvent>(lines[line], SchemaJson.Compact)!;
        lines[line] = JsonSerializer.Serialize<JournalEvent>(scored with { Counts = [.. scored.Counts.SkipLast(1), scored.Counts[^1] + 1] }, SchemaJson.Compact);
        File.WriteAllText(_folder["damaged/events.jsonl"], string.Join('\n', lines) + "\n");

        evaluation.Run("next", "damaged");
        evaluation.AssertSame("whole", "next");
        Assert.Equal(3, evaluation.ScoredAnew("next"));
    }

    [Fact]
    public void Scores_of_another_checkpoint_protocol_or_data_are_never_mixed_in()
    {
        var evaluation = Segmentation();
        evaluation.Run("whole");
        var started = evaluation.Journal("whole").OfType<StartedEvent>().Single();
        foreach (var (name, other, why) in new (string, StartedEvent, string)[]
        {
            ("checkpoint", started with { Scores = started.Scores! with { Checkpoint = "another" } }, "it scored the checkpoint with SHA-256 another"),
            ("protocol", started with { Scores = started.Scores! with { Protocol = "another" } }, "it scored under another protocol or other images and labels"),
            ("configuration", started with { Scores = started.Scores! with { Configuration = "another" } }, "its configuration is another one"),
            ("images", started with { Scores = started.Scores! with { Images = "another" } }, "its classes or the order of its images are others"),
            ("devices", started with { Scores = started.Scores! with { Devices = "cuda:0" } }, "it ran on cuda:0, this one runs on cpu"),
            ("threads", started with { Threads = 77 }, "it ran on 77 threads"),
            ("older", started with { Scores = null }, "it does not say what was scored"),
        })
        {
            Directory.CreateDirectory(_folder[name]);
            var lines = File.ReadAllLines(_folder["whole/events.jsonl"]).Select(l => l.Contains("\"type\":\"started\"", StringComparison.Ordinal) ? JsonSerializer.Serialize<JournalEvent>(other, SchemaJson.Compact) : l);
            File.WriteAllText(_folder[$"{name}/events.jsonl"], string.Join('\n', lines) + "\n");
            using var attempt = new AttemptFolder(_folder[$"{name}-next"], TimeProvider.System);
            var earlier = EarlierScores.Read([_folder[$"{name}/events.jsonl"]], started, [.. evaluation.Journal("whole").OfType<ImageScoredEvent>().Select(i => i.Stem)], _ => [], attempt);
            Assert.Equal(0, earlier.Count);
            attempt.Dispose();
            Assert.Contains(why, File.ReadAllText(attempt.File("engine.log")), StringComparison.Ordinal);
        }

        // The real thing: under another protocol every image is scored.
        evaluation.Run("mirrored", "whole", protocol: evaluation.Protocol with { Mirror = !evaluation.Protocol.Mirror });
        Assert.Equal(0, evaluation.Journal("mirrored").OfType<StartedEvent>().Single().ResumedFrom);
        Assert.Equal(2, evaluation.ExitCode("missing", evaluation.Protocol, resume: false, "nowhere"));
    }

    [Fact]
    public void A_classifier_goes_on_with_the_next_group_of_images()
    {
        using var set = new ClassFolderFixture(trainImages: 2, validationImages: 9);
        var configuration = set.Configuration with { Training = set.Configuration.Training with { Iterations = 1 }, Execution = new ExecutionSettings { Threads = 1 } };
        var evaluation = new ResumedEvaluation(_folder, configuration, Protocol.TenCrop with { PredictionImages = 0 });
        evaluation.Run("whole");
        // Groups of three images: ten crops each, 32 at a time.
        evaluation.CutOff("whole", "cut", images: 20);
        evaluation.Run("next", "cut");
        evaluation.AssertSame("whole", "next");
        Assert.Equal(36 - 18, evaluation.ScoredAnew("next"));
    }

    private ResumedEvaluation Segmentation()
    {
        var rendered = TinyRuns.Segmentation(iterations: 2) with { Synthetic = new SyntheticSettings { TrainCount = 2, ValidationCount = Images, Height = 60, Width = 80 } };
        var settings = DatasetRenderer.Render(rendered, _folder["data"], cancellation: TestContext.Current.CancellationToken);
        var configuration = rendered with { Data = settings };
        var dataset = DatasetFactory.Open(configuration);
        // Every class has instances, whichever the network comes to predict.
        ClassFile.Write(
            _folder["data/classes.csv"],
            [.. dataset.Classes.Select((c, i) => c with { Name = InstanceScores.AverageSizes.Keys.ElementAt(i), Category = i < 3 ? "vehicle" : "flat", LabelId = i + 20 })]);
        Directory.CreateDirectory(_folder["data/instances"]);
        for (var i = 0; i < Images; i++)
        {
            var labels = dataset.LoadLabels(Subset.Validation, i);
            var png = new TestPng { Width = labels.Width, Height = labels.Height, BitDepth = 16 };
            // Of sizes that differ from image to image.
            File.WriteAllBytes(_folder[$"data/instances/{dataset.Stems(Subset.Validation)[i]}.png"], png.Encode([.. labels.Values.Select((v, p) => (ushort)(v == 255 ? 0 : ((v + 20) * 1000) + 1 + (p % (i + 3) == 0 ? 1 : 0)))]));
        }

        return new ResumedEvaluation(_folder, configuration with { Data = settings with { ValidationInstances = "instances" } }, Protocol.MultiScale with { Scales = [0.75, 1], PredictionImages = 2 });
    }
}
