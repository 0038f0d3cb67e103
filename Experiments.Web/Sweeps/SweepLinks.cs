using Experiments.Engine.Schema;
using Experiments.Web.Sweeps.Expressions;

namespace Experiments.Web.Sweeps;

/// <summary>A setting that follows others.</summary>
/// <param name="Setting">The setting that is set.</param>
/// <param name="Value">Its value.</param>
internal sealed record SweepLink(SettingDescriptor Setting, Expression Value);

/// <summary>The linked settings of a sweep, in an order in which each has what it needs.</summary>
internal static class SweepLinks
{
    // They decide what other settings are where nothing is said of them, so they come first and follow nothing.
    private static readonly string[] Unlinkable = ["compat", "data.dataset", "seed"];

    /// <summary>Reads <c>key = expression</c> lines; each problem under <c>links</c>.</summary>
    public static List<SweepLink> Read(SweepDefinition definition, List<SweepProblem> problems)
    {
        var links = new List<SweepLink>();
        foreach (var text in definition.Links)
        {
            try
            {
                var link = ReadOne(text);
                if (links.Exists(l => l.Setting == link.Setting)) throw new UsageException($"{link.Setting.Key} is linked twice: keep one of the two.");
                if (definition.Axes.Any(a => a.Key == link.Setting.Key) || definition.Rows.Any(r => r.ContainsKey(link.Setting.Key)))
                    throw new UsageException($"{link.Setting.Key} is linked and varied: it can follow others or vary by itself; stop one of the two.");
                links.Add(link);
            }
            catch (UsageException e)
            {
                problems.AddRange(e.Problems.Select(p => new SweepProblem("links", p)));
            }
        }

        return Ordered(links, problems);
    }

    /// <summary>What the setting becomes in a configuration, as text.</summary>
    /// <exception cref="UsageException">It comes to no value of the setting.</exception>
    public static string ValueOf(SweepLink link, RunConfiguration configuration)
    {
        var value = link.Value.Of(configuration);
        if (value is not double number) return SettingDescriptor.Format(value);
        if (!double.IsFinite(number))
            throw new UsageException($"The link {link.Setting.Key} = {link.Value.Text} comes to no number (a division by 0, or a schedule without learning rate): change it or what it follows.");
        if (link.Setting.Type == SettingType.Integer && number != Math.Floor(number))
            throw new UsageException($"The link {link.Setting.Key} = {link.Value.Text} comes to {SettingDescriptor.Format(number)}: {link.Setting.Key} is a whole number; use round(…).");
        return SettingDescriptor.Format(number);
    }

    private static SweepLink ReadOne(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at < 0) throw new UsageException($"Link \"{text}\" has no =: write a setting and what it follows, for example training.newBiasMultiplier = 2 * training.newWeightMultiplier.");
        var setting = SettingCatalog.Get(text[..at].Trim());
        if (Unlinkable.Contains(setting.Key, StringComparer.Ordinal)) throw new UsageException($"{setting.Key} cannot be linked: other settings' defaults follow from it; vary it.");
        var value = Expression.Read(text[(at + 1)..].Trim(), $"Link of {setting.Key},");
        if (value.Settings.Contains(setting.Key)) throw new UsageException($"Link \"{text}\" follows from {setting.Key} itself: name other settings on the right.");
        var wanted = setting.Type switch
        {
            SettingType.Integer or SettingType.Real => ExpressionType.Number,
            SettingType.Boolean => ExpressionType.Truth,
            _ => ExpressionType.Text,
        };
        return value.Type == wanted
            ? new SweepLink(setting, value)
            : throw new UsageException($"Link \"{text}\" gives {setting.Key} another kind of value than it has: it takes {wanted switch { ExpressionType.Number => "a number", ExpressionType.Truth => "true or false", _ => "a text" }}.");
    }

    private static List<SweepLink> Ordered(List<SweepLink> links, List<SweepProblem> problems)
    {
        var ordered = new List<SweepLink>();
        var left = links.ToList();
        while (left.Count > 0)
        {
            var next = left.Find(l => !left.Exists(o => l.Value.Settings.Contains(o.Setting.Key)));
            if (next is null)
            {
                problems.Add(new("links", $"The links of {string.Join(" and ", left.Select(l => l.Setting.Key))} follow from each other: break the circle."));
                return ordered;
            }

            ordered.Add(next);
            left.Remove(next);
        }

        return ordered;
    }
}
