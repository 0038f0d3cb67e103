using Experiments.Engine.Schema;

namespace Experiments.Benchmarks;

/// <summary>The network and data that the benchmarks share: the demo's size, quarter-width ResNet-18 at crop 96.</summary>
internal static class SmallStreet
{
    public static RunConfiguration Configuration { get; } = new()
    {
        Network = new NetworkSettings { Backbone = Backbone.ResNet18, WidthMultiplier = 0.25 },
        Synthetic = new SyntheticSettings { TrainCount = 16, ValidationCount = 1 },
        Training = new TrainingSettings { Crop = 96, BatchSize = 8, Iterations = 1 },
        Regulariser = new RegulariserSettings { Kind = RegulariserName.L2 },
        Execution = new ExecutionSettings { LogEvery = int.MaxValue, SnapshotEvery = 0 },
    };
}
