namespace Experiments.Engine.Schema;

/// <summary>
/// What an official data set says where nothing else is said: its name in tables and its mean. The mean is a layer of
/// defaults above the profile's (<see cref="Profiles"/>) and below whatever a person states.
/// </summary>
public static class DatasetDefaults
{
    private const string MeanKey = "data.mean";

    /// <summary>Keys of the settings that a data set may have a default of its own for.</summary>
    public static IReadOnlyList<string> Keys { get; } = [MeanKey];

    /// <summary>Whether it is one of the sets that are read as their archives unpack.</summary>
    public static bool IsOfficial(DatasetName dataset) => TitleOf(dataset).Length > 0;

    /// <summary>An official set's name in published tables; empty for any other set.</summary>
    public static string TitleOf(DatasetName dataset) => dataset switch
    {
        DatasetName.Cityscapes => "Cityscapes",
        DatasetName.Ade20k => "ADE20K",
        DatasetName.Voc2012 or DatasetName.VocAug => "VOC 2012",
        DatasetName.Sbd => "SBD",
        DatasetName.Folder or DatasetName.ClassFolders or DatasetName.Synthetic => "",
        _ => throw new ArgumentOutOfRangeException(nameof(dataset), dataset, "Unknown data set."),
    };

    /// <summary>The name in tables: what the configuration states, else the official set's; empty where neither is.</summary>
    public static string NameOf(DataSettings data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.DisplayName.Length > 0 ? data.DisplayName : TitleOf(data.Dataset);
    }

    /// <summary>
    /// What a data set says of settings under a profile, key to text. Cityscapes' mean is the reference's; semseg,
    /// torchvision and MMSegmentation normalise every set by ImageNet's mean and deviation, so under their profiles
    /// no set has a mean of its own.
    /// </summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(DatasetName dataset, Compatibility profile) =>
        (dataset, profile) is (DatasetName.Cityscapes, Compatibility.Engine or Compatibility.Reference)
            ? [new(MeanKey, "72.415, 82.936, 73.182")]
            : [];

    /// <summary>What a setting is where nothing is said of it: the data set's value, else the profile's, else the default.</summary>
    public static string DefaultOf(SettingDescriptor setting, DatasetName dataset, Compatibility profile)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return Of(dataset, profile).FirstOrDefault(d => d.Key == setting.Key).Value ?? Profiles.DefaultOf(setting, profile);
    }

    /// <summary>
    /// A copy with another data set and another profile: what stood at the old data set's default goes to the new one's, and
    /// what a person stated stays.
    /// </summary>
    /// <param name="before">The configuration as it was.</param>
    /// <param name="after">The configuration with its new data set or profile; its other settings are taken.</param>
    internal static RunConfiguration Follow(RunConfiguration before, RunConfiguration after)
    {
        foreach (var setting in Keys.Select(SettingCatalog.Get))
        {
            var old = DefaultOf(setting, before.Data.Dataset, before.Compat);
            var isStated = before.Compat == after.Compat && setting.GetText(before) != old;
            if (!isStated) after = setting.With(after, DefaultOf(setting, after.Data.Dataset, after.Compat));
        }

        return after;
    }
}
