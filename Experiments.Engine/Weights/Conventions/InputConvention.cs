using Experiments.Engine.Schema;
using Experiments.Engine.Weights.Names;

namespace Experiments.Engine.Weights.Conventions;

/// <summary>
/// How a network must be built and fed for its weights to mean anything: what their names and shapes cannot say. A
/// property is null where nobody says it. Each is a setting of a configuration; see <see cref="Settings"/>.
/// </summary>
public sealed record InputConvention
{
    /// <summary>Order of the colour channels that the network was trained on.</summary>
    public ChannelOrder? ChannelOrder { get; init; }

    /// <summary>What was subtracted from red, green and blue, in 0-255 units.</summary>
    public IReadOnlyList<double>? Mean { get; init; }

    /// <summary>What red, green and blue were divided by, in 0-255 units; 1 where they were not.</summary>
    public IReadOnlyList<double>? Deviation { get; init; }

    /// <summary>Which convolution strides between blocks.</summary>
    public StridePlacement? StridePlacement { get; init; }

    /// <summary>The first convolutions.</summary>
    public Stem? Stem { get; init; }

    /// <summary>Borders of the max-pool after them.</summary>
    public StemPooling? StemPooling { get; init; }

    /// <summary>Batch norm's ε.</summary>
    public double? BatchNormEpsilon { get; init; }

    /// <summary>Dilation of the first unit of a dilated block; of whole segmentation networks only.</summary>
    public FirstDilation? FirstDilation { get; init; }

    /// <summary>Bins of the pyramid in the order of its tensors; of whole segmentation networks only.</summary>
    public IReadOnlyList<int>? PyramidBins { get; init; }

    private static readonly Row[] Table =
    [
        new("network.channelOrder", c => c.ChannelOrder, c => c.Network.ChannelOrder, "was trained on {0} images, the configuration feeds {1}"),
        new("data.mean", c => c.Mean, c => c.Data.Mean, "was trained on images minus {0} (red, green, blue), the configuration subtracts {1}"),
        new("data.std", c => c.Deviation, c => c.Data.Std, "was trained on images divided by {0} (red, green, blue), the configuration divides by {1}"),
        new("network.stridePlacement", c => c.StridePlacement, c => c.Network.StridePlacement, "was trained with stride placement {0}, the configuration has {1}"),
        new("network.stem", c => c.Stem, c => c.Network.Stem, "has the stem {0}, the configuration {1}"),
        new("network.stemPooling", c => c.StemPooling, c => c.Network.StemPooling, "was trained with stem pooling {0}, the configuration has {1}"),
        new("network.batchNormEpsilon", c => c.BatchNormEpsilon, c => c.Network.BatchNormEpsilon, "was trained with batch norm's epsilon {0}, the configuration has {1}"),
        new("network.firstDilation", c => c.FirstDilation, c => c.Network.FirstDilation, "was trained with first dilation {0}, the configuration has {1}"),
        new("network.pyramidBins", c => c.PyramidBins, c => c.Network.PyramidBins, "has pyramid bins in the order {0}, the configuration has {1}"),
    ];

    /// <summary>Keys of the settings that a convention can say.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. Table.Select(r => r.Key)];

    /// <summary>What the convention says, as settings (key and value) in the catalogue's text form.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings =>
        [.. Table.Where(r => r.Said(this) is not null).Select(r => KeyValuePair.Create(r.Key, SettingDescriptor.Format(r.Said(this)!)))];

    /// <summary>This convention, and another's word where this one says nothing.</summary>
    public InputConvention Or(InputConvention other) => new()
    {
        ChannelOrder = ChannelOrder ?? other.ChannelOrder,
        Mean = Mean ?? other.Mean,
        Deviation = Deviation ?? other.Deviation,
        StridePlacement = StridePlacement ?? other.StridePlacement,
        Stem = Stem ?? other.Stem,
        StemPooling = StemPooling ?? other.StemPooling,
        BatchNormEpsilon = BatchNormEpsilon ?? other.BatchNormEpsilon,
        FirstDilation = FirstDilation ?? other.FirstDilation,
        PyramidBins = PyramidBins ?? other.PyramidBins,
    };

    /// <summary>What of the convention these settings say.</summary>
    internal InputConvention Only(IReadOnlyCollection<string> keys) => new()
    {
        ChannelOrder = keys.Contains("network.channelOrder") ? ChannelOrder : null,
        Mean = keys.Contains("data.mean") ? Mean : null,
        Deviation = keys.Contains("data.std") ? Deviation : null,
        StridePlacement = keys.Contains("network.stridePlacement") ? StridePlacement : null,
        Stem = keys.Contains("network.stem") ? Stem : null,
        StemPooling = keys.Contains("network.stemPooling") ? StemPooling : null,
        BatchNormEpsilon = keys.Contains("network.batchNormEpsilon") ? BatchNormEpsilon : null,
        FirstDilation = keys.Contains("network.firstDilation") ? FirstDilation : null,
        PyramidBins = keys.Contains("network.pyramidBins") ? PyramidBins : null,
    };

