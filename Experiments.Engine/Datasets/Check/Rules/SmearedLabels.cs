using System.Globalization;

namespace Experiments.Engine.Datasets.Check.Rules;

/// <summary>
/// Labels that were treated as photographs: saved as JPEG, or resized or turned with interpolation. Along their edges
/// lie values between those of the two sides. Measured on drawn labels: 0 to 1 % of the pixels at edges; after JPEG
/// of quality 75 to 95, bilinear resizing or bicubic turning: 22 to 66 %.
/// </summary>
internal sealed class SmearedLabels : ICheckRule
{
    private const int LeastPixels = 200;
    private const double LeastShare = 0.12;

    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        var looks = set.Facts.Select(f => f.Close).OfType<CloseLook>().ToList();
        var edge = looks.Sum(l => l.EdgePixels);
        if (edge < LeastPixels || looks.Sum(l => l.BetweenPixels) < LeastShare * edge) return null;
        var rare = set.Counting.Where(v => set.ShareOf(x => x == v.Value) < 0.01).ToList();
        return new DatasetFinding(
            "smeared-labels", FindingWeight.Wrong,
            "The labels were treated as photographs: saved as JPEG, or resized or turned with interpolation. Along every edge lie values that nobody drew.",
            [
                string.Create(CultureInfo.InvariantCulture, $"at {(double)looks.Sum(l => l.BetweenPixels) / edge:P0} of the pixels along edges the value lies between those of its two sides, and {(double)looks.Sum(l => l.LonePixels) / edge:P0} differ from all four neighbours; labels as drawn have 1 to 3 % of either"),
                string.Create(CultureInfo.InvariantCulture, $"{set.Counting.Count} different values, {rare.Count} of them at less than 1 % of the pixels each"),
            ],
            "Take the labels as they were before: no rounding brings the classes back. Keep them in PNG all the way, and resize and turn them with nearest neighbour (Pillow's NEAREST, OpenCV's INTER_NEAREST).");
    }
}
