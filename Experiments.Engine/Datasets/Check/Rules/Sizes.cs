namespace Experiments.Engine.Datasets.Check.Rules;

/// <summary>Labels with the size of a resized copy of their images: one factor, or one size, for all of them.</summary>
internal sealed class ResizedLabels : ICheckRule
{
    private const double Most = 0.9;

    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        var differ = Differing(set).Where(f => !TurnedImages.IsTurned(f)).ToList();
        if (differ.Count < 2) return null;
        var byFactor = differ.CountBy(f => (Factor(f.LabelSize.Width, f.Size.Width), Factor(f.LabelSize.Height, f.Size.Height))).MaxBy(g => g.Value);
        var bySize = differ.CountBy(f => f.LabelSize).MaxBy(g => g.Value);
        var isFactor = byFactor.Value >= Most * differ.Count;
        if (!isFactor && bySize.Value < Most * differ.Count) return null;
        var first = differ[0];
        return new DatasetFinding(
            "resized-labels", FindingWeight.Wrong,
            isFactor
                ? "The labels belong to a resized copy of the images: both sides differ by one factor everywhere."
                : $"The labels belong to a resized copy of the images: they are all {bySize.Key}, whatever their image's size.",
            [
                $"{differ.Count} of {set.Facts.Count()} pairs differ in size, for example {first.Stem}: image {first.Size}, label {first.LabelSize}",
            ],
            "Give the images that the labels were made for; or resize the labels to their images' sizes with nearest neighbour.");
    }

    /// <summary>Pairs of which both were read and whose sizes differ.</summary>
    public static IEnumerable<ImageFacts> Differing(CheckedSet set) =>
        set.HasLabels ? set.Facts.Where(f => f.Size.IsKnown && f.LabelSize.IsKnown && f.Size != f.LabelSize) : [];

    private static double Factor(int label, int image) => Math.Round((double)label / image, 2);
}

/// <summary>Photographs with an EXIF orientation: stored lying, labelled standing.</summary>
internal sealed class TurnedImages : ICheckRule
{
    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        var turned = ResizedLabels.Differing(set).Where(IsTurned).ToList();
        if (turned.Count == 0) return null;
        var exif = turned.Where(f => f.Orientation != 1).ToList();
        return new DatasetFinding(
            "turned-images", FindingWeight.Wrong,
            exif.Count > 0
                ? "Images were labelled upright and are stored turned: their EXIF orientation says so, and pixels are read as they are stored."
                : "Images and labels are turned against each other by a right angle.",
            [
                $"{Show.Count(turned.Count, "pair")} with width and height exchanged, for example {turned[0].Stem}: image {turned[0].Size}, label {turned[0].LabelSize}",
                $"{exif.Count} of them have an EXIF orientation other than 1",
            ],
            exif.Count > 0
                ? "Turn these images upright and save them without the orientation (Pillow: ImageOps.exif_transpose); beware of images turned by 180 degrees, which no size gives away."
                : "Turn the images or the labels.");
    }

    /// <summary>Whether width and height are exchanged.</summary>
    public static bool IsTurned(ImageFacts facts) =>
        facts.Size.Width == facts.LabelSize.Height && facts.Size.Height == facts.LabelSize.Width && facts.Size.Width != facts.Size.Height;
}
