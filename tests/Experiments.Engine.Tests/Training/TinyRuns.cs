using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Training;

/// <summary>Configurations that train in seconds, and a listener that keeps what it hears.</summary>
internal static class TinyRuns
{
    /// <summary>A few iterations on 48×48 crops of the synthetic target city.</summary>
    public static RunConfiguration Segmentation(string weights = "", RegulariserName regulariser = RegulariserName.L2, int iterations = 4) => new()
    {
        Seed = 3,
        Network = new NetworkSettings { Backbone = Backbone.ResNet18, WidthMultiplier = 0.25 },
        Weights = new WeightsSettings { Path = weights },
        Synthetic = new SyntheticSettings { TrainCount = 6, ValidationCount = 3, Height = 60, Width = 80 },
        Training = new TrainingSettings { Iterations = iterations, BatchSize = 4, Crop = 48, BaseLearningRate = 0.05 },
        Regulariser = new RegulariserSettings { Kind = regulariser, Alpha = 0.05, Beta = 0.02 },
        Execution = new ExecutionSettings { LogEvery = 1, Threads = 1 },
    };

    /// <summary>Trains from start to end.</summary>
    public static Recorder Train(RunConfiguration configuration)
    {
        var recorder = new Recorder();
        using var trainer = new Trainer(configuration, DatasetFactory.Open(configuration), recorder);
        trainer.Run(CancellationToken.None);
        return recorder;
    }

    /// <summary>Keeps points and, at the end, copies of the weights.</summary>
    internal sealed class Recorder : ITrainingListener
    {
        public List<(string Series, int Iteration, double Value)> Points { get; } = [];

        public Dictionary<string, byte[]> Weights { get; } = [];

        public WeightsReportEvent? Report { get; private set; }

        public Action<Trainer, bool>? OnSnapshot { get; init; }

        public Action<Trainer, CheckpointRule>? OnKeep { get; init; }

        public Action<int>? OnAdvanced { get; init; }

        public void WeightsLoaded(WeightsReportEvent report) => Report = report;

        public void Measured(string series, int iteration, double value) => Points.Add((series, iteration, value));

        public void Advanced(int done, int total) => OnAdvanced?.Invoke(done);

        public void KeepDue(Trainer trainer, CheckpointRule rule) => OnKeep?.Invoke(trainer, rule);

        public void SnapshotDue(Trainer trainer, bool final)
        {
            OnSnapshot?.Invoke(trainer, final);
            if (!final) return;
            foreach (var parameter in trainer.Parameters) Weights[parameter.Name] = Bytes(parameter.Value);
        }

        public IEnumerable<double> Series(string key) => Points.Where(p => p.Series == key).Select(p => p.Value);

        private static byte[] Bytes(Tensor tensor)
        {
            using var home = tensor.detach().cpu().contiguous();
            return home.bytes.ToArray();
        }
    }
}
