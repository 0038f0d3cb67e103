using System.Globalization;
using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Cli;

/// <summary><c>predict</c>: one image of any size → indices, colours and an overlay, as PNG.</summary>
internal static class PredictVerb
{
    /// <summary>Predicts single-scale under the crop that the checkpoint was trained with.</summary>
    public static int Run(string checkpoint, string image, string folder, bool multiScale) => EngineProcess.Run(_ =>
    {
        var execution = new ExecutionSettings();
        EngineProcess.PrepareTorch(execution);
        var (network, about) = CheckpointNetwork.Open(checkpoint, execution);
        using var owned = network.Network;
        var protocol = (multiScale ? Protocol.MultiScale : Protocol.SingleScale).Resolve(about.Configuration.Training.Crop, "");
        var input = ImageFile.ReadRgb(image);
        var prediction = new WindowedPredictor(network.Network, network.Placement, about.Configuration, protocol).Predict(input);
        var classes = about.Classes.Zip(about.Colours, ParseClass).ToList();
        Directory.CreateDirectory(folder);
        var stem = Path.Combine(folder, Path.GetFileNameWithoutExtension(image));
        PngFile.WriteGrey($"{stem}-indices.png", prediction);
        PngFile.WritePalette($"{stem}-colour.png", prediction, classes);
        PngFile.WriteRgb($"{stem}-overlay.png", Overlay(input, prediction, classes));
        Console.WriteLine($"{stem}-indices.png, {stem}-colour.png, {stem}-overlay.png");
    });

    private static DatasetClass ParseClass(string name, string colour) => new(
        name,
        byte.Parse(colour.AsSpan(1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        byte.Parse(colour.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        byte.Parse(colour.AsSpan(5, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    /// <summary>Half image, half colour of the predicted class.</summary>
    private static RgbImage Overlay(RgbImage image, LabelMap prediction, IReadOnlyList<DatasetClass> classes)
    {
        var pixels = new byte[image.Pixels.Length];
        for (var i = 0; i < prediction.Values.Length; i++)
        {
            var colour = classes[prediction.Values[i]];
            pixels[3 * i] = (byte)((image.Pixels[3 * i] + colour.Red) / 2);
            pixels[(3 * i) + 1] = (byte)((image.Pixels[(3 * i) + 1] + colour.Green) / 2);
            pixels[(3 * i) + 2] = (byte)((image.Pixels[(3 * i) + 2] + colour.Blue) / 2);
        }

        return new RgbImage(image.Height, image.Width, pixels);
    }
}
