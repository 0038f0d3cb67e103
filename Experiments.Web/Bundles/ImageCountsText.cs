using System.Globalization;
using System.Text;
using Experiments.Data.Results;
using Experiments.Engine.Schema;

namespace Experiments.Web.Bundles;

/// <summary>
/// Confusion counts of images as lines <c>index,rank,counts,stem</c>: counts are the non-zero cells as truth, prediction, count with
/// spaces between; rank is a classifier's place of the true class, empty in segmentation; the stem is the rest of the line.
/// </summary>
internal static class ImageCountsText
{
    public const string Heading = "index,rank,counts,stem";

    /// <summary>The text.</summary>
    public static string Write(IEnumerable<ImageCounts> images)
    {
        var text = new StringBuilder(Heading).Append('\n');
        foreach (var image in images)
        {
            text.Append(CultureInfo.InvariantCulture, $"{image.Index},{image.Rank},");
            var first = true;
            foreach (var (truth, prediction, count) in image.Counts)
            {
                text.Append(CultureInfo.InvariantCulture, $"{(first ? "" : " ")}{truth} {prediction} {count}");
                first = false;
            }

            text.Append(',').Append(Data.Results.Export.ExportText.OneLine(image.Stem)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The images of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="source">Its file, for messages.</param>
    /// <exception cref="DataException">A line is none: says which and why.</exception>
    public static IReadOnlyList<ImageCounts> Read(string text, int classes, string source)
    {
        var lines = text.Split('\n');
        if (lines[0] != Heading || lines[^1].Length > 0) throw new DataException($"{source} must begin with the line \"{Heading}\" and end with a line feed: get the bundle again.");
        var images = new List<ImageCounts>(lines.Length);
        for (var i = 1; i < lines.Length - 1; i++)
        {
            var fields = lines[i].Split(',', 4);
            if (fields.Length != 4 || !int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index != i - 1)
                throw Bad("must be index,rank,counts,stem with indices from 0 in order");
            int? rank = null;
            if (fields[1].Length > 0)
            {
                if (!int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var place) || place < 1 || place > classes) throw Bad($"has the rank {fields[1]}, which must be 1 to {classes}");
                rank = place;
            }

            images.Add(new ImageCounts(index, fields[3], Cells(fields[2]), rank));

            List<ConfusionCell> Cells(string counts)
            {
                var numbers = counts.Length == 0 ? [] : counts.Split(' ');
                if (numbers.Length % 3 != 0) throw Bad($"has {numbers.Length} numbers, which must be triples truth, prediction, count");
                var cells = new List<ConfusionCell>(numbers.Length / 3);
                for (var n = 0; n < numbers.Length; n += 3)
                {
                    if (!int.TryParse(numbers[n], NumberStyles.None, CultureInfo.InvariantCulture, out var truth) || truth >= classes
                        || !int.TryParse(numbers[n + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var prediction) || prediction >= classes
                        || !long.TryParse(numbers[n + 2], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > MostPixels)
                        throw Bad($"has the cell \"{numbers[n]} {numbers[n + 1]} {numbers[n + 2]}\", whose classes must be below {classes} and whose count at most {MostPixels}");
                    cells.Add(new ConfusionCell(truth, prediction, count));
                }

                return cells;
            }

            DataException Bad(string why) => new($"Line {i + 1} of {source} {why}: get the bundle again.");
        }

        return images;
    }

    /// <summary>More pixels than any image has; sums over a bundle's images cannot overflow.</summary>
    private const long MostPixels = 1L << 40;
}
