using System.Globalization;
using Experiments.Engine.Schema;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Weights;

/// <summary>
/// A checkpoint in safetensors: the network's tensors under their own names, the optimiser's under
/// <c>optimiser.</c>, and as text the configuration, the iteration and the classes, so that a checkpoint explains
/// itself. Chance needs no state: every draw is a function of (seed, purpose, iteration).
/// </summary>
public static class Checkpoint
{
    private const string OptimiserPrefix = "optimiser.";

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="path">Target; replaced whole.</param>
    /// <param name="network">The network.</param>
    /// <param name="optimiser">State of the optimiser by parameter name; empty in a final checkpoint.</param>
    /// <param name="about">What is stored beside the tensors.</param>
    /// <returns>SHA-256 of the file.</returns>
    public static string Write(string path, Module network, IReadOnlyDictionary<string, Tensor> optimiser, CheckpointInfo about)
    {
        var tensors = network.state_dict().Select(t => KeyValuePair.Create(t.Key, t.Value))
            .Concat(optimiser.Select(t => KeyValuePair.Create(OptimiserPrefix + t.Key, t.Value)));
        return SafetensorsFile.Write(path, [.. tensors.OrderBy(t => t.Key, StringComparer.Ordinal)], about.ToMetadata());
    }

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

    private static void Copy(WeightsFile file, string name, Tensor target)
    {
        if (!file.Tensors.TryGetValue(name, out var stored))
            throw new DataException($"Checkpoint {file.Path} has no tensor {name}: it belongs to another network or is a final checkpoint, from which training cannot go on.", "weights");
        if (!stored.shape.SequenceEqual(target.shape))
            throw new DataException($"Checkpoint {file.Path}: tensor {name} is {string.Join("×", stored.shape)}, the network wants {string.Join("×", target.shape)}; evaluate it under the configuration it was trained with.", "weights");
        target.copy_(stored);
    }
}

/// <summary>What a checkpoint says of itself.</summary>
/// <param name="Configuration">The run's configuration.</param>
/// <param name="Iteration">Iterations done.</param>
/// <param name="Classes">Class names in index order.</param>
/// <param name="Colours">Class colours as #rrggbb in index order.</param>
public sealed record CheckpointInfo(RunConfiguration Configuration, int Iteration, IReadOnlyList<string> Classes, IReadOnlyList<string> Colours)
{
    internal IReadOnlyDictionary<string, string> ToMetadata() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["format"] = "experiments-checkpoint-1",
        ["configuration"] = System.Text.Json.JsonSerializer.Serialize(Configuration, SchemaJson.Compact),
        ["iteration"] = Iteration.ToString(CultureInfo.InvariantCulture),
        ["classes"] = string.Join('\n', Classes),
        ["colours"] = string.Join('\n', Colours),
    };

    internal static CheckpointInfo FromMetadata(string path, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.GetValueOrDefault("format") != "experiments-checkpoint-1")
            throw new DataException($"{path} is no checkpoint of this engine (it says nothing of its configuration); give a file from a run's checkpoints folder.", "weights");
        return new CheckpointInfo(
            SchemaJson.ReadConfiguration(metadata["configuration"], path),
            int.Parse(metadata["iteration"], CultureInfo.InvariantCulture),
            Split(metadata["classes"]),
            Split(metadata["colours"]));
    }

    private static string[] Split(string text) => text.Length == 0 ? [] : text.Split('\n');
}
