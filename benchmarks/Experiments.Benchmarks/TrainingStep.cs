using BenchmarkDotNet.Attributes;
using Experiments.Engine.Datasets;
using Experiments.Engine.Native;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;

namespace Experiments.Benchmarks;

/// <summary>One optimiser step of PSPNet on quarter-width ResNet-18, 8×3×96×96, with the loader that feeds it.</summary>
[MemoryDiagnoser]
public class TrainingStep : ITrainingListener, IDisposable
{
    private const int Steps = 20;
    private IDataset _dataset = null!;
    private Trainer? _trainer;

    [GlobalSetup]
    public void Prepare()
    {
        TorchLibrary.EnsureLoaded();
        _dataset = DatasetFactory.Open(SmallStreet.Configuration);
    }

    [IterationSetup]
    public void Build()
    {
        var configuration = SmallStreet.Configuration with { Training = SmallStreet.Configuration.Training with { Iterations = Steps } };
        _trainer = new Trainer(configuration, _dataset, this);
    }

    [Benchmark(OperationsPerInvoke = Steps)]
    public void Step() => _trainer!.Run(CancellationToken.None);

    [IterationCleanup]
    public void Dispose()
    {
        _trainer?.Dispose();
        _trainer = null;
        GC.SuppressFinalize(this);
    }

    void ITrainingListener.WeightsLoaded(WeightsReportEvent report)
    {
        // No weights are loaded.
    }

    void ITrainingListener.Measured(string series, int iteration, double value)
    {
        // Nothing is kept: only the step is timed.
    }

    void ITrainingListener.Advanced(int done, int total)
    {
        // Nothing is shown.
    }

    void ITrainingListener.KeepDue(Trainer trainer, CheckpointRule rule)
    {
    }

    void ITrainingListener.SnapshotDue(Trainer trainer, bool final)
    {
        // Nothing is written.
    }
}
