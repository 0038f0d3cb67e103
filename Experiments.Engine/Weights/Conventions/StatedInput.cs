using System.Globalization;
using System.Text.RegularExpressions;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights.Conventions;

/// <summary>
/// What a file's own text says of how its network was fed. Three forms are understood: the configuration in a checkpoint
/// of this engine; the keys <c>input.*</c> that this engine writes (see <see cref="ToMetadata"/>); and words that people
/// wrote, such as <c>input: BGR, 0-255, minus mean</c> with <c>mean_bgr: 104,117,123.7</c>, of which what is not understood says
/// nothing.
/// </summary>
internal static partial class StatedInput
{
    private const string Prefix = "input.";

    /// <summary>What the text says.</summary>
    /// <exception cref="DataException">A key <c>input.*</c> is unknown or has no value of its kind.</exception>
    public static InputConvention Of(WeightsHeader header)
    {
        if (header.Metadata.GetValueOrDefault("format") == "experiments-checkpoint-1" && header.Metadata.ContainsKey("configuration"))
            return InputConvention.Of(ConfigurationOf(header));
        return FromKeys(header).Or(FromWords(header.Metadata));
    }

    private static RunConfiguration ConfigurationOf(WeightsHeader header)
    {
        try
        {
            return SchemaJson.ReadConfiguration(header.Metadata["configuration"], header.Path);
        }
        catch (UsageException e)
        {
            throw new DataException($"Weights file {header.Path} says that it is a checkpoint, but its configuration cannot be read: {e.Problems[0].TrimEnd('.')}.", "weights");
        }
    }

    /// <summary>The convention as keys: <c>input.network.channelOrder</c> and so on, each a setting with its value.</summary>
    public static IEnumerable<KeyValuePair<string, string>> ToMetadata(InputConvention convention) =>
        convention.Settings.Select(s => KeyValuePair.Create(Prefix + s.Key, s.Value));

    private static InputConvention FromKeys(WeightsHeader header)
    {
        var stated = header.Metadata.Where(m => m.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(m => KeyValuePair.Create(m.Key[Prefix.Length..], m.Value)).ToList();
        // Other people's files may have a text input.shape of their own: it says nothing to us.
        if (header.Metadata.GetValueOrDefault("format") is not (WeightsExchange.ImportFormat or WeightsExchange.ExportFormat))
            stated.RemoveAll(s => !InputConvention.Keys.Contains(s.Key));
        if (stated.Count == 0) return new InputConvention();
        try
        {
            if (stated.Find(s => !InputConvention.Keys.Contains(s.Key)) is { Key: { } unknown })
                throw new UsageException($"there is no {Prefix}{unknown}; known are {string.Join(", ", InputConvention.Keys.Select(k => Prefix + k))}");
            var configuration = SettingCatalog.With(new RunConfiguration { Task = LearningTask.Segmentation }, stated);
            return InputConvention.Of(configuration).Only([.. stated.Select(s => s.Key)]);
        }
        catch (UsageException e)
        {
            throw new DataException($"Weights file {header.Path} states its input in a way that cannot be used: {e.Problems[0].TrimEnd('.')}.", "weights");
        }
    }

    private static InputConvention FromWords(IReadOnlyDictionary<string, string> metadata)
    {
        var input = metadata.GetValueOrDefault("input", "");
        var order = Order().Match(input) is { Success: true } o ? (o.Value.Equals("bgr", StringComparison.OrdinalIgnoreCase) ? ChannelOrder.Bgr : ChannelOrder.Rgb) : (ChannelOrder?)null;
        var unit = Range().Match(input) is { Success: true } r ? (r.Groups["most"].Value == "1" ? 255.0 : 1.0) : (double?)null;
        var mean = metadata.TryGetValue("mean_bgr", out var bgr) ? Triple(bgr)?.Reverse().ToArray()
            : metadata.TryGetValue("mean_rgb", out var rgb) ? Triple(rgb)
            : Mean().Match(input) is { Success: true } m ? Ordered(Triple(m.Groups["numbers"].Value), order) : null;
        var deviation = Deviation().Match(input) is { Success: true } d ? Ordered(Triple(d.Groups["numbers"].Value), order)
            : mean is not null ? [1, 1, 1] : null;
        var stride = metadata.GetValueOrDefault("stride_style", "");
        var pool = metadata.GetValueOrDefault("pool1", "");
        return new InputConvention
        {
            ChannelOrder = order,
            // Without the range the numbers have no unit; 0-1 is expressed in 0-255 units: x/255 − m = (x − 255m)/255.
            Mean = unit is { } u ? Scaled(mean, u) : null,
            Deviation = unit is { } v ? Scaled(deviation, v) : null,
            StridePlacement = stride.Contains("1x1", StringComparison.Ordinal) ? StridePlacement.First1x1
                : stride.Contains("3x3", StringComparison.Ordinal) ? StridePlacement.First3x3 : null,
            StemPooling = pool.Contains("ceil", StringComparison.OrdinalIgnoreCase) ? StemPooling.Ceil : null,
            BatchNormEpsilon = double.TryParse(metadata.GetValueOrDefault("bn_eps"), NumberStyles.Float, CultureInfo.InvariantCulture, out var epsilon) && epsilon > 0 ? epsilon : null,
        };
    }

    /// <summary>Numbers that stand in the order of the network's channels, as red, green, blue.</summary>
    private static double[]? Ordered(double[]? numbers, ChannelOrder? order) => order == ChannelOrder.Bgr ? numbers?.Reverse().ToArray() : numbers;

    private static double[]? Scaled(double[]? numbers, double unit) => numbers?.Select(n => Math.Round(n * unit, 9)).ToArray();

    private static double[]? Triple(string text)
    {
        var numbers = text.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries)
            .Select(n => double.TryParse(n, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && double.IsFinite(x) ? x : double.NaN).ToArray();
        return numbers.Length == 3 && !numbers.Any(double.IsNaN) ? numbers : null;
    }

    [GeneratedRegex(@"\b(RGB|BGR)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Order();

    [GeneratedRegex(@"\b0\s*-\s*(?<most>1|255)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Range();

    [GeneratedRegex(@"\bmean\s+(?<numbers>[0-9.]+(\s*,\s*[0-9.]+){2})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mean();

    [GeneratedRegex(@"\bstd\s+(?<numbers>[0-9.]+(\s*,\s*[0-9.]+){2})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Deviation();
}
