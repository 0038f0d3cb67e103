using System.Globalization;
using Experiments.Engine.Schema;

namespace Experiments.Web.Predictions;

/// <summary>What an image is predicted with, <c>12-SS</c> in addresses and names of folders.</summary>
/// <param name="RunId">The run whose final checkpoint it is.</param>
/// <param name="MultiScale">Multi-scale instead of single-scale, each as the run's profile has it.</param>
public readonly record struct PredictionKey(long RunId, bool MultiScale)
{
    /// <summary>Name of the protocol.</summary>
    public string Scale => MultiScale ? ProtocolTemplates.MultiScale : ProtocolTemplates.SingleScale;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{RunId}-{Scale}");

    /// <summary>Reads it; null for anything else, however it is written.</summary>
    public static PredictionKey? Parse(string? text)
    {
        if (text?.Split('-') is not [var number, ProtocolTemplates.SingleScale or ProtocolTemplates.MultiScale] parts) return null;
        var key = long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var run) ? new PredictionKey(run, parts[1] == ProtocolTemplates.MultiScale) : (PredictionKey?)null;
        return key?.ToString() == text ? key : null;
    }
}
