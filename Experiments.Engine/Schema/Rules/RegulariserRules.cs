namespace Experiments.Engine.Schema.Rules;

/// <summary>What must hold between the regulariser and the weights it starts from.</summary>
internal static class RegulariserRules
{
    public static IEnumerable<string> Problems(RunConfiguration c)
    {
        if (c.Regulariser.Kind == RegulariserName.L2Sp && c.Weights.Path.Length == 0 && c.Weights.Sha256.Length == 0)
            yield return "regulariser.kind is l2-sp but weights.path is empty: L2-SP needs pre-trained weights to stay near; set weights.path, or use l2.";
    }
}
