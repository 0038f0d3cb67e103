namespace Experiments.Engine.Schema.Rules;

/// <summary>What must hold between the network's settings and the training crop.</summary>
internal static class NetworkRules
{
    public static IEnumerable<string> Problems(RunConfiguration c)
    {
        if (WidthProblem(c) is { } width) yield return width;
        if (c.Task == LearningTask.Segmentation && CropProblem(c) is { } crop) yield return crop;
        if (c.Network.StridePlacement == StridePlacement.First1x1 && c.Network.Backbone is Backbone.ResNet18 or Backbone.ResNet34)
            yield return $"network.stridePlacement is first-1x1: {SettingDescriptor.NameOf(c.Network.Backbone)} has no 1×1 convolutions in its units; use first-3x3, or a backbone of bottlenecks (resnet50, resnet101, resnet152).";
    }

    /// <summary>oneDNN's 3×3 convolutions are wrong on some processors where channels are no multiple of 16 (docs/adr/0007).</summary>
    private static string? WidthProblem(RunConfiguration c)
    {
        const int Lanes = 16;
        var isNarrow = c.Network.Stem == Stem.Deep32To64;
        var first = ConfigurationValidator.IsCifar(c.Network.Backbone) ? 16 : isNarrow ? 32 : 64;
        var width = first * c.Network.WidthMultiplier;
        if (width % Lanes == 0) return null;
        var step = (double)Lanes / first;
        var below = Math.Floor(c.Network.WidthMultiplier / step) * step;
        var remedy = below > 0 ? $"{SettingDescriptor.Format(below)} or {SettingDescriptor.Format(below + step)}" : SettingDescriptor.Format(step);
        return $"network.widthMultiplier is {SettingDescriptor.Format(c.Network.WidthMultiplier)}: it gives a first stage of {SettingDescriptor.Format(width)} channels, which must be a multiple of {Lanes}; use {remedy}.";
    }

    /// <summary>
    /// The features' side, ⌈crop/stride⌉, must hold whole bins where they are pooled by fixed kernels, and each bin at
    /// least once where they are adaptive. A crop is a multiple of the stride (480), or one more (473: align corners).
    /// </summary>
    private static string? CropProblem(RunConfiguration c)
    {
        var stride = ConfigurationValidator.OutputStride(c.Network.Backbone);
        var largest = c.Network.PyramidBins.Max();
        var isFixed = c.Network.PyramidPooling == PyramidPooling.Fixed;
        var unit = isFixed ? c.Network.PyramidBins.Aggregate(1, Lcm) * stride : stride;
        var features = (c.Training.Crop + stride - 1) / stride;
        if (c.Training.Crop % stride <= 1 && features * stride % unit == 0 && features >= largest) return null;
        var below = c.Training.Crop / unit * unit;
        if (!isFixed)
        {
            var nearest = Math.Max(below, largest * stride);
            return $"training.crop is {c.Training.Crop}: it must be a multiple of the output stride {stride}, or one more, and at least {largest * stride} ({largest} bins × {stride}); use {nearest} or {nearest + 1}.";
        }

        var remedy = below > 0 ? $"{below} or {below + unit}" : $"{unit}";
        return $"training.crop is {c.Training.Crop}: it must be a multiple of {unit} ({largest} bins × output stride {stride}); use {remedy}.";
    }

    private static int Lcm(int a, int b)
    {
        var (x, y) = (a, b);
        while (y != 0) (x, y) = (y, x % y);
        return a / x * b;
    }
}
