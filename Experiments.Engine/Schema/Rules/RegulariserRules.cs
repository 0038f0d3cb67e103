namespace Experiments.Engine.Schema.Rules;

/// <summary>What must hold between the regulariser and the weights it starts from.</summary>
internal static class RegulariserRules
{
    public static IEnumerable<string> Problems(RunConfiguration c)
    {
        var kind = c.Regulariser.Kind;
        if (IsNearStart(kind) && c.Weights.Path.Length == 0 && c.Weights.Sha256.Length == 0)
        {
            var (name, title) = (SettingDescriptor.NameOf(kind), kind == RegulariserName.L2Sp ? "L2-SP" : SettingDescriptor.NameOf(kind));
            yield return $"regulariser.kind is {name} but weights.path is empty: {title} needs pre-trained weights to stay near; set weights.path, or use l2.";
        }

        if (kind == RegulariserName.L2SpFisher && c.Regulariser.FisherPath.Length == 0 && c.Regulariser.FisherSha256.Length == 0)
            yield return "regulariser.kind is l2-sp-fisher but regulariser.fisherPath is empty: it weighs each weight by its Fisher information; name the file that a job of task fisher left, or use l2-sp.";
        foreach (var name in c.Regulariser.NewTensors.Intersect(c.Regulariser.InheritedTensors, StringComparer.Ordinal))
            yield return $"regulariser.newTensors and regulariser.inheritedTensors both have \"{name}\": a tensor is one or the other; remove it from one of them.";
        if (c.Task == LearningTask.Fisher && c.Weights.Path.Length == 0 && c.Weights.Sha256.Length == 0)
            yield return "task is fisher but weights.path is empty: the Fisher information is that of a trained classifier; set weights.path to its final checkpoint.";
    }

    /// <summary>Whether the penalty is a distance to the pre-trained weights.</summary>
    private static bool IsNearStart(RegulariserName kind) => kind is not (RegulariserName.None or RegulariserName.L2);
}
