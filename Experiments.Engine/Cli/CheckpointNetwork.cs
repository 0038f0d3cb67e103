using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Cli;

/// <summary>A network out of a checkpoint; owns the network.</summary>
/// <param name="Network">The network, its tensors in place.</param>
/// <param name="Placement">Where it lives: a replica a device.</param>
/// <param name="About">What the checkpoint says of itself.</param>
internal sealed record OpenedNetwork<T>(T Network, Placement Placement, CheckpointInfo About) : IDisposable
    where T : Module
{
    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();
}

/// <summary>Opens the network of a checkpoint.</summary>
internal static class CheckpointNetwork
{
    /// <summary>A segmentation network.</summary>
    /// <exception cref="UsageException">There is no such file, or it holds a classifier.</exception>
    public static OpenedNetwork<PspNet> Segmentation(string path, ExecutionSettings execution) => Open(
        path, execution, LearningTask.Segmentation, (placement, settings, classes) => new PspNet(placement, settings, classes),
        _ => $"Checkpoint {path} holds a classifier: this wants a segmentation network; score a classifier with evaluate and its own configuration (task classification), or train a segmentation network that starts from it (weights.path).");

    /// <summary>A classifier.</summary>
    /// <param name="path">A checkpoint of this engine.</param>
    /// <param name="execution">Where it is to run.</param>
    /// <param name="refusal">What to say where the checkpoint holds a network of another task.</param>
    /// <exception cref="UsageException">There is no such file, or it holds no classifier.</exception>
    public static OpenedNetwork<Classifier> Classifier(string path, ExecutionSettings execution, Func<LearningTask, string> refusal) => Open(
        path, execution, LearningTask.Classification, (placement, settings, classes) => new Classifier(placement, settings, classes), refusal);

    /// <summary>Refuses a checkpoint that is not the one that a protocol names. The last one may be any: a training that was stopped has no other.</summary>
    /// <exception cref="UsageException">It is another one, or the run keeps none such.</exception>
    public static void CheckRule(string path, CheckpointInfo about, Protocol protocol)
    {
        var rule = CheckpointRule.Of(protocol, about.Configuration);
        var fits = rule.Choice switch
        {
            CheckpointChoice.Best => about.IsBest,
            CheckpointChoice.Iteration => about.Iteration == rule.Iteration,
            _ => true,
        };
        if (!fits)
            throw new UsageException($"Protocol {protocol.Name} names the checkpoint \"{protocol.Checkpoint}\", but {path} is that of iteration {about.Iteration}{(about.Best is { } best ? $" (the best is that of iteration {best.Iteration})" : "")}: give {rule.FileName(about.Configuration.Training.Steps)} of the run's checkpoints folder, or set checkpoint to last.");
    }

    private static OpenedNetwork<T> Open<T>(
        string path, ExecutionSettings execution, LearningTask task, Func<Placement, NetworkSettings, int, T> create, Func<LearningTask, string> refusal)
        where T : Module
    {
        if (!File.Exists(path)) throw new UsageException($"--checkpoint {path} does not exist: give a file from a run's checkpoints folder.");
        var (about, file) = Checkpoint.Read(path);
        using (file)
        {
            if (about.Configuration.Task != task) throw new UsageException(refusal(about.Configuration.Task));
            var placement = Placement.Of(execution.Devices.Count, execution.Devices);
            var network = create(placement, about.Configuration.Network, about.Classes.Count);
            Checkpoint.Restore(file, network, new Dictionary<string, Tensor>(StringComparer.Ordinal));
            return new OpenedNetwork<T>(network, placement, about);
        }
    }
}
