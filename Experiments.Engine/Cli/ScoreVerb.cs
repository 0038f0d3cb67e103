using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation.Scoring;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Cli;

/// <summary><c>score</c>: prediction PNGs of any tool against label PNGs, by the metrics of an evaluation.</summary>
internal static class ScoreVerb
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var predictions = Folder("--predictions", "Folder of prediction PNGs, grey values or palette indices, named as the labels are; or folder/pattern.");
        var labels = Folder("--labels", "Folder of label PNGs, nested ones too; or folder/pattern.");
        var classes = new Option<string>("--classes") { Description = "Class file (CSV: index,name,red,green,blue[,category[,label_id]]).", Required = true, HelpName = "FILE" };
        var ignore = new Option<int[]>("--ignore") { Description = "Label values that count for nothing; 255 without it.", HelpName = "N", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [LabelMap.Ignored] };
        var protocol = new Option<string?>("--protocol") { Description = "Protocol (JSON) whose absent-class rule the headline mIoU follows; skip without it.", HelpName = "FILE" };
        var instances = new Option<string?>("--instances") { Description = "Folder of 16-bit instance PNGs, for iIoU.", HelpName = "DIR" };
        var json = new Option<string?>("--json") { Description = "Write everything here, images and counts included.", HelpName = "FILE" };
        var perImage = new Option<string?>("--per-image") { Description = "Write a line for each image here (CSV).", HelpName = "FILE" };
        var labelValues = Values("--label-values", "label files");
        var predictionValues = Values("--prediction-values", "prediction files");
        var command = new Command("score", "Score prediction PNGs of any tool.") { predictions, labels, classes, labelValues, predictionValues, ignore, protocol, instances, json, perImage };
        command.SetAction(p => EngineProcess.Run(cancellation =>
        {
            var request = new ScoreRequest(
                p.GetValue(predictions)!, p.GetValue(labels)!, p.GetValue(instances),
                ClassFile.Read(p.GetValue(classes)!, ("--classes", "")),
                Checked(p.GetValue(ignore)!),
                (p.GetValue(protocol) is { } file ? ConfigurationFile.ReadProtocol(file) : Protocol.SingleScale).AbsentClass)
            {
                LabelValues = ValuesOf("--label-values", p.GetValue(labelValues)!),
                PredictionValues = ValuesOf("--prediction-values", p.GetValue(predictionValues)!),
            };
            ScoreReport? report = null;
            ConsoleProgress.Run("score", "images", TimeProvider.System, progress => report = PredictionScorer.Run(request, new Relay(progress), cancellation));
            if (p.GetValue(json) is { } whole) WholeFile.WriteText(whole, JsonSerializer.Serialize(report, SchemaJson.Indented) + "\n");
            if (p.GetValue(perImage) is { } lines) WholeFile.WriteText(lines, PerImage(report!));
            foreach (var line in Lines(report!)) Console.WriteLine(line);
        }));
        return command;
    }

    /// <summary>The report as a table of classes and lines of metrics, in per cent.</summary>
    internal static IEnumerable<string> Lines(ScoreReport report)
    {
        var width = Math.Max(24, report.Classes.Max(c => c.Length) + 6);
        yield return $"{"class".PadRight(width)}{"IoU",8}{"accuracy",10}{"pixels",16}";
        for (var c = 0; c < report.Classes.Count; c++)
            yield return $"{$"{c} {report.Classes[c]}".PadRight(width)}{Percent(report.ClassIoU[c]),8}{Percent(report.ClassAccuracy[c]),10}{report.ClassPixels[c].ToString(CultureInfo.InvariantCulture),16}";
        yield return "";
        foreach (var (name, value) in report.Metrics) yield return $"{name.PadRight(width)}{Percent(value),8}";
        yield return "";
        yield return string.Create(CultureInfo.InvariantCulture, $"{report.Images.Count} images, {report.Pixels} pixels and {report.IgnoredPixels} ignored ones");
        if (report.Unclassified.Sum() is > 0 and var none)
            yield return string.Create(CultureInfo.InvariantCulture, $"{none} pixels have an ignored value for a prediction: counted as wrong, as misses of their class");
        if (report.UnusedPredictions > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{report.UnusedPredictions} predictions have no label and were not scored");
        yield return $"mIoU {Percent(report.MeanIoU)} (absent classes: {SettingDescriptor.NameOf(report.AbsentClass)}), mAcc {Percent(report.MeanAccuracy)}, aAcc {Percent(report.PixelAccuracy)}";
    }

    private static string PerImage(ScoreReport report)
    {
        var text = new StringBuilder("stem,pixels,ignored_pixels,miou,accuracy\n");
        foreach (var image in report.Images)
        {
            var stem = image.Stem.AsSpan().IndexOfAny(",\"\n") < 0 ? image.Stem : $"\"{image.Stem.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            text.Append(CultureInfo.InvariantCulture, $"{stem},{image.Pixels},{image.IgnoredPixels},{Number(image.MeanIoU)},{Number(image.PixelAccuracy)}\n");
        }

        return text.ToString();

        // Empty where every pixel is ignored.
        static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string Percent(double value) => double.IsNaN(value) ? "-" : (100 * value).ToString("0.00", CultureInfo.InvariantCulture);

    private static int[] Checked(int[] ignored)
    {
        var wrong = ignored.Where(v => v is < 0 or > ushort.MaxValue).Select(v => $"--ignore has {v}: label values are 0 to {ushort.MaxValue}.").ToList();
        return wrong.Count == 0 ? ignored : throw new UsageException(wrong);
    }

    private static Option<string> Values(string name, string files) => new(name)
    {
        Description = $"What the values of the {files} are: indices, label-ids (the class file's label_id: Cityscapes as shipped) or plus-one (ADE20K as shipped).",
        HelpName = "KIND",
        DefaultValueFactory = _ => "indices",
    };

    private static StoredValues ValuesOf(string option, string text) => text switch
    {
        "indices" => StoredValues.Indices,
        "label-ids" => StoredValues.LabelIds,
        "plus-one" => StoredValues.PlusOne,
        _ => throw new UsageException($"{option} is \"{text}\": it must be indices, label-ids or plus-one."),
    };

    private static Option<string> Folder(string name, string description) => new(name) { Description = description, Required = true, HelpName = "DIR" };

    private sealed class Relay(ProgressReport report) : IProgress<DatasetProgress>
    {
        public void Report(DatasetProgress value) => report(value.Done, value.Total);
    }
}
