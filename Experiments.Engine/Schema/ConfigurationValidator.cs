using System.Collections;
using Experiments.Engine.Schema.Rules;

namespace Experiments.Engine.Schema;

/// <summary>Checks a whole configuration and reports every problem at once: rule, value, remedy.</summary>
public static class ConfigurationValidator
{
    /// <summary>Every problem of the configuration; empty when it can be run.</summary>
    public static IReadOnlyList<string> Problems(RunConfiguration configuration)
    {
        var problems = new List<string>();
        foreach (var setting in SettingCatalog.All) CheckRange(setting, configuration, problems);
        if (problems.Count > 0) return problems; // the rules below rely on values in range
        problems.AddRange(NetworkRules.Problems(configuration));
        problems.AddRange(TrainingRules.Problems(configuration));
        problems.AddRange(RegulariserRules.Problems(configuration));
        problems.AddRange(DataRules.Problems(configuration));
        problems.AddRange(SelectionRules.Problems(configuration));
        problems.AddRange(ExecutionRules.Problems(configuration));
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
    public static int OutputStride(Backbone backbone) => IsCifar(backbone) ? 2 : 8;

    /// <summary>Whether it is one of the CIFAR networks, which have three stages and a 3×3 stem without pooling.</summary>
    public static bool IsCifar(Backbone backbone) => backbone is Backbone.CifarResNet20 or Backbone.CifarResNet56;

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
}
