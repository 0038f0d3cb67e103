using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;

namespace Experiments.Engine.Tests.Training;

/// <summary>
/// The whole way on a short budget and a fixed seed: pre-training on the source city, fine-tuning on 24 images of the
/// target city, scoring. What the network learns is neither colour and position alone, nor there without w⁰.
/// </summary>
public sealed class LearningTests : IDisposable
{
    private static readonly AugmentationSettings Augmentation = new() { Jitter = ColourJitter.Working, ScaleMin = 0.75, ScaleMax = 1.5, RotationDegrees = 0 };

    private static readonly RunConfiguration Pretraining = new()
    {
        Task = LearningTask.Classification,
        Network = new NetworkSettings { Backbone = Backbone.ResNet18, WidthMultiplier = 0.25 },
        Synthetic = new SyntheticSettings { Domain = SyntheticDomain.Source, TrainCount = 400, ValidationCount = 1 },
        Training = new TrainingSettings { Iterations = 800, BatchSize = 64, Crop = 48, BaseLearningRate = 0.1 },
        Regulariser = new RegulariserSettings { Kind = RegulariserName.L2, Alpha = 5e-4, Beta = 5e-4 },
        Augmentation = Augmentation,
        Execution = new ExecutionSettings { LogEvery = 1000 },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("experiments-learning-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_fine_tuned_network_beats_colour_and_position_and_the_same_network_from_random_weights()
    {
        var fineTuning = Pretraining with
        {
            Task = LearningTask.Segmentation,
            Synthetic = new SyntheticSettings { TrainCount = 24, ValidationCount = 20 },
            Training = new TrainingSettings { Iterations = 250, BatchSize = 4, Crop = 96, BaseLearningRate = 0.02 },
        };
        var start = Path.Combine(_folder, "start.safetensors");
        TrainAndSave(Pretraining, start);
        var fineTuned = Score(fineTuning with { Weights = new WeightsSettings { Path = start } });
        var fromRandom = Score(fineTuning);
        var baseline = ColourPositionBaseline.Run(DatasetFactory.Open(fineTuning)).MeanIoU;
        var figures = $"fine-tuned {fineTuned:0.000}, random weights {fromRandom:0.000}, colour and position {baseline:0.000}";
        Assert.True(fineTuned >= baseline + 0.10, figures);
        Assert.True(fineTuned >= fromRandom + 0.05, figures);
        TestContext.Current.SendDiagnosticMessage(figures);
    }

    private static void TrainAndSave(RunConfiguration configuration, string path)
    {
        var recorder = new TinyRuns.Recorder { OnSnapshot = (trainer, final) => trainer.Save(path, final) };
        using var trainer = new Trainer(configuration, DatasetFactory.Open(configuration), recorder);
        trainer.Run(CancellationToken.None);
    }

    /// <summary>mIoU, single-scale, of the checkpoint that a training leaves.</summary>
    private double Score(RunConfiguration configuration)
    {
        var path = Path.Combine(_folder, "trained.safetensors");
        TrainAndSave(configuration, path);
        var dataset = DatasetFactory.Open(configuration);
        var (about, file) = Engine.Weights.Checkpoint.Read(path);
        using var owned = file;
        using var network = new PspNet(Placement.Cpu, configuration.Network, about.Classes.Count);
        Engine.Weights.Checkpoint.Restore(file, network, new Dictionary<string, TorchSharp.torch.Tensor>());
        var predictor = new WindowedPredictor(network, Placement.Cpu, configuration, Protocol.SingleScale.Resolve(configuration.Training.Crop, ""));
        var count = dataset.Stems(Subset.Validation).Count;
        return Evaluator.Score(predictor, dataset, Subset.Validation, Enumerable.Range(0, count), null, CancellationToken.None).MeanIoU(AbsentClassRule.Skip);
    }
}
