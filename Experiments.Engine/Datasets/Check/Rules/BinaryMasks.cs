namespace Experiments.Engine.Datasets.Check.Rules;

/// <summary>A binary mask saved for the eye: 0 and 255, while 255 is ignored or no class.</summary>
internal sealed class BinaryMasks : ICheckRule
{
    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        if (set.Stored is not [{ Value: 0 } background, { Value: 255 } foreground]) return null;
        var ignored = set.Settings.IgnoreLabels.Contains(255);
        return new DatasetFinding(
            "binary-masks", FindingWeight.Wrong,
            ignored
                ? "The masks are saved as 0 and 255, and 255 is ignored: every pixel is class 0 or counts for nothing."
                : "The masks are saved as 0 and 255, and 255 is no class.",
            [
                $"the only values are 0 ({background.Pixels} pixels) and 255 ({foreground.Pixels} pixels, in {Show.Count(foreground.Images, "label")}, for example {Path.GetFileName(foreground.Example)})",
            ],
            "Set data.labelMap to 0=0, 255=1 and take 255 out of data.ignoreLabels; or save the foreground as 1 instead of 255.");
    }
}
