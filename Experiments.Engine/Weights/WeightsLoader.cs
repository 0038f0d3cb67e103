using Experiments.Engine.Schema;
using Experiments.Engine.Weights.Names;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Weights;

/// <summary>
/// Fills a network from a weights file and reports what became of every tensor. Whose names the file has is recognised
/// (<see cref="NameSchemes"/>); a tensor of the file belongs to the network's tensor that the scheme says. A layer is new
/// when the file does not have it.
/// </summary>
public static class WeightsLoader
{
    private static readonly string[] Statistics = ["running_mean", "running_var"];

    /// <summary>Loads what fits.</summary>
    /// <param name="network">The network; its tensors are overwritten in place.</param>
    /// <param name="file">The weights.</param>
    /// <param name="withStatistics">Whether batch norm's moving statistics are taken too.</param>
    /// <param name="leaveOut">Tensors of the network that are not taken: keys, or the start of keys up to a dot.</param>
    /// <returns>What was loaded, what is new, what was skipped and why, what did not fit.</returns>
    /// <exception cref="DataException">No tensor of the file matches the network.</exception>
    /// <exception cref="UsageException">What is to be left out names no tensor of the network.</exception>
    public static WeightsReportEvent Load(Module network, WeightsFile file, bool withStatistics, IReadOnlyList<string>? leaveOut = null)
    {
        using var guard = no_grad();
        var state = network.state_dict();
        CheckLeftOut(leaveOut ?? [], state);
        var scheme = NameSchemes.Recognise([.. file.Tensors.Keys]);
        var loaded = new List<string>();
        var mismatched = new List<string>();
        var skipped = new List<(string Name, string Why)>();
        foreach (var name in file.Tensors.Keys)
        {
            if (scheme?.Find(name) is not { } place)
            {
                var why = scheme?.WhyNot(name) ?? Unknown(scheme);
                if (why.Length > 0) skipped.Add((name, why));
            }
            else if (WhyNotTaken(place.Key, state, withStatistics, leaveOut ?? []) is { } why)
            {
                skipped.Add((name, why));
            }
            else
            {
                using var tensor = FileTensors.Ours(file, name, scheme, place.Layout);
                var target = state[place.Key];
                if (target.shape.SequenceEqual(tensor.shape))
                {
                    target.copy_(tensor);
                    loaded.Add(place.Key);
                }
                else
                {
                    mismatched.Add($"{place.Key}: the network has {Shape(target)}, the file {Shape(tensor)}");
                }
            }
        }

        if (loaded.Count == 0) throw NothingMatches(file, scheme, state, mismatched);
        var known = loaded.ToHashSet(StringComparer.Ordinal);
        return new WeightsReportEvent
        {
            Scheme = scheme!.Name,
            Loaded = loaded,
            New = [.. state.Keys.Where(k => !known.Contains(k)).Order(StringComparer.Ordinal)],
            Skipped = [.. skipped.Select(s => s.Name)],
            SkippedWhy = [.. skipped.GroupBy(s => s.Why).Select(g => new SkippedTensors { Why = g.Key, Names = [.. g.Select(s => s.Name)] })],
            Mismatched = mismatched,
        };
    }

    /// <summary>Why a tensor that the file has, under a key of ours, does not go into the network; null where it does.</summary>
    private static string? WhyNotTaken(string key, Dictionary<string, Tensor> state, bool withStatistics, IReadOnlyList<string> leaveOut)
    {
        if (!state.ContainsKey(key)) return $"the network has no {NetworkKeys.StageOf(key) switch
        {
            "fc" => "fully connected layer: a classifier's last layer",
            "head" or "aux" or "pyramid" => $"{key}: a part of a segmentation network",
            var stage => $"such tensor in its {stage}",
        }}";
        if (leaveOut.Any(entry => TensorNames.Match(entry, key))) return "left out (weights.leaveOut)";
        return !withStatistics && Statistics.Any(s => key.EndsWith(s, StringComparison.Ordinal))
            ? "batch norm's moving statistics are not wanted (weights.loadBatchNormStatistics)"
            : null;
    }

    private static string Unknown(NameScheme? scheme) => scheme is null
        ? "a name of no scheme that is known"
        : $"no name of {scheme.Title}, whose names are such as {string.Join(", ", scheme.Examples)}";

    private static void CheckLeftOut(IReadOnlyList<string> leaveOut, Dictionary<string, Tensor> state)
    {
        var problems = leaveOut.Where(entry => !state.Keys.Any(key => TensorNames.Match(entry, key)))
            .Select(entry => $"weights.leaveOut has \"{entry}\", which names no tensor of the network: use keys such as {Sample(state.Keys)} or the start of them up to a dot.").ToList();
        if (problems.Count > 0) throw new UsageException(problems);
    }

    private static string Shape(Tensor tensor) => string.Join("×", tensor.shape);

    private static DataException NothingMatches(WeightsFile file, NameScheme? scheme, Dictionary<string, Tensor> state, List<string> mismatched)
    {
        var reason = mismatched.Count > 0
            ? $"{mismatched.Count} have other shapes ({mismatched[0]}): check network.backbone and network.widthMultiplier"
            : scheme is not null
                ? $"its names are those of {scheme.Title} ({Sample(file.Tensors.Keys)}), but the network has none of these tensors ({Sample(state.Keys)}): check network.backbone"
                : $"the file has {Sample(file.Tensors.Keys)}, which is no naming scheme that is known ({string.Join("; ", NameSchemes.All.Select(s => $"{s.Name}: {s.Examples[0]}"))}): use a file with such names, or rename its tensors";
        return new DataException($"Weights file {file.Path}: none of its {file.Tensors.Count} tensors fits the network; {reason}.", "weights");
    }

    private static string Sample(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal).Take(3)) + ", ...";
}
