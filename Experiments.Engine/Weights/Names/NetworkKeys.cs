using System.Globalization;
using System.Text.RegularExpressions;

namespace Experiments.Engine.Weights.Names;

/// <summary>What the keys of a network tell of it.</summary>
internal static partial class NetworkKeys
{
    /// <summary>Number of layers of the ImageNet ResNet that has these keys; 0 for none.</summary>
    /// <param name="keys">Keys of our networks.</param>
    public static int DepthOf(IEnumerable<string> keys)
    {
        var all = keys.ToHashSet(StringComparer.Ordinal);
        if (UnitsOf(all, 4) == 0) return 0;
        return (all.Contains("backbone.layer1.0.conv3.weight"), UnitsOf(all, 3)) switch
        {
            (false, 2) => 18,
            (false, 6) => 34,
            (true, 6) => 50,
            (true, 23) => 101,
            (true, 36) => 152,
            _ => 0,
        };
    }

    /// <summary>Number of units of a block or stage.</summary>
    public static int UnitsOf(IEnumerable<string> keys, int block) =>
        keys.Select(k => Unit().Match(k))
            .Where(m => m.Success && m.Groups["block"].Value == block.ToString(CultureInfo.InvariantCulture))
            .Select(m => int.Parse(m.Groups["unit"].Value, CultureInfo.InvariantCulture) + 1)
            .DefaultIfEmpty(0).Max();

    /// <summary>The part of a network that a key belongs to, for a summary: conv1, layer1, ..., fc, pyramid, head, aux.</summary>
    public static string StageOf(string key)
    {
        var words = key.Split('.');
        if (words[0] != "backbone" || words.Length < 2) return words[0];
        return words[1].StartsWith("layer", StringComparison.Ordinal) ? words[1] : "stem";
    }

    [GeneratedRegex(@"^backbone\.layer(?<block>[1-4])\.(?<unit>[0-9]{1,4})\.", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unit();
}
