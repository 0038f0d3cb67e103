using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>The area that one class takes in a prediction.</summary>
/// <param name="Name">Class.</param>
/// <param name="Colour">Its colour as #rrggbb.</param>
/// <param name="Pixels">Pixels that were predicted as it.</param>
public sealed record PredictedClass(string Name, string Colour, long Pixels);

/// <summary>What was predicted of one image; serialisable with <see cref="SchemaJson"/>.</summary>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns.</param>
/// <param name="Iteration">Iteration of the checkpoint.</param>
/// <param name="Protocol">Name of the protocol, <c>SS</c> or <c>MS</c> for a profile's own.</param>
/// <param name="Classes">Every class that the network knows, in index order.</param>
public sealed record PredictionReport(int Height, int Width, int Iteration, string Protocol, IReadOnlyList<PredictedClass> Classes)
{
    /// <summary>Counts a prediction.</summary>
    /// <param name="prediction">A class index a pixel.</param>
    /// <param name="classes">Classes, in index order.</param>
    /// <param name="iteration">Iteration of the checkpoint.</param>
    /// <param name="protocol">What it was predicted under.</param>
    public static PredictionReport Of(LabelMap prediction, IReadOnlyList<DatasetClass> classes, int iteration, Protocol protocol)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(protocol);
        var pixels = new long[256];
        foreach (var value in prediction.Values) pixels[value]++;
        return new PredictionReport(prediction.Height, prediction.Width, iteration, protocol.Name, [.. classes.Select((c, i) => new PredictedClass(c.Name, c.Colour, pixels[i]))]);
    }
}
