namespace Experiments.Engine.Schema;

/// <summary>Checks a protocol against the network it is to score and reports every problem at once: rule, value, remedy.</summary>
public static class ProtocolValidator
{
    private const int MostScales = 32;
    private const double LargestScale = 16;

    /// <summary>Every problem; empty when the protocol can be used.</summary>
    /// <param name="protocol">Resolved protocol.</param>
    /// <param name="configuration">The configuration that the network was trained with.</param>
    public static IReadOnlyList<string> Problems(Protocol protocol, RunConfiguration configuration) =>
    [
        .. Scales(protocol),
        .. CheckpointRule.ProblemOf(protocol, configuration) is { } problem ? [problem] : Array.Empty<string>(),
        .. Sizes(protocol),
        .. protocol.Coverage == Coverage.WholeImage ? WholeImage(protocol, configuration) : Windows(protocol, configuration),
    ];

    /// <summary>Throws when the protocol has a problem.</summary>
    /// <exception cref="UsageException">Every problem at once.</exception>
    public static void Check(Protocol protocol, RunConfiguration configuration)
    {
        var problems = Problems(protocol, configuration);
        if (problems.Count > 0) throw new UsageException(problems);
    }

    private static IEnumerable<string> Scales(Protocol p)
    {
        if (p.Scales.Count is 0 or > MostScales)
            yield return $"Protocol {p.Name} has {p.Scales.Count} scales: it must have 1 to {MostScales}; give scales [1], or 0.5 to 1.75 in steps of 0.25.";
        foreach (var scale in p.Scales.Where(s => !(s > 0 && s <= LargestScale)))
            yield return $"Protocol {p.Name} has the scale {SettingDescriptor.Format(scale)}: a scale must be above 0 and at most {LargestScale}; 1 leaves the base size.";
    }

    private static IEnumerable<string> Sizes(Protocol p)
    {
        if (p.BaseLong < 0 || p.BaseShort < 0)
            yield return $"Protocol {p.Name} has baseLong {p.BaseLong} and baseShort {p.BaseShort}: a length must be at least 0; 0 takes the image's own.";
        if (p.BaseShort > p.BaseLong && p.BaseLong > 0)
            yield return $"Protocol {p.Name} has baseShort {p.BaseShort} above baseLong {p.BaseLong}: the short side must not be the longer one; exchange them.";
        if (p.PredictionImages < -1)
            yield return $"Protocol {p.Name} has predictionImages {p.PredictionImages}: it must be at least -1; -1 writes every image's prediction, 0 none.";
    }

    private static IEnumerable<string> WholeImage(Protocol p, RunConfiguration c)
    {
        if (c.Network.PyramidPooling == PyramidPooling.Fixed)
            yield return $"Protocol {p.Name} predicts whole images, but network.pyramidPooling is fixed: fixed kernels want one size of features; use coverage windows, or train with network.pyramidPooling adaptive.";
    }

    private static IEnumerable<string> Windows(Protocol p, RunConfiguration c)
    {
        if (p.StrideNumerator < 1 || p.StrideDenominator < p.StrideNumerator)
            yield return $"Protocol {p.Name} advances windows by {p.StrideNumerator}/{p.StrideDenominator} of the crop: the share must be above 0 and at most 1, or pixels stay uncovered; use 2/3.";
        if (p.StridePixels < 0 || p.StridePixels > p.Crop)
            yield return $"Protocol {p.Name} has stridePixels {p.StridePixels}: it must be 0 (for a share of the crop) or 1 to the crop, which is {p.Crop}; lower it.";
        if (p is { FusedValues: FusedValues.Logits, WindowFusion: Fusion.Sum })
            yield return $"Protocol {p.Name} sums logits: where windows overlap they would grow, and softmax with them; use windowFusion average, or fusedValues probabilities.";
        if (p.SmallImages == SmallImages.CutWindow && c.Network.PyramidPooling == PyramidPooling.Fixed)
            yield return $"Protocol {p.Name} cuts windows to small images, but network.pyramidPooling is fixed: fixed kernels want one size of features; use smallImages pad, or train with network.pyramidPooling adaptive.";
        if (p.Crop != c.Training.Crop && !p.OtherCrop)
            yield return $"Protocol {p.Name} has crop {p.Crop}, but the network was trained with training.crop {c.Training.Crop}: at another crop scores fall (56.9 instead of 78.6 in one report); set crop to 0 or {c.Training.Crop}, or otherCrop to true if another crop is what you want to see.";
        var atCrop = c with { Training = c.Training with { Crop = p.Crop } };
        foreach (var problem in ConfigurationValidator.Problems(atCrop).Where(m => m.StartsWith("training.crop", StringComparison.Ordinal)))
            yield return problem.Replace("training.crop", $"Crop of protocol {p.Name}", StringComparison.Ordinal);
    }
}
