using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Training;

/// <summary>
/// Sorts a network's tensors: inherited or new by what the weights file holds, never by their names; which learning rate
/// each has; which part of the penalty, by the weights file, by the dilated blocks, or by hand.
/// </summary>
public static class ParameterGroups
{
    /// <summary>The trainable tensors of a network, in the network's order.</summary>
    /// <param name="network">The network, with its start values in place.</param>
    /// <param name="inherited">Keys that were loaded from the weights file.</param>
    /// <param name="training">Factors on the rate of new tensors.</param>
    /// <param name="regulariser">Scope, dilated blocks, lists by hand.</param>
    /// <exception cref="UsageException">A list by hand names something that the network or the weights file does not have.</exception>
    public static IReadOnlyList<TrainedParameter> Of(
        Module network, IReadOnlySet<string> inherited, TrainingSettings training, RegulariserSettings regulariser)
    {
        var batchNorm = BatchNormTensors(network);
        var all = network.named_parameters().ToList();
        CheckLists([.. all.Select(p => p.name)], inherited, regulariser);
        var dilated = regulariser.ConsiderDilated && network is PspNet psp ? psp.backbone.DilatedBlocks : [];
        return [.. all.Select(p => new TrainedParameter(
            p.name,
            p.parameter,
            inherited.Contains(p.name) ? p.parameter.detach().clone().DetachFromDisposeScope() : null,
            inherited.Contains(p.name) ? 1 : MultiplierOf(p.name, batchNorm.Contains(p.name), training),
            GroupOf(p.name, p.parameter.dim() >= 2, inherited.Contains(p.name), dilated, regulariser)))];
    }

    private static double MultiplierOf(string name, bool isBatchNorm, TrainingSettings training) =>
        isBatchNorm && !training.ScaleNewBatchNorm ? 1
        : name.EndsWith("bias", StringComparison.Ordinal) ? training.NewBiasMultiplier
        : training.NewWeightMultiplier;

    private static PenaltyGroup GroupOf(string name, bool isWeight, bool isInherited, IReadOnlyList<string> dilated, RegulariserSettings settings)
    {
        if (settings.Scope == PenaltyScope.Weights && !isWeight) return PenaltyGroup.Free;
        var isKept = settings.InheritedTensors.Count == 0 || settings.InheritedTensors.Any(t => TensorNames.Match(t, name));
        var isNear = isInherited && isKept && !settings.NewTensors.Concat(dilated).Any(t => TensorNames.Match(t, name));
        return isNear ? PenaltyGroup.Inherited : PenaltyGroup.New;
    }

    private static void CheckLists(IReadOnlyList<string> names, IReadOnlySet<string> inherited, RegulariserSettings settings)
    {
        var problems = settings.NewTensors.Where(e => !names.Any(n => TensorNames.Match(e, n)))
            .Select(e => $"regulariser.newTensors has \"{e}\", which names no tensor of the network: use keys such as {names[0]}, or starts of them such as {Start(names)}.").ToList();
        problems.AddRange(settings.InheritedTensors.Where(e => !inherited.Any(n => TensorNames.Match(e, n)))
            .Select(e => $"regulariser.inheritedTensors has \"{e}\", but the weights file gave the network no such tensor: an inherited tensor needs its w⁰ from the file; remove it, or start from another file."));
        if (problems.Count > 0) throw new UsageException(problems);
    }

    private static string Start(IReadOnlyList<string> names) => string.Join('.', names[^1].Split('.')[..^1]);

    private static HashSet<string> BatchNormTensors(Module network) =>
    [
        .. network.named_modules().Where(m => m.module is BatchNorm2d)
            .SelectMany(m => m.module.named_parameters(recurse: false).Select(p => $"{m.name}.{p.name}")),
    ];
}
