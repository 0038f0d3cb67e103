using Experiments.Engine.Schema;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Weights;

/// <summary>
/// Fills a network from a weights file and reports what became of every tensor. A tensor of the file belongs to the
/// network's tensor of the same name, or to <c>backbone.</c>name (files of bare backbones, torchvision's and the
/// CIFAR networks'). A layer is new when the file does not have it.
/// </summary>
public static class WeightsLoader
{
    private static readonly string[] Statistics = ["running_mean", "running_var"];

    /// <summary>Loads what fits.</summary>
    /// <param name="network">The network; its tensors are overwritten in place.</param>
    /// <param name="file">The weights.</param>
    /// <param name="withStatistics">Whether batch norm's moving statistics are taken too.</param>
    /// <param name="leaveOut">Tensors of the network that are not taken: keys, or the start of keys up to a dot.</param>
    /// <returns>What was loaded, what is new, what was skipped, what did not fit.</returns>
    /// <exception cref="DataException">No tensor of the file matches the network.</exception>
    /// <exception cref="UsageException">What is to be left out names no tensor of the network.</exception>
    public static WeightsReportEvent Load(Module network, WeightsFile file, bool withStatistics, IReadOnlyList<string>? leaveOut = null)
    {
        using var guard = no_grad();
        var state = network.state_dict();
        CheckLeftOut(leaveOut ?? [], state);
        var loaded = new List<string>();
        var mismatched = new List<string>();
        var skipped = new List<string>();
        foreach (var (name, tensor) in file.Tensors)
        {
            var key = state.ContainsKey(name) ? name : $"backbone.{name}";
            if (!state.TryGetValue(key, out var target) || (!withStatistics && IsStatistic(key)) || (leaveOut?.Any(entry => TensorNames.Match(entry, key)) ?? false))
            {
                skipped.Add(name);
            }
            else if (!target.shape.SequenceEqual(tensor.shape))
            {
                mismatched.Add($"{key}: the network has {Shape(target)}, the file {Shape(tensor)}");
            }
            else
            {
                target.copy_(tensor);
                loaded.Add(key);
            }
        }

        if (loaded.Count == 0) throw NothingMatches(file, state, mismatched);
        var known = loaded.ToHashSet(StringComparer.Ordinal);
        return new WeightsReportEvent
        {
            Loaded = loaded,
            New = [.. state.Keys.Where(k => !known.Contains(k)).Order(StringComparer.Ordinal)],
            Skipped = skipped,
            Mismatched = mismatched,
        };
    }

    private static void CheckLeftOut(IReadOnlyList<string> leaveOut, Dictionary<string, Tensor> state)
    {
        var problems = leaveOut.Where(entry => !state.Keys.Any(key => TensorNames.Match(entry, key)))
            .Select(entry => $"weights.leaveOut has \"{entry}\", which names no tensor of the network: use keys such as {Sample(state.Keys)} or the start of them up to a dot.").ToList();
        if (problems.Count > 0) throw new UsageException(problems);
    }

    private static bool IsStatistic(string key) => Statistics.Any(s => key.EndsWith(s, StringComparison.Ordinal));

    private static string Shape(Tensor tensor) => string.Join("×", tensor.shape);

    private static DataException NothingMatches(WeightsFile file, Dictionary<string, Tensor> state, List<string> mismatched)
    {
        var reason = mismatched.Count > 0
            ? $"{mismatched.Count} have other shapes ({mismatched[0]}): check network.backbone and network.widthMultiplier"
            : $"the file has {Sample(file.Tensors.Keys)}, the network {Sample(state.Keys)}: check network.backbone, or use a file with torchvision's names";
        return new DataException($"Weights file {file.Path}: none of its {file.Tensors.Count} tensors fits the network; {reason}.", "weights");
    }

    private static string Sample(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal).Take(3)) + ", ...";
}
