namespace Experiments.Engine.Schema.Rules;

/// <summary>What must hold between the network's settings and the training crop.</summary>
internal static class NetworkRules
{
    public static IEnumerable<string> Problems(RunConfiguration c)
    {
        if (WidthProblem(c) is { } width) yield return width;
        if (c.Task == LearningTask.Segmentation && CropProblem(c) is { } crop) yield return crop;
    }

    /// <summary>oneDNN's 3×3 convolutions are wrong on some processors where channels are no multiple of 16 (docs/adr/0007).</summary>
    private static string? WidthProblem(RunConfiguration c)
    {
        const int Lanes = 16;
        var first = ConfigurationValidator.OutputStride(c.Network.Backbone) == 2 ? 16 : 64;
        var width = first * c.Network.WidthMultiplier;
        if (width % Lanes == 0) return null;
        var step = (double)Lanes / first;
        var below = Math.Floor(c.Network.WidthMultiplier / step) * step;
        var remedy = below > 0 ? $"{SettingDescriptor.Format(below)} or {SettingDescriptor.Format(below + step)}" : SettingDescriptor.Format(step);
        return $"network.widthMultiplier is {SettingDescriptor.Format(c.Network.WidthMultiplier)}: it gives a first stage of {SettingDescriptor.Format(width)} channels, which must be a multiple of {Lanes}; use {remedy}.";
    }

    private static string? CropProblem(RunConfiguration c)
    {
        var stride = ConfigurationValidator.OutputStride(c.Network.Backbone);
        var largest = c.Network.PyramidBins.Max();
        var unit = c.Network.PyramidBins.Aggregate(1, Lcm) * stride;
        if (c.Training.Crop % unit == 0) return null;
        var below = c.Training.Crop / unit * unit;
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
