using System.Globalization;
using System.Text.Json;
using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Cli;

/// <summary>What <c>predict</c> was told.</summary>
/// <param name="Checkpoint">A checkpoint of this engine.</param>
/// <param name="Folder">Folder to write into.</param>
internal sealed record PredictArguments(string Checkpoint, string Folder)
{
    /// <summary>PNG or JPEG of any size.</summary>
    public string? Image { get; init; }

    /// <summary>Folder of such images.</summary>
    public string? Images { get; init; }

    /// <summary>Configuration file of a data set, for <see cref="Subset"/>.</summary>
    public string? Configuration { get; init; }

    /// <summary>Subset of the data set: <c>test</c>, <c>train</c> or <c>validation</c>.</summary>
    public string? Subset { get; init; }

    /// <summary>Multi-scale instead of single-scale.</summary>
    public bool MultiScale { get; init; }

    /// <summary>Protocol (JSON) instead of both.</summary>
    public string? Protocol { get; init; }

    /// <summary>File for what was found in one image (JSON); null for none.</summary>
    public string? Report { get; init; }

    /// <summary>Supervised mode: how long the parent may be silent, and a journal in the folder; null when run by hand.</summary>
    public double? LeaseSeconds { get; init; }
}

/// <summary>
/// <c>predict</c>: one image of any size → indices, colours and an overlay; a folder or a subset → its predictions in the data
/// set's own encoding, as evaluation servers want them, and in colours. All as PNG.
/// </summary>
internal static class PredictVerb
{
    private const string LabelsFolder = "labels";
    private const string ColourFolder = "colour";

    /// <summary>Predicts under a protocol; without one, single-scale or multi-scale as the checkpoint's profile has it.</summary>
    public static int Run(PredictArguments arguments) => arguments.LeaseSeconds is { } lease
        ? EngineProcess.Run(new AttemptPlace(arguments.Folder, lease), (attempt, cancellation) => Predict(arguments, attempt.Progress, cancellation))
        : EngineProcess.Run(cancellation => Predict(arguments, null, cancellation));

    private static void Predict(PredictArguments arguments, Action<int, int>? progress, CancellationToken cancellation)
    {
        Check(arguments);
        var given = arguments.Protocol is null ? null : ConfigurationFile.ReadProtocol(arguments.Protocol);
        // Only the data and the devices count here: a regulariser without weights, say, is no hindrance.
        var configuration = arguments.Configuration is { } file ? SchemaJson.ReadConfiguration(ConfigurationFile.ReadText(file, "--config"), file) : null;
        var execution = configuration?.Execution ?? new ExecutionSettings();
        // What is wrong with the images is said before the network is read.
        var subset = configuration is null ? null : ImagesToPredict.OfSubset(configuration, arguments.Subset!);
        EngineProcess.PrepareTorch(execution);
        using var opened = CheckpointNetwork.Segmentation(arguments.Checkpoint, execution);
        var about = opened.About;
        if (given is not null) CheckpointNetwork.CheckRule(arguments.Checkpoint, about, given);
        var template = given ?? ProtocolTemplates.For(about.Configuration, arguments.MultiScale ? ProtocolTemplates.MultiScale : ProtocolTemplates.SingleScale);
        var protocol = template.Resolve(about.Configuration.Training.Crop, "");
        var predictor = new WindowedPredictor(opened.Network, opened.Placement, about.Configuration, protocol)
        {
            Progress = (done, total) =>
            {
                cancellation.ThrowIfCancellationRequested();
                if (arguments.Image is not null) progress?.Invoke(done, total);
            },
        };
        var classes = about.Classes.Zip(about.Colours, ParseClass).ToList();
        if (arguments.Image is { } image)
        {
            var prediction = PredictOne(predictor, image, arguments.Folder, classes);
            // The last thing that is written: who finds it finds the pictures.
            if (arguments.Report is { } report) WholeFile.WriteText(report, JsonSerializer.Serialize(PredictionReport.Of(prediction, classes, about.Iteration, protocol), SchemaJson.Indented));
            return;
        }

        var images = subset ?? ImagesToPredict.OfFolder(arguments.Images!, about.Configuration.Data, classes.Count);
        if (images.Labels.ClassCount != classes.Count)
            throw new UsageException($"Checkpoint {arguments.Checkpoint} knows {classes.Count} classes and the data set has {images.Labels.ClassCount}: predict a data set with the classes it was trained on ({string.Join(", ", about.Classes.Take(5))}, ...).");
        PredictAll(predictor, images, arguments.Folder, classes, progress, cancellation);
    }

    private static void Check(PredictArguments arguments)
    {
        var problems = new List<string>();
        if (arguments.MultiScale && arguments.Protocol is not null)
            problems.Add("--multi-scale and --protocol are both given: the protocol names its own scales; give one of them.");
        if (new[] { arguments.Image, arguments.Images, arguments.Configuration ?? arguments.Subset }.Count(a => a is not null) != 1)
            problems.Add("predict wants images from one place: give one of --image FILE, --images DIR, or --config FILE with --subset NAME.");
        else if (arguments.Configuration is null != arguments.Subset is null)
            problems.Add($"{(arguments.Subset is null ? "--config" : "--subset")} is given alone: --config names a data set and --subset which of its images; give both.");
        if (arguments.Report is not null && arguments.Image is null) problems.Add("--report tells of one image: give --image FILE with it.");
        if (problems.Count > 0) throw new UsageException(problems);
    }

    private static LabelMap PredictOne(WindowedPredictor predictor, string image, string folder, IReadOnlyList<DatasetClass> classes)
    {
        var input = ImageFile.ReadRgb(image);
        var prediction = predictor.Predict(input);
        Directory.CreateDirectory(folder);
        var stem = Path.Combine(folder, Path.GetFileNameWithoutExtension(image));
        PngFile.WriteGrey($"{stem}-indices.png", prediction);
        PngFile.WritePalette($"{stem}-colour.png", prediction, classes);
        PngFile.WriteRgb($"{stem}-overlay.png", Overlay(input, prediction, classes));
        Console.WriteLine($"{stem}-indices.png, {stem}-colour.png, {stem}-overlay.png");
        return prediction;
    }

    /// <summary>Colours lie in a folder of their own: Cityscapes' script takes every PNG whose name begins with an image's for its prediction.</summary>
    private static void PredictAll(WindowedPredictor predictor, ImagesToPredict images, string folder, IReadOnlyList<DatasetClass> classes, Action<int, int>? progress, CancellationToken cancellation)
    {
        ConsoleProgress.Run("predict", "images", TimeProvider.System, report =>
        {
            for (var i = 0; i < images.Images.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var (stem, read) = images.Images[i];
                var prediction = predictor.Predict(read());
                var labels = Path.Combine(folder, LabelsFolder, $"{stem}.png");
                if (images.IsPalette) PngFile.WritePalette(labels, images.Labels.Encode(prediction), classes);
                else PngFile.WriteGrey(labels, images.Labels.Encode(prediction));
                PngFile.WritePalette(Path.Combine(folder, ColourFolder, $"{stem}-colour.png"), prediction, classes);
                report(i + 1, images.Images.Count);
                progress?.Invoke(i + 1, images.Images.Count);
            }
        });
        Console.WriteLine($"{images.Images.Count} predictions in {Path.Combine(folder, LabelsFolder)}, in colours in {Path.Combine(folder, ColourFolder)}.");
    }

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
