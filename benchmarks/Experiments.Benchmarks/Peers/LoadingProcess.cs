using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Experiments.Engine;
using Experiments.Engine.Augmentation;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Models;
using Experiments.Engine.Native;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;
using TorchSharp;

namespace Experiments.Benchmarks.Peers;

/// <summary>
/// Training steps fed by the real loader and by a ready batch, in turn in one process: what loading costs where network
/// and loader share the cores.
/// </summary>
internal static class LoadingProcess
{
    private const int Images = 8;

    /// <summary>Runs <c>loading WORK ROUNDS STEPS THREADS</c>; prints one line of JSON.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments is not [var name, var rounds, var steps, var threads])
        {
            Console.Error.WriteLine("Use: loading resnet50-png|resnet50-small|resnet18-small[-kept] ROUNDS STEPS THREADS");
            return 2;
        }

        Allocator.KeepLargeBlocks();
        TorchLibrary.EnsureLoaded();
        torch.set_num_threads(int.Parse(threads, CultureInfo.InvariantCulture));
        var root = Directory.CreateTempSubdirectory("experiments-loading-").FullName;
        try
        {
            var report = Measure(Configuration(name, root), name.EndsWith("-kept", StringComparison.Ordinal) ? CachedSubset.DefaultBytes : 0, Number(rounds), Number(steps));
            Console.WriteLine(JsonSerializer.Serialize(report));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        return 0;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static Dictionary<string, double[]> Measure(RunConfiguration configuration, long cacheBytes, int rounds, int steps)
    {
        var dataset = DatasetFactory.Open(configuration);
        using var learner = Learner.Create(configuration, Placement.Cpu, dataset.Classes.Count);
        var parameters = ParameterGroups.Of(learner.Network, new HashSet<string>(StringComparer.Ordinal), configuration.Training, configuration.Regulariser);
        using var update = new WeightUpdate(parameters, configuration.Training, configuration.Regulariser);
        learner.Network.train();
        using var loader = new BatchLoader(dataset, configuration, 0, cacheBytes: cacheBytes);
        var ready = loader.Next();
        var iteration = 0;
        var results = new[] { "ready", "loaded", "readyProcessor", "loadedProcessor" }.ToDictionary(k => k, _ => new List<double>(), StringComparer.Ordinal);

        void Step(TrainingBatch batch)
        {
            using var scope = torch.NewDisposeScope();
            update.ClearGradients();
            learner.Loss(batch, iteration, null).backward();
            update.Apply(iteration++);
        }

        void Timed(string key, Func<TrainingBatch> next)
        {
            // The first step of a turn lets the loader come to its own pace: full with ready batches, at work with its own.
            Step(next());
            var processor = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < steps; i++)
            {
                var start = Stopwatch.GetTimestamp();
                Step(next());
                results[key].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            results[$"{key}Processor"].Add((Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / steps);
        }

        for (var i = 0; i < 2; i++) Step(loader.Next());
        for (var round = 0; round < rounds; round++)
        {
            Timed("ready", () => ready);
            Timed("loaded", loader.Next);
        }

        return results.ToDictionary(r => r.Key, r => r.Value.ToArray(), StringComparer.Ordinal);
    }

    private static RunConfiguration Configuration(string name, string root)
    {
        var isLarge = name.StartsWith("resnet50", StringComparison.Ordinal);
        var small = SmallStreet.Configuration;
        var (height, width) = name.StartsWith("resnet50-png", StringComparison.Ordinal) ? (1024, 2048) : isLarge ? (360, 480) : (120, 160);
        Write(root, height, width);
        return small with
        {
            Network = isLarge ? new NetworkSettings { Backbone = Backbone.ResNet50 } : small.Network,
            Training = small.Training with { Crop = isLarge ? 240 : small.Training.Crop, BatchSize = isLarge ? 2 : small.Training.BatchSize },
            Data = new DataSettings { Dataset = DatasetName.Folder, Root = root, ValidationImages = "images/train", ValidationLabels = "labels/train" },
        };
    }

    /// <summary>Made images: waves, rectangles of classes, noise that a PNG cannot compress away.</summary>
    private static void Write(string root, int height, int width)
    {
        for (var n = 0; n < Images; n++)
        {
            var chance = Chance.For(n, ChancePurpose.Scene);
            var (image, labels) = (new RgbImage(height, width), new LabelMap(height, width, 0));
            for (byte c = 1; c < 19; c++)
            {
                var (top, left) = (chance.NextInt(height), chance.NextInt(width));
                for (var y = top; y < Math.Min(height, top + (height / 3)); y++) labels.Values.AsSpan((y * width) + left, Math.Min(width - left, width / 4)).Fill(c);
            }

            for (var i = 0; i < image.Pixels.Length; i++)
                image.Pixels[i] = (byte)(96 + (60 * Math.Sin((i / 3 % width / 37.0) + (i % 3))) + (5 * labels.Values[i / 3]) + chance.NextInt(9));
            PngFile.WriteRgb(Path.Combine(root, "images", "train", $"{n}.png"), image);
            PngFile.WriteGrey(Path.Combine(root, "labels", "train", $"{n}.png"), labels);
        }
    }
}
