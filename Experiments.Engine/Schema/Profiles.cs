namespace Experiments.Engine.Schema;

/// <summary>
/// The conventions of the systems that <see cref="Compatibility"/> names, as values of settings. One line a setting and
/// one column a system, so that what a profile does can be read at a glance. A setting that no line names is no
/// convention: it keeps its own default under every profile.
/// </summary>
public static class Profiles
{
    // 255 × (0.485, 0.456, 0.406) and 255 × (0.229, 0.224, 0.225), as all three have them.
    private const string ImageNetMean = "123.675, 116.28, 103.53";
    private const string ImageNetDeviation = "58.395, 57.12, 57.375";

    // Sources: PSPNet-TF-Reproduce (February 2019), github.com/hszhao/semseg, torchvision 0.14, MMSegmentation 1.x.
    private static readonly (string Key, string Reference, string Semseg, string Torchvision, string Mmseg)[] Table =
    [
        ("network.pyramidBins", "6, 3, 2, 1", "1, 2, 3, 6", "1, 2, 3, 6", "1, 2, 3, 6"),
        ("network.resize", "tf1-legacy", "align-corners", "half-pixel", "half-pixel"),
        ("network.stem", "7x7", "3x3-64-64-128", "7x7", "3x3-32-32-64"),
        ("network.stemPooling", "tf-same", "padding-1", "padding-1", "padding-1"),
        ("network.stridePlacement", "first-3x3", "first-3x3", "first-3x3", "first-3x3"),
        ("network.firstDilation", "full", "full", "previous", "previous"),
        ("network.pyramidPooling", "fixed", "adaptive", "adaptive", "adaptive"),
        ("network.dropoutKind", "element", "channel", "channel", "channel"),
        ("network.initialiser", "he", "pytorch", "pytorch", "he"),
        ("network.classifierDeviation", "0", "0", "0", "0.01"),
        ("network.batchNormUnbiased", "true", "false", "false", "false"),
        ("network.batchNormFromMoments", "true", "false", "false", "false"),
        ("network.batchNormDecay", "0.9", "0.9", "0.9", "0.9"),
        ("network.classifierBias", "0.01", "0", "0", "0"),
        ("network.channelOrder", "rgb", "rgb", "rgb", "rgb"),
        ("network.dropout", "0.1", "0.1", "0.1", "0.1"),
        ("network.auxiliaryWeight", "0.4", "0.4", "0.5", "0.4"),
        ("weights.loadBatchNormStatistics", "false", "true", "true", "true"),
        ("data.mean", "122.679, 116.669, 104.007", ImageNetMean, ImageNetMean, ImageNetMean),
        ("data.std", "1, 1, 1", ImageNetDeviation, ImageNetDeviation, ImageNetDeviation),
        ("training.finalZeroStep", "true", "false", "false", "false"),
        ("training.minimumLearningRate", "0", "0", "0", "0.0001"),
        ("training.newWeightMultiplier", "1", "10", "1", "1"),
        ("training.newBiasMultiplier", "1", "10", "1", "1"),
        ("training.scaleNewBatchNorm", "false", "true", "true", "true"),
        ("training.multipliersForceMomentum", "true", "false", "false", "false"),
        ("regulariser.scope", "weights", "all", "all", "all"),
        ("augmentation.order", "reference", "semseg", "semseg", "semseg"),
        ("augmentation.jitter", "reference", "none", "none", "none"),
        ("augmentation.imageResize", "tf1-legacy", "half-pixel", "half-pixel", "half-pixel"),
        ("augmentation.labelResize", "corner", "corner", "centre", "corner"),
        ("augmentation.rotationDegrees", "10", "10", "0", "0"),
        ("augmentation.rotationProbability", "1", "0.5", "1", "1"),
        ("augmentation.rotationCentre", "centre", "opencv", "centre", "centre"),
        ("augmentation.blurProbability", "0", "0.5", "0", "0"),
    ];

    private static readonly Dictionary<Compatibility, IReadOnlyList<KeyValuePair<string, string>>> Conventions =
        Enum.GetValues<Compatibility>().ToDictionary(c => c, Column);

    /// <summary>Keys of every setting that is a convention.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. Table.Select(row => row.Key)];

    /// <summary>A copy with every convention, and <c>compat</c> itself, set to the profile's.</summary>
    /// <param name="configuration">The configuration; left as it is.</param>
    /// <param name="profile">Whose conventions.</param>
    public static RunConfiguration Apply(RunConfiguration configuration, Compatibility profile)
    {
        foreach (var (key, text) in Conventions[profile]) configuration = SettingCatalog.Get(key).With(configuration, text);
        return configuration with { Compat = profile };
    }

    /// <summary>What a setting is under a profile where nothing is said of it: the convention's value, else the default.</summary>
    public static string DefaultOf(SettingDescriptor setting, Compatibility profile) =>
        Conventions[profile].FirstOrDefault(c => c.Key == setting.Key).Value ?? setting.Default;

    /// <summary>Conventions in which a configuration differs from its own profile: key, the profile's value, its value.</summary>
    public static IReadOnlyList<(string Key, string Profile, string Value)> Differences(RunConfiguration configuration)
    {
        var profile = Apply(configuration, configuration.Compat);
        return [.. Keys.Select(SettingCatalog.Get)
            .Select(s => (s.Key, s.GetText(profile), s.GetText(configuration)))
            .Where(d => d.Item2 != d.Item3)];
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Column(Compatibility profile) =>
        [.. Table.Select(row => KeyValuePair.Create(row.Key, profile switch
        {
            Compatibility.Engine => SettingCatalog.Get(row.Key).Default,
            Compatibility.Reference => row.Reference,
            Compatibility.Semseg => row.Semseg,
            Compatibility.Torchvision => row.Torchvision,
            Compatibility.Mmseg => row.Mmseg,
            _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, "Unknown profile."),
        }))];
}
