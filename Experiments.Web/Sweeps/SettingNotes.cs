using Experiments.Engine.Schema;

namespace Experiments.Web.Sweeps;

/// <summary>What the form says of a setting beside its help: its unit, and where it comes from.</summary>
public static class SettingNotes
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["training.iterations"] = "steps",
        ["training.batchSize"] = "images",
        ["training.crop"] = "pixels",
        ["training.stepIterations"] = "steps",
        ["training.warmupIterations"] = "steps",
        ["training.accumulation"] = "batches",
        ["training.ohemMinimum"] = "pixels",
        ["firstStage.iterations"] = "steps",
        ["firstStage.syntheticCount"] = "images",
        ["synthetic.trainCount"] = "images",
        ["synthetic.validationCount"] = "images",
        ["synthetic.height"] = "pixels",
        ["synthetic.width"] = "pixels",
        ["data.shortSide"] = "pixels",
        ["data.trainLimit"] = "images",
        ["data.validationLimit"] = "images",
        ["data.mean"] = "0 to 255",
        ["data.std"] = "0 to 255",
        ["fisher.images"] = "images",
        ["augmentation.rotationDegrees"] = "degrees",
        ["augmentation.rotationProbability"] = "share",
        ["augmentation.blurProbability"] = "share",
        ["network.dropout"] = "share",
        ["execution.logEvery"] = "steps",
        ["execution.snapshotEvery"] = "steps",
        ["execution.snapshotMinutes"] = "minutes",
        ["execution.validateEvery"] = "steps",
        ["execution.validateImages"] = "images",
        ["execution.keepIterations"] = "steps",
        ["execution.systemEvery"] = "seconds",
        ["execution.cacheMegabytes"] = "MiB",
        ["execution.diskCacheMegabytes"] = "MiB",
    };

    private static readonly Dictionary<string, string> Sources = new(StringComparer.Ordinal)
    {
        ["network.backbone"] = "He et al. 2015, arXiv:1512.03385",
        ["network.pyramidBins"] = "PSPNet, Zhao et al. 2017, arXiv:1612.01105",
        ["network.pyramidPooling"] = "PSPNet, Zhao et al. 2017, arXiv:1612.01105",
        ["network.auxiliaryWeight"] = "PSPNet, Zhao et al. 2017, arXiv:1612.01105",
        ["network.batchNormDecay"] = "open question of PSPNet-TF-Reproduce",
        ["network.resize"] = "open question of PSPNet-TF-Reproduce",
        ["network.initialiser"] = "He et al. 2015, arXiv:1502.01852",
        ["training.schedule"] = "poly: Chen et al. 2017, arXiv:1606.00915",
        ["training.polyPower"] = "Chen et al. 2017, arXiv:1606.00915",
        ["training.newWeightMultiplier"] = "open question of PSPNet-TF-Reproduce",
        ["training.newBiasMultiplier"] = "open question of PSPNet-TF-Reproduce",
        ["training.lossResolution"] = "open question of PSPNet-TF-Reproduce",
        ["training.ohemThreshold"] = "Shrivastava et al. 2016, arXiv:1604.03540",
        ["training.ohemMinimum"] = "Shrivastava et al. 2016, arXiv:1604.03540",
        ["training.adamBeta1"] = "Kingma and Ba 2015, arXiv:1412.6980",
        ["training.adamBeta2"] = "Kingma and Ba 2015, arXiv:1412.6980",
        ["firstStage.iterations"] = "open question of PSPNet-TF-Reproduce",
        ["firstStage.includeTrain"] = "open question of PSPNet-TF-Reproduce",
        ["firstStage.baseLearningRate"] = "open question of PSPNet-TF-Reproduce",
        ["regulariser.kind"] = "Li et al. 2018, arXiv:1802.01483",
        ["regulariser.alpha"] = "Li et al. 2018, arXiv:1802.01483",
        ["regulariser.beta"] = "Li et al. 2018, arXiv:1802.01483",
        ["regulariser.fisherPath"] = "Li et al. 2018, arXiv:1802.01483",
    };

    /// <summary>Every key that something is said of.</summary>
    internal static IEnumerable<string> Keys => Units.Keys.Concat(Sources.Keys);

    /// <summary>What a setting's number counts; empty where it has no unit.</summary>
    public static string UnitOf(SettingDescriptor setting) => Units.GetValueOrDefault(setting.Key, "");

    /// <summary>Where a setting comes from, a paper or the reference; empty where it is the program's own.</summary>
    public static string SourceOf(SettingDescriptor setting) => Sources.GetValueOrDefault(setting.Key, "");
}
