using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>A value in a label file that is neither a class nor ignored.</summary>
/// <param name="File">Label file.</param>
/// <param name="Value">The value.</param>
/// <param name="Pixels">How many pixels have it.</param>
public sealed record OutOfRangeValue(string File, int Value, long Pixels);

/// <summary>Turns stored label samples into class indices: ignored values become 255, any other that is no class is reported.</summary>
/// <param name="rule">What the stored values mean.</param>
/// <param name="remedy">What to do about values that mean nothing.</param>
internal sealed class LabelDecoder(LabelRule rule, string remedy)
{
    /// <summary>Class indices; values out of range come back as ignored, and are counted.</summary>
    public (LabelMap Labels, IReadOnlyList<OutOfRangeValue> OutOfRange) Decode(RawLabels raw, string file)
    {
        var map = new byte[1 << Math.Max(raw.BitDepth, 1)];
        for (var value = 0; value < map.Length; value++) map[value] = (byte)(rule.ClassOf(value) ?? LabelMap.Ignored);
        var labels = new byte[raw.Height * raw.Width];
        if (raw.Bytes is { } bytes && TryDecode(bytes, map, labels)) return (new LabelMap(raw.Height, raw.Width, labels), []);
        Dictionary<int, long>? wrong = null;
        for (var i = 0; i < labels.Length; i++)
        {
            int sample = raw.Samples[i];
            labels[i] = map[sample];
            if (labels[i] != LabelMap.Ignored || rule.Ignored.Contains(sample)) continue;
            wrong ??= [];
            wrong[sample] = wrong.GetValueOrDefault(sample) + 1;
        }

        var outOfRange = wrong?.OrderBy(w => w.Key).Select(w => new OutOfRangeValue(file, w.Key, w.Value)).ToList();
        return (new LabelMap(raw.Height, raw.Width, labels), outOfRange ?? []);
    }

    /// <summary>Looks bytes up; false where one of them is neither a class nor ignored.</summary>
    private bool TryDecode(ReadOnlySpan<byte> bytes, byte[] map, Span<byte> labels)
    {
        Span<bool> seen = stackalloc bool[256];
        seen.Clear();
        for (var i = 0; i < bytes.Length; i++)
        {
            labels[i] = map[bytes[i]];
            seen[bytes[i]] = true;
        }

        for (var value = 0; value < seen.Length; value++)
        {
            if (seen[value] && map[value] == LabelMap.Ignored && !rule.Ignored.Contains(value)) return false;
        }

        return true;
    }

    /// <summary>What to tell the owner of a file with values out of range.</summary>
    public DataException Refuse(IReadOnlyList<OutOfRangeValue> values)
    {
        var list = string.Join(", ", values.Take(5).Select(v => $"{v.Value} at {v.Pixels} pixel{(v.Pixels == 1 ? "" : "s")}"));
        var more = values.Count > 5 ? $" and {values.Count - 5} more values" : "";
        var ignored = rule.Ignored.Count == 0 ? "none" : string.Join(", ", rule.Ignored.Order());
        return new DataException(
            $"Label {values[0].File} has the value {list}{more}: classes are {rule.DescribeClasses()}, ignored values are {ignored}; {remedy}.");
    }
}
