using Experiments.Engine.Schema;

namespace Experiments.Web.Evaluations;

/// <summary>
/// The protocols that a trained run can be scored by without writing one: SS and MS as the run's profile has them, and those of
/// every other profile under its name (<c>semseg SS</c>).
/// </summary>
public static class EvaluationTemplates
{
    private const string SlidePrefix = "mmseg slide ";

    private static readonly Compatibility[] Profiles = Enum.GetValues<Compatibility>();

    /// <summary>Names that fit a run of the configuration, its own first.</summary>
    public static IReadOnlyList<string> NamesFor(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.Task == LearningTask.Classification
            ? [Protocol.SingleScale.Name, Protocol.TenCrop.Name]
            :
            [
                ProtocolTemplates.SingleScale, ProtocolTemplates.MultiScale,
                .. Profiles.Where(p => p != configuration.Compat).SelectMany(p => Scales.Select(s => $"{SettingDescriptor.NameOf(p)} {s}")),
                .. Scales.Select(s => SlidePrefix + s),
            ];
    }

    /// <summary>The template of a name for a run, not yet resolved; its name is the given one.</summary>
    /// <param name="configuration">The run's configuration.</param>
    /// <param name="name">A name among <see cref="NamesFor"/>, or any profile's with its own.</param>
    /// <exception cref="UsageException">There is no such template for this run: says which there are.</exception>
    public static Protocol For(RunConfiguration configuration, string name)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(name);
        if (configuration.Task == LearningTask.Classification)
        {
            if (name == Protocol.SingleScale.Name) return Protocol.SingleScale;
            return name == Protocol.TenCrop.Name ? Protocol.TenCrop : throw Unknown(configuration, name);
        }

        if (Scales.Contains(name, StringComparer.Ordinal)) return ProtocolTemplates.For(configuration, name);
        var dataset = DatasetDefaults.TitleOf(configuration.Data.Dataset) is { Length: > 0 } title ? title : configuration.Data.DisplayName;
        foreach (var scale in Scales)
        {
            var multiScale = scale == ProtocolTemplates.MultiScale;
            if (name == SlidePrefix + scale) return ProtocolTemplates.MmsegSlide(multiScale, dataset) with { Name = name };
            foreach (var profile in Profiles)
            {
                if (name == $"{SettingDescriptor.NameOf(profile)} {scale}") return ProtocolTemplates.Of(profile, multiScale, dataset) with { Name = name };
            }
        }

        throw Unknown(configuration, name);
    }

    private static readonly string[] Scales = [ProtocolTemplates.SingleScale, ProtocolTemplates.MultiScale];

    private static UsageException Unknown(RunConfiguration configuration, string name) =>
        new($"Unknown protocol \"{name}\". Available: {string.Join(", ", NamesFor(configuration))}; or give a protocol file.");
}
