using System.CommandLine;
using System.Globalization;
using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Cli;

/// <summary><c>dataset check|crops|render|baseline</c>: what a data set holds, what training sees of it, its images as files, what colour and position alone give away.</summary>
internal static class DatasetCommand
{
    /// <summary>The command with its verbs.</summary>
    public static Command Create() => new("dataset", "Data sets.") { CheckVerb.Create(), CropsVerb.Create(), Render(), Baseline() };

    private static Command Render()
    {
        var configuration = EngineCommand.ConfigurationOption();
        var folder = EngineCommand.OutOption();
        var command = new Command("render", "Write a data set (the synthetic one, say) as images and label PNGs.") { configuration, folder };
        command.SetAction(p => Work("render", p.GetValue(configuration)!, (settings, progress, cancellation) =>
        {
            var written = DatasetRenderer.Render(settings, p.GetValue(folder)!, progress, cancellation);
            Console.WriteLine($"Written to {written.Root}; read it with data.dataset folder and data.root {written.Root}.");
        }));
        return command;
    }

    private static Command Baseline()
    {
        var configuration = EngineCommand.ConfigurationOption();
        var command = new Command("baseline", "Score a classifier that sees a pixel's colour and position alone.") { configuration };
        command.SetAction(p => Work("baseline", p.GetValue(configuration)!, (settings, progress, cancellation) =>
        {
            var report = ColourPositionBaseline.Run(DatasetFactory.Open(settings), progress, cancellation);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"colour and position: mIoU {100 * report.MeanIoU:0.00}"));
        }));
        return command;
    }

    private static int Work(string title, string configurationFile, Action<RunConfiguration, IProgress<DatasetProgress>, CancellationToken> work) =>
        EngineProcess.Run(cancellation =>
        {
            // Only the data count here: a regulariser without weights, say, is no hindrance.
            var configuration = SchemaJson.ReadConfiguration(ConfigurationFile.ReadText(configurationFile, "--config"), configurationFile);
            ConsoleProgress.Run(title, "images", TimeProvider.System, report =>
                work(configuration, new Relay(report), cancellation));
        });

    private sealed class Relay(ProgressReport report) : IProgress<DatasetProgress>
    {
        public void Report(DatasetProgress value) => report(value.Done, value.Total);
    }
}