    /// <summary>The convention of networks that a configuration trains.</summary>
    public static InputConvention Of(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var network = configuration.Network;
        return new InputConvention
        {
            ChannelOrder = network.ChannelOrder,
            Mean = configuration.Data.Mean,
            Deviation = configuration.Data.Std,
            StridePlacement = network.StridePlacement,
            Stem = network.Stem,
            StemPooling = network.StemPooling,
            BatchNormEpsilon = network.BatchNormEpsilon,
            FirstDilation = configuration.Task == LearningTask.Segmentation ? network.FirstDilation : null,
            PyramidBins = configuration.Task == LearningTask.Segmentation ? network.PyramidBins : null,
        }.For(network.Backbone);
    }

    /// <summary>
    /// The convention of a weights file: what its text says (a checkpoint's configuration, <c>input.*</c> keys, words that
    /// people wrote), then what its shapes say, then what is usual where its names are.
    /// </summary>
    /// <exception cref="DataException">The file's text contradicts itself or cannot be understood where it says <c>input.*</c>.</exception>
    public static InputConvention Of(WeightsHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var scheme = NameSchemes.Recognise([.. header.Entries.Keys]);
        var shapes = header.ShapesUnder(scheme);
        var usual = scheme?.Convention ?? new InputConvention();
        // What only a whole segmentation network has is not said of a bare backbone.
        if (!shapes.Keys.Any(k => k.StartsWith("pyramid.", StringComparison.Ordinal))) usual = usual with { FirstDilation = null, PyramidBins = null };
        return StatedInput.Of(header).Or(new InputConvention { Stem = StemOf(shapes) }).Or(usual);
    }

    /// <summary>What of the convention concerns a backbone: the CIFAR networks have one stem and no pooling, basic blocks no 1×1 to stride.</summary>
    internal InputConvention For(Backbone backbone)
    {
        if (ConfigurationValidator.IsCifar(backbone)) return this with { StridePlacement = null, Stem = null, StemPooling = null };
        return backbone is Backbone.ResNet18 or Backbone.ResNet34 && StridePlacement == Schema.StridePlacement.First1x1 ? this with { StridePlacement = null } : this;
    }

    /// <summary>Where a configuration builds or feeds its network in another way: one sentence each, naming the setting.</summary>
    public IReadOnlyList<string> Differences(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var concerned = For(configuration.Network.Backbone);
        return
        [
            .. Table.Select(row => (Row: row, Said: row.Said(concerned), Is: row.Is(configuration)))
                .Where(x => x.Said is not null && !Same(x.Said, x.Is))
                .Select(x => $"The file {string.Format(System.Globalization.CultureInfo.InvariantCulture, x.Row.Sentence, SettingDescriptor.Format(x.Said!), SettingDescriptor.Format(x.Is))} ({x.Row.Key})."),
        ];
    }

    private static bool Same(object said, object has) => (said, has) switch
    {
        // Means are written with different numbers of digits; a thousandth of a grey level is nothing.
        (IReadOnlyList<double> a, IReadOnlyList<double> b) => a.Count == b.Count && a.Zip(b).All(p => Math.Abs(p.First - p.Second) < 1e-3),
        (double a, double b) => Math.Abs(a - b) <= 1e-9 * Math.Abs(a),
        _ => SettingDescriptor.Format(said) == SettingDescriptor.Format(has),
    };

    private static Stem? StemOf(IReadOnlyDictionary<string, IReadOnlyList<long>> shapes)
    {
        if (!shapes.TryGetValue("backbone.conv1.weight", out var first) || first.Count != 4) return null;
        if (first[2] == 7) return Schema.Stem.Single7x7;
        // Two deep stems differ in their width only, which a width multiplier scales like that of the first block.
        if (!shapes.ContainsKey("backbone.conv3.weight") || !shapes.TryGetValue("backbone.layer1.0.conv1.weight", out var block) || block.Count == 0) return null;
        return first[0] == block[0] ? Schema.Stem.Deep64To128 : first[0] * 2 == block[0] ? Schema.Stem.Deep32To64 : null;
    }

    private sealed record Row(string Key, Func<InputConvention, object?> Said, Func<RunConfiguration, object> Is, string Sentence);
}
