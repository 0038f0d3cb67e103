using System.Globalization;

namespace Experiments.Engine.Schema;

/// <summary>
/// Says where a score is too good because its checkpoint was chosen by looking at the images that are scored. Follows from
/// the run's configuration and the protocol alone, so that every page, table and export can say the same.
/// </summary>
public static class SelectionWarning
{
    /// <summary>The warning, one sentence; null where there is nothing to warn of.</summary>
    /// <param name="configuration">The run's configuration.</param>
    /// <param name="protocol">What it is scored under.</param>
    public static string? Of(RunConfiguration configuration, Protocol protocol)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(protocol);
        if (CheckpointRule.Parse(protocol.Checkpoint)?.Choice != CheckpointChoice.Best) return null;
        var selection = configuration.Selection;
        // The images of selection.list are none of the run's subsets'; an evaluation's own list may name them all the same.
        var chosenOn = selection.List.Length == 0 ? Subset.Validation : selection.Subset;
        if (protocol.Subset != chosenOn || (selection.List.Length > 0 && protocol.ImageList.Length == 0)) return null;
        var (often, images) = (Evaluations(configuration), configuration.Execution.ValidateImages);
        var where = protocol.ImageList.Length == 0
            ? $"up to {images} of the images that are scored here"
            : $"up to {images} images that may be among those scored here";
        return string.Create(CultureInfo.InvariantCulture, $"The checkpoint is the best of {often} evaluations on {where}: the score is too good to stand beside one of the last checkpoint; score last, or choose on images of their own (selection.list).");
    }

    private static int Evaluations(RunConfiguration configuration)
    {
        var (steps, every) = (configuration.Training.Steps, Math.Max(1, configuration.Execution.ValidateEvery));
        return (steps / every) + (steps % every == 0 ? 0 : 1);
    }
}
