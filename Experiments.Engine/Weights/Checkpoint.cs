using System.Globalization;
using Experiments.Engine.Schema;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Weights;

/// <summary>
/// A checkpoint in safetensors: the network's tensors under their own names, the optimiser's under
/// <c>optimiser.</c>, in a run that keeps its best weights those under <c>best.</c>, and as text the configuration, the iteration, the classes and the
/// journal's last line, so that a checkpoint explains itself. Chance needs no state: every draw is a function of (seed, purpose, iteration).
/// </summary>
public static class Checkpoint
{
    private const string OptimiserPrefix = "optimiser.";
    private const string BestPrefix = "best.";

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="path">Target; replaced whole.</param>
    /// <param name="network">The network.</param>
    /// <param name="optimiser">State of the optimiser by parameter name; empty in a final checkpoint.</param>
    /// <param name="about">What is stored beside the tensors.</param>
    /// <param name="best">The best weights so far by name, for a run that goes on from this one.</param>
    /// <returns>SHA-256 of the file.</returns>
    public static string Write(string path, Module network, IReadOnlyDictionary<string, Tensor> optimiser, CheckpointInfo about, IReadOnlyDictionary<string, Tensor>? best = null) => Write(
        path,
        network.state_dict()
            .Concat(optimiser.Select(t => KeyValuePair.Create(OptimiserPrefix + t.Key, t.Value)))
            .Concat((best ?? new Dictionary<string, Tensor>()).Select(t => KeyValuePair.Create(BestPrefix + t.Key, t.Value))),
        about);

    /// <summary>Writes a checkpoint of weights by name, without the optimiser's state.</summary>
    /// <param name="path">Target; replaced whole.</param>
    /// <param name="weights">The network's tensors.</param>
    /// <param name="about">What is stored beside them.</param>
    /// <returns>SHA-256 of the file.</returns>
    public static string Write(string path, IEnumerable<KeyValuePair<string, Tensor>> weights, CheckpointInfo about) =>
        SafetensorsFile.Write(path, [.. weights.OrderBy(t => t.Key, StringComparer.Ordinal)], about.ToMetadata());

    /// <summary>Reads what a checkpoint says of itself, and its tensors.</summary>
    /// <exception cref="DataException">The file is unusable, or no checkpoint of this engine.</exception>
    public static (CheckpointInfo About, WeightsFile File) Read(string path)
    {
        var file = SafetensorsFile.Read(path);
        try
        {
            return (CheckpointInfo.FromMetadata(path, file.Metadata), file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Fills network and optimiser from a checkpoint; every tensor must be there and fit.</summary>
    /// <exception cref="DataException">A tensor is missing or has another shape.</exception>
    public static void Restore(WeightsFile file, Module network, IReadOnlyDictionary<string, Tensor> optimiser)
    {
        using var guard = no_grad();
        foreach (var (name, target) in network.state_dict()) Copy(file, name, target);
        foreach (var (name, target) in optimiser) Copy(file, OptimiserPrefix + name, target);
    }

    /// <summary>Fills the best weights so far from a snapshot that carries some.</summary>
    /// <exception cref="DataException">A tensor is missing or has another shape.</exception>
    public static void RestoreBest(WeightsFile file, IReadOnlyDictionary<string, Tensor> best)
    {
        using var guard = no_grad();
        foreach (var (name, target) in best) Copy(file, BestPrefix + name, target);
    }

    private static void Copy(WeightsFile file, string name, Tensor target)
    {
        if (!file.Tensors.TryGetValue(name, out var stored))
            throw new DataException($"Checkpoint {file.Path} has no tensor {name}: it belongs to another network or is a final checkpoint, from which training cannot go on.", "weights");
        if (!stored.shape.SequenceEqual(target.shape))
            throw new DataException($"Checkpoint {file.Path}: tensor {name} is {string.Join("×", stored.shape)}, the network wants {string.Join("×", target.shape)}; evaluate it under the configuration it was trained with.", "weights");
        target.copy_(stored);
    }
}

/// <summary>The best evaluation during a training.</summary>
/// <param name="Iteration">Iterations done.</param>
/// <param name="Value">Its mIoU, a classifier's top-1; 0 to 1.</param>
public sealed record BestEvaluation(int Iteration, double Value);

/// <summary>What a checkpoint says of itself.</summary>
/// <param name="Configuration">The run's configuration.</param>
/// <param name="Iteration">Iterations done.</param>
/// <param name="Classes">Class names in index order.</param>
/// <param name="Colours">Class colours as #rrggbb in index order.</param>
public sealed record CheckpointInfo(RunConfiguration Configuration, int Iteration, IReadOnlyList<string> Classes, IReadOnlyList<string> Colours)
{
    /// <summary>The best evaluation so far, in a run that keeps its best weights; null where there is none.</summary>
    public BestEvaluation? Best { get; init; }

    /// <summary>Whether these are the weights that the run chose as its best.</summary>
    public bool IsBest { get; init; }

    /// <summary>A snapshot: last line of its attempt's journal when it was taken, so that what follows is done again by who goes on from it; 0 in all others.</summary>
    public long JournalLine { get; init; }

    internal IReadOnlyDictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = "experiments-checkpoint-1",
            ["configuration"] = System.Text.Json.JsonSerializer.Serialize(Configuration, SchemaJson.Compact),
            ["iteration"] = Iteration.ToString(CultureInfo.InvariantCulture),
            ["classes"] = string.Join('\n', Classes),
            ["colours"] = string.Join('\n', Colours),
        };
        if (Best is { } best)
        {
            metadata["bestIteration"] = best.Iteration.ToString(CultureInfo.InvariantCulture);
            metadata["bestValue"] = best.Value.ToString("r", CultureInfo.InvariantCulture);
        }

        if (IsBest) metadata["chosen"] = "best";
        if (JournalLine > 0) metadata["journalLine"] = JournalLine.ToString(CultureInfo.InvariantCulture);
        return metadata;
    }

    internal static CheckpointInfo FromMetadata(string path, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.GetValueOrDefault("format") != "experiments-checkpoint-1")
            throw new DataException($"{path} is no checkpoint of this engine (it says nothing of its configuration); give a file from a run's checkpoints folder.", "weights");
        return new CheckpointInfo(
            SchemaJson.ReadConfiguration(metadata["configuration"], path),
            int.Parse(metadata["iteration"], CultureInfo.InvariantCulture),
            Split(metadata["classes"]),
            Split(metadata["colours"]))
        {
            Best = metadata.TryGetValue("bestIteration", out var iteration)
                ? new BestEvaluation(int.Parse(iteration, CultureInfo.InvariantCulture), double.Parse(metadata["bestValue"], CultureInfo.InvariantCulture))
                : null,
            IsBest = metadata.GetValueOrDefault("chosen") == "best",
            JournalLine = metadata.TryGetValue("journalLine", out var line) ? long.Parse(line, CultureInfo.InvariantCulture) : 0,
        };
    }

    private static string[] Split(string text) => text.Length == 0 ? [] : text.Split('\n');
}
