using Experiments.Data.Results;
using Experiments.Engine.Schema;

namespace Experiments.Web.Results;

/// <summary>Says of a cell that its checkpoint was chosen by looking at the images that it is scored on.</summary>
public static class SelectionNote
{
    /// <summary>The warning, one sentence; null where there is nothing to warn of.</summary>
    /// <param name="cell">A cell.</param>
    /// <param name="configurationJson">The configuration behind it.</param>
    public static string? Of(GridCellView cell, string? configurationJson)
    {
        if (configurationJson is null || cell.ProtocolJson is null) return null;
        // A page asks at every rendering, and few protocols take the best: the configuration is read for those alone.
        var protocol = SchemaJson.ReadProtocol(cell.ProtocolJson);
        return CheckpointRule.Parse(protocol.Checkpoint)?.Choice == CheckpointChoice.Best
            ? SelectionWarning.Of(SchemaJson.ReadConfiguration(configurationJson), protocol)
            : null;
    }
}
