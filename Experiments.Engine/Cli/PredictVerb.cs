using System.Globalization;
using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Cli;

/// <summary><c>predict</c>: one image of any size → indices, colours and an overlay, as PNG.</summary>
internal static class PredictVerb
{
    /// <summary>Predicts under a protocol; without one, single-scale or multi-scale as the checkpoint's profile has it.</summary>
    /// <param name="checkpoint">A checkpoint of this engine.</param>
    /// <param name="image">PNG or JPEG of any size.</param>
    /// <param name="folder">Folder to write into.</param>
    /// <param name="multiScale">Multi-scale instead of single-scale.</param>
    /// <param name="protocolFile">Protocol (JSON) instead of both; null for none.</param>
    public static int Run(string checkpoint, string image, string folder, bool multiScale, string? protocolFile) => EngineProcess.Run(_ =>
    {
        if (multiScale && protocolFile is not null)
            throw new UsageException("--multi-scale and --protocol are both given: the protocol names its own scales; give one of them.");
        var given = protocolFile is null ? null : ConfigurationFile.ReadProtocol(protocolFile);
        var execution = new ExecutionSettings();
        EngineProcess.PrepareTorch(execution);
        using var opened = CheckpointNetwork.Segmentation(checkpoint, execution);
        var about = opened.About;
        var template = given ?? ProtocolTemplates.For(about.Configuration, multiScale ? ProtocolTemplates.MultiScale : ProtocolTemplates.SingleScale);
        var protocol = template.Resolve(about.Configuration.Training.Crop, "");
        var input = ImageFile.ReadRgb(image);
        var prediction = new WindowedPredictor(opened.Network, opened.Placement, about.Configuration, protocol).Predict(input);
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
