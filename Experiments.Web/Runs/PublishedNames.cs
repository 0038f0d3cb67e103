using Experiments.Engine.Schema;

namespace Experiments.Web.Runs;

/// <summary>How published tables name what a configuration says; null where no published value can stand beside it.</summary>
public static class PublishedNames
{
    /// <summary>The data set's name as its user gave it, else the official set's; the built-in scenes are published nowhere.</summary>
    public static string? Dataset(RunConfiguration configuration) =>
        configuration.Data.Dataset != DatasetName.Synthetic && DatasetDefaults.NameOf(configuration.Data) is { Length: > 0 } name ? name : null;

    /// <summary><c>ResNet-50</c> and the like; a network of another width is another network.</summary>
    public static string? Backbone(RunConfiguration configuration) => configuration.Network switch
    {
        { WidthMultiplier: not 1.0 } => null,
        { Backbone: Engine.Schema.Backbone.ResNet18 } => "ResNet-18",
        { Backbone: Engine.Schema.Backbone.ResNet34 } => "ResNet-34",
        { Backbone: Engine.Schema.Backbone.ResNet50 } => "ResNet-50",
        { Backbone: Engine.Schema.Backbone.ResNet101 } => "ResNet-101",
        { Backbone: Engine.Schema.Backbone.ResNet152 } => "ResNet-152",
        _ => null,
    };

    /// <summary><c>L2</c> or <c>L2-SP</c>.</summary>
    public static string? Regulariser(RunConfiguration configuration) => configuration.Regulariser.Kind switch
    {
        RegulariserName.L2 => "L2",
        RegulariserName.L2Sp => "L2-SP",
        _ => null,
    };

    /// <summary><c>SS</c> for one scale, <c>MS</c> for several.</summary>
    public static string ScaleMode(Protocol protocol) => protocol.Scales.Count == 1 ? "SS" : "MS";

    /// <summary>A setting's value as the table's reader knows it.</summary>
    public static string Display(string key, string value) => (key, value) switch
    {
        ("regulariser.kind", "l2") => "L2",
        ("regulariser.kind", "l2-sp") => "L2-SP",
        _ => value,
    };
}
