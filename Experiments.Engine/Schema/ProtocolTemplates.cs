namespace Experiments.Engine.Schema;

/// <summary>
/// The protocols that each system of <see cref="Compatibility"/> scores by, as templates (crop 0, no manifest). What "SS"
/// and "MS" mean differs between them: this is where it is written down.
/// </summary>
/// <remarks>
/// Sources: PSPNet-TF-Reproduce (predict and train_and_eval, February 2019); semseg (tool/test.py, config/*); torchvision
/// 0.14 (references/segmentation); MMSegmentation (encode_decode, MultiScaleFlipAug, configs of PSPNet).
/// </remarks>
public static class ProtocolTemplates
{
    /// <summary>Name of the single-scale template of every profile.</summary>
    public const string SingleScale = "SS";

    /// <summary>Name of the multi-scale template of every profile.</summary>
    public const string MultiScale = "MS";

    private const int TorchvisionShortSide = 520;

    // MMSegmentation's configurations of this crop slide, by this stride; all others take the image whole.
    private const int MmsegSlidingCrop = 769;
    private const int MmsegStride = 513;

    /// <summary>The template of a configuration's profile.</summary>
    /// <param name="configuration">Its profile, its training crop and the name of its data set count.</param>
    /// <param name="name"><c>SS</c> or <c>MS</c>.</param>
    /// <exception cref="UsageException">There is no such template.</exception>
    public static Protocol For(RunConfiguration configuration, string name)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (name is not (SingleScale or MultiScale)) throw new UsageException($"Unknown protocol \"{name}\". Available: {SingleScale}, {MultiScale}; or give a protocol file.");
        var (multiScale, dataset) = (name == MultiScale, DatasetDefaults.TitleOf(configuration.Data.Dataset) is { Length: > 0 } title ? title : configuration.Data.DisplayName);
        return configuration is { Compat: Compatibility.Mmseg, Training.Crop: MmsegSlidingCrop }
            ? MmsegSlide(multiScale, dataset)
            : Of(configuration.Compat, multiScale, dataset);
    }

    /// <summary>
    /// The template that stands for another in a row of a table: where a column names the engine's own SS or MS, the one
    /// of the row's profile; any other protocol is meant as it is.
    /// </summary>
    public static Protocol InRow(Protocol column, RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(column);
        var own = column.Name == MultiScale ? Protocol.MultiScale : Protocol.SingleScale;
        return column.Name == own.Name && Fingerprint.Of(column) == Fingerprint.Of(own)
            ? For(configuration, column.Name) with { PredictionImages = column.PredictionImages }
            : column;
    }

    /// <summary>
    /// The evaluation during training: one scale at the images' own size, no mirror, the profile's windows, batched over
    /// the devices.
    /// </summary>
    public static Protocol DuringTraining(RunConfiguration configuration) =>
        For(configuration, SingleScale) with { BaseLong = 0, BaseShort = 0, Mirror = false };

    /// <summary>A profile's template.</summary>
    /// <param name="profile">Whose protocol.</param>
    /// <param name="multiScale">Six scales instead of one.</param>
    /// <param name="dataset">The data set's name in tables: semseg and MMSegmentation have a base size for each set that they know.</param>
    public static Protocol Of(Compatibility profile, bool multiScale, string dataset = "")
    {
        var own = multiScale ? Protocol.MultiScale : Protocol.SingleScale;
        return profile switch
        {
            Compatibility.Engine => own,
            Compatibility.Reference => own with
            {
                Mirror = true,
                WindowFusion = Fusion.Sum,
                AbsentClass = AbsentClassRule.NaN,
            },
            Compatibility.Semseg => own with
            {
                Mirror = true,
                StrideRounding = StrideRounding.Ceil,
                BaseLong = SemsegBase(dataset),
                AbsentClass = AbsentClassRule.Zero,
            },
            Compatibility.Torchvision => own with
            {
                Coverage = Coverage.WholeImage,
                BaseShort = TorchvisionShortSide,
                FusedValues = FusedValues.Logits,
                AbsentClass = AbsentClassRule.NaN,
            },
            Compatibility.Mmseg => own with
            {
                Coverage = Coverage.WholeImage,
                FusedValues = FusedValues.Logits,
                BaseLong = MmsegBase(dataset).Long,
                BaseShort = MmsegBase(dataset).Short,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, "Unknown profile."),
        };
    }

    /// <summary>MMSegmentation's sliding windows of its 769² configurations: stride 513, logits averaged.</summary>
    /// <param name="multiScale">Six scales and mirror instead of one.</param>
    /// <param name="dataset">The data set's name in tables.</param>
    public static Protocol MmsegSlide(bool multiScale, string dataset = "") => Of(Compatibility.Mmseg, multiScale, dataset) with
    {
        Coverage = Coverage.Windows,
        StridePixels = MmsegStride,
        SmallImages = SmallImages.CutWindow,
        MirrorOf = multiScale ? MirrorOf.Image : MirrorOf.Windows,
    };

    // Sets that a system has no configuration for keep their own size.
    private static int SemsegBase(string dataset) => KnownSet(dataset) switch { Known.Cityscapes => 2048, Known.Ade20k or Known.Voc => 512, _ => 0 };

    private static (int Long, int Short) MmsegBase(string dataset) => KnownSet(dataset) switch
    {
        Known.Cityscapes => (2048, 1024),
        Known.Ade20k or Known.Voc => (2048, 512),
        _ => (0, 0),
    };

    private enum Known { None, Cityscapes, Ade20k, Voc }

    private static Known KnownSet(string dataset) => dataset.ToUpperInvariant() switch
    {
        var name when name.Contains("CITYSCAPES", StringComparison.Ordinal) => Known.Cityscapes,
        var name when name.StartsWith("ADE", StringComparison.Ordinal) => Known.Ade20k,
        var name when name.Contains("VOC", StringComparison.Ordinal) || name == "SBD" => Known.Voc,
        _ => Known.None,
    };
}
