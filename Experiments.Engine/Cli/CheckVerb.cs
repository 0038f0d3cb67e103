using System.CommandLine;
using System.Text.Json;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Cli;

/// <summary>
/// <c>dataset check</c>: by hand it prints the report; with <c>--out</c> it also leaves report, pictures, list of faulty
/// images and journal in a folder, as the jobs of a site do.
/// </summary>
internal static class CheckVerb
{
    /// <summary>Report, in the folder of a check.</summary>
    public const string ReportFile = "report.json";

    /// <summary>List of faulty images, in the folder of a check.</summary>
    public const string LeaveOutFileName = "leave-out.txt";

    /// <summary>Folder of pictures, in the folder of a check.</summary>
    public const string PicturesFolder = "pictures";

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var configuration = EngineCommand.ConfigurationOption();
        var json = new Option<string?>("--json") { Description = "Write the whole report here too.", HelpName = "FILE" };
        var leaveOut = new Option<string?>("--leave-out") { Description = "Write the stems of faulty images here, one a line with the reason.", HelpName = "FILE" };
        var folder = new Option<string?>("--out") { Description = "Folder for report, list of faulty images, pictures of a few images with their labels, and journal.", HelpName = "DIR" };
        var lease = EngineCommand.LeaseOption();
        var command = new Command("check", "Read every image and label once; say what is wrong, which mistake it points to, and what to do.")
        {
            configuration, json, leaveOut, folder, lease,
        };
        command.SetAction(p =>
        {
            var files = new Files(p.GetValue(json), p.GetValue(leaveOut));
            var input = p.GetValue(configuration)!;
            return p.GetValue(folder) is { } path ? RunInFolder(input, path, p.GetValue(lease), files) : RunByHand(input, p.GetValue(lease), files);
        });
        return command;
    }

    private static int RunByHand(string configurationFile, double? lease, Files files)
    {
        DatasetReport? report = null;
        var code = EngineProcess.Run(lease, cancellation =>
        {
            report = Check(configurationFile, null, null, cancellation);
            Print(report, files);
        });
        return code == 0 ? ExitCodeOf(report!) : code;
    }

    private static int RunInFolder(string configurationFile, string folder, double? lease, Files files)
    {
        DatasetReport? report = null;
        var code = EngineProcess.Run(new AttemptPlace(folder, lease), (attempt, cancellation) =>
        {
            report = Check(configurationFile, attempt.File(PicturesFolder), attempt.Progress, cancellation);
            WholeFile.WriteText(attempt.File(ReportFile), JsonSerializer.Serialize(report, SchemaJson.Indented));
            LeaveOutFile.Write(attempt.File(LeaveOutFileName), report);
            Print(report, files);
        });
        return code == 0 ? ExitCodeOf(report!) : code;
    }

    private static DatasetReport Check(string configurationFile, string? pictures, Action<int, int>? journal, CancellationToken cancellation)
    {
        // Only the data count here: a regulariser without weights, say, is no hindrance.
        var configuration = SchemaJson.ReadConfiguration(ConfigurationFile.ReadText(configurationFile, "--config"), configurationFile);
        DatasetReport? report = null;
        ConsoleProgress.Run("check", "images", TimeProvider.System, console =>
            report = DatasetCheck.Run(configuration, pictures, new Relay(console, journal), cancellation));
        return report!;
    }

    private static void Print(DatasetReport report, Files files)
    {
        if (files.Json is { } json) WholeFile.WriteText(json, JsonSerializer.Serialize(report, SchemaJson.Indented));
        if (files.LeaveOut is { } leaveOut) LeaveOutFile.Write(leaveOut, report);
        foreach (var line in report.ToLines()) Console.WriteLine(line);
    }

    private static int ExitCodeOf(DatasetReport report)
    {
        if (report.IsSound) return 0;
        Console.Error.WriteLine($"{report.Verdict} All of it is listed above; mend the files, or the settings that choose them.");
        return 1;
    }

    private sealed record Files(string? Json, string? LeaveOut);

    private sealed class Relay(ProgressReport console, Action<int, int>? journal) : IProgress<DatasetProgress>
    {
        public void Report(DatasetProgress value)
        {
            console(value.Done, value.Total);
            journal?.Invoke(value.Done, value.Total);
        }
    }
}
