using Experiments.Engine.Journal;
using Experiments.Engine.Schema;

namespace Experiments.Benchmarks.Storage;

/// <summary>A journal as a long training leaves it, written by the engine's own writer: four curves with a point at each iteration, progress, checkpoints, an end.</summary>
internal static class TrainingJournal
{
    private static readonly string[] Series = ["train/loss", "train/loss_main", "train/loss_aux", "train/regulariser"];

    /// <summary>Points that each iteration leaves.</summary>
    public static int PointsAnIteration => Series.Length;

    /// <summary>Writes one into a new folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="iterations">Iterations.</param>
    /// <param name="seed">Seed of its noise.</param>
    public static void Write(string folder, int iterations, int seed)
    {
        Directory.CreateDirectory(folder);
        var noise = new Random(seed);
        using var journal = new JournalWriter(folder, TimeProvider.System);
        journal.Write(new StartedEvent { EngineVersion = "benchmark", Threads = 1, Classes = ["road", "car"], Colours = ["#804080", "#00008e"], Parameters = 1000, Pull = 0.16 });
        for (var iteration = 1; iteration <= iterations; iteration++)
        {
            foreach (var key in Series) journal.Write(new PointEvent { Key = key, Step = iteration, Value = 3 / Math.Sqrt(iteration) + noise.NextDouble() });
            if (iteration % 100 == 0) journal.Write(new ProgressEvent { Done = iteration, Total = iterations, Rate = 10 });
            if (iteration % 10_000 == 0) journal.Write(new CheckpointEvent { Path = $"checkpoints/{iteration}", Iteration = iteration, Sha256 = new string('0', 64) });
        }

        journal.Write(new FinishedEvent());
    }
}
