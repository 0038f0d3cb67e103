using Experiments.Engine.Models;
using Experiments.Engine.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Training;

/// <summary>Scores and targets that are compared element by element: N×K with N, or N×K×H×W with N×H×W, int64.</summary>
/// <param name="Scores">Logits of one replica.</param>
/// <param name="Target">Classes, or the ignored value.</param>
internal readonly record struct Comparison(Tensor Scores, Tensor Target);

/// <summary>Softmax cross-entropy as a mean over the elements of all replicas together.</summary>
internal static class MeanCrossEntropy
{
    /// <summary>Σ w_y·CE / Σ w_y, PyTorch's weighted mean; 0 where nothing counts.</summary>
    /// <param name="placement">Where the replicas are; the sum is made on the first device.</param>
    /// <param name="replicas">What each replica compares.</param>
    /// <param name="weights">w of each class, K; null weighs all alike.</param>
    /// <param name="ignored">Target that counts for nothing.</param>
    public static Tensor Of(Placement placement, IEnumerable<Comparison> replicas, Tensor? weights, long ignored)
    {
        Tensor? sum = null;
        Tensor? count = null;
        foreach (var (scores, target) in replicas)
        {
            var own = functional.cross_entropy(scores, target, weights?.to(scores.device), ignore_index: ignored, reduction: Reduction.Sum).to(placement.Home);
            var valid = target.IsNot(ignored);
            var elements = (weights is null ? valid.sum() : WeightOf(target, valid, weights.to(target.device)).sum()).to(placement.Home);
            sum = sum is null ? own : sum.Plus(own);
            count = count is null ? elements : count.Plus(elements);
        }

        // Where nothing counts the sum is 0 too: any divisor but 0 will do.
        return weights is null ? sum! / count!.AtLeast(1) : sum! / count!.Filled(count!.Is(0), 1);
    }

    /// <summary>Weight of each element's class; 0 where it is ignored.</summary>
    public static Tensor WeightOf(Tensor target, Tensor valid, Tensor weights) =>
        weights.index_select(0, target.Filled(valid.logical_not(), 0).flatten()).view_as(target) * valid;

    /// <summary>A list of class weights as a tensor; null where it is empty.</summary>
    public static Tensor? Weights(IReadOnlyCollection<double> weights, Tensor like, Placement placement) =>
        weights.Count == 0 ? null : tensor(weights.ToArray()).to(like.dtype).to(placement.Home);
}
