using System.Globalization;

namespace Experiments.Faults;

/// <summary>A sweep of seconds: two learning rates, each trained from several seeds and scored once, with a checkpoint every few iterations.</summary>
public static class SmallSweep
{
    /// <summary>Its file.</summary>
    /// <param name="seeds">Seeds; twice as many runs, four times as many jobs.</param>
    /// <param name="iterations">Iterations of a training.</param>
    public static string Yaml(int seeds = 3, int iterations = 12) => string.Create(CultureInfo.InvariantCulture, $"""
        name: Faults
        overrides:
          network.backbone: cifar-resnet20
          synthetic.height: 48
          synthetic.width: 48
          synthetic.trainCount: 4
          synthetic.validationCount: 6
          training.iterations: {iterations}
          training.batchSize: 2
          training.crop: 24
          regulariser.kind: l2
          execution.logEvery: 1
          execution.snapshotEvery: 4
        axes:
        - key: training.baseLearningRate
          values: [0.01, 0.02]
        seeds: 0-{seeds - 1}
        protocols: [SS]
        """);
}
