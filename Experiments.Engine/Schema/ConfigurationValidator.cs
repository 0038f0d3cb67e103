using System.Collections;

namespace Experiments.Engine.Schema;

/// <summary>Checks a whole configuration and reports every problem at once: rule, value, remedy.</summary>
public static class ConfigurationValidator
{
    /// <summary>Every problem of the configuration; empty when it can be run.</summary>
    public static IReadOnlyList<string> Problems(RunConfiguration configuration)
    {
        var problems = new List<string>();
        foreach (var setting in SettingCatalog.All) CheckRange(setting, configuration, problems);
        if (problems.Count == 0) CheckTogether(configuration, problems);
        return problems;
    }

    /// <summary>Throws when the configuration has a problem.</summary>
    /// <exception cref="UsageException">Every problem at once.</exception>
    public static void Check(RunConfiguration configuration)
    {
        var problems = Problems(configuration);
        if (problems.Count > 0) throw new UsageException(problems);
    }

    /// <summary>Output stride of the backbone inside PSPNet: 8, or 2 for the CIFAR networks.</summary>
    public static int OutputStride(Backbone backbone) =>
        backbone is Backbone.CifarResNet20 or Backbone.CifarResNet56 ? 2 : 8;

    private static void CheckRange(SettingDescriptor setting, RunConfiguration configuration, List<string> problems)
    {
        var value = setting.Get(configuration);
        var (min, max) = (setting.Attribute.Min, setting.Attribute.Max);
        if (value is IEnumerable list and not string)
        {
            var items = list.Cast<object>().ToList();
            if (setting.Attribute.Length > 0 && items.Count != setting.Attribute.Length)
                problems.Add($"{setting.Key} has {items.Count} values: it must have {setting.Attribute.Length}, separated by commas.");
            if (items.Count == 0 && setting.Key is "network.pyramidBins" or "execution.devices")
                problems.Add($"{setting.Key} is empty: give at least one value; the default is {setting.Default}.");
            foreach (var item in items) CheckNumber(setting, item, min, max, problems);
        }
        else if (value is Enum choice && !Enum.IsDefined(choice.GetType(), choice))
        {
            problems.Add($"{setting.Key} is {choice}: it must be one of {string.Join(", ", setting.Choices.Order(StringComparer.Ordinal))}.");
        }
        else
        {
            CheckNumber(setting, value, min, max, problems);
        }
    }

    private static void CheckNumber(SettingDescriptor setting, object value, double min, double max, List<string> problems)
    {
        if (value is not (int or double)) return;
        var number = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
        if (number >= min && number <= max) return;
        var rule = (double.IsFinite(min), double.IsFinite(max)) switch
        {
            (true, true) => $"between {SettingDescriptor.Format(min)} and {SettingDescriptor.Format(max)}",
            (true, false) => $"at least {SettingDescriptor.Format(min)}",
            _ => double.IsFinite(max) ? $"at most {SettingDescriptor.Format(max)}" : "a finite number",
        };
        problems.Add($"{setting.Key} is {SettingDescriptor.Format(value)}: it must be {rule}; the default is {setting.Default}.");
    }

    private static void CheckTogether(RunConfiguration c, List<string> problems)
    {
        CheckWidths(c, problems);
        if (c.Task == LearningTask.Segmentation) CheckCrop(c, problems);
        if (c.Augmentation.ScaleMin > c.Augmentation.ScaleMax)
            problems.Add($"augmentation.scaleMin is {SettingDescriptor.Format(c.Augmentation.ScaleMin)}: it must not exceed augmentation.scaleMax, which is {SettingDescriptor.Format(c.Augmentation.ScaleMax)}; exchange them.");
        if (c.Training.BatchSize % c.Training.Replicas != 0)
            problems.Add($"training.batchSize is {c.Training.BatchSize}: it must be a multiple of training.replicas, which is {c.Training.Replicas}; use {(c.Training.BatchSize / c.Training.Replicas + 1) * c.Training.Replicas}.");
        if (c.Task == LearningTask.Segmentation && c.Training.BatchSize == 1 && c.Network.PyramidBins.Contains(1))
            problems.Add("training.batchSize is 1: batch norm of the pyramid's 1×1 bin needs at least 2 values a channel; use 2 or more.");
        if (c.Regulariser.Kind == RegulariserName.L2Sp && c.Weights.Path.Length == 0 && c.Weights.Sha256.Length == 0)
            problems.Add("regulariser.kind is l2-sp but weights.path is empty: L2-SP needs pre-trained weights to stay near; set weights.path, or use l2.");
        if (c.Data.Dataset == DatasetName.Folder && c.Data.Root.Length == 0)
            problems.Add("data.root is empty: a folder set needs its root folder; set data.root, or use data.dataset synthetic.");
        foreach (var device in c.Execution.Devices)
        {
            if (device != "cpu" && device != "cuda" && !(device.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(device.AsSpan(5), out _)))
                problems.Add($"execution.devices has \"{device}\": a device is cpu, cuda or cuda:N.");
        }
    }

    /// <summary>oneDNN's 3×3 convolutions are wrong on some processors where channels are no multiple of 16 (docs/adr/0007).</summary>
    private static void CheckWidths(RunConfiguration c, List<string> problems)
    {
        const int Lanes = 16;
        var first = OutputStride(c.Network.Backbone) == 2 ? 16 : 64;
        var width = first * c.Network.WidthMultiplier;
        if (width % Lanes == 0) return;
        var step = (double)Lanes / first;
        var below = Math.Floor(c.Network.WidthMultiplier / step) * step;
        var remedy = below > 0 ? $"{SettingDescriptor.Format(below)} or {SettingDescriptor.Format(below + step)}" : SettingDescriptor.Format(step);
        problems.Add($"network.widthMultiplier is {SettingDescriptor.Format(c.Network.WidthMultiplier)}: it gives a first stage of {SettingDescriptor.Format(width)} channels, which must be a multiple of {Lanes}; use {remedy}.");
    }

    private static void CheckCrop(RunConfiguration c, List<string> problems)
    {
        var stride = OutputStride(c.Network.Backbone);
        var largest = c.Network.PyramidBins.Max();
        var unit = c.Network.PyramidBins.Aggregate(1, Lcm) * stride;
        if (c.Training.Crop % unit == 0) return;
        var below = c.Training.Crop / unit * unit;
        var remedy = below > 0 ? $"{below} or {below + unit}" : $"{unit}";
        problems.Add($"training.crop is {c.Training.Crop}: it must be a multiple of {unit} ({largest} bins × output stride {stride}); use {remedy}.");
    }

    private static int Lcm(int a, int b)
    {
        var (x, y) = (a, b);
        while (y != 0) (x, y) = (y, x % y);
        return a / x * b;
    }
}
