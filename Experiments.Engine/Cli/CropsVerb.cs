using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Experiments.Engine.Augmentation;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Cli;

/// <summary><c>dataset crops</c>: the first crops of a training as pictures, with their labels, by the training's own loader.</summary>
internal static class CropsVerb
{
    /// <summary>List of the crops, in the folder; written last.</summary>
    public const string ReportFile = "crops.json";

    private const int DefaultCount = 12;

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var (configuration, place) = (EngineCommand.ConfigurationOption(), new AttemptPlaceOptions());
        var count = new Option<int>("--count") { Description = $"How many, 1 to {TrainingCrops.Most}; {DefaultCount} without it.", HelpName = "N", DefaultValueFactory = _ => DefaultCount };
        var command = new Command("crops", "Write the first crops of a training as pictures with their labels: what augmentation does to this data set.") { configuration, count };
        place.AddTo(command);
        command.SetAction(p => Run(p.GetValue(configuration)!, p.GetValue(count), place.Of(p)));
        return command;
    }

    private static int Run(string configurationFile, int count, AttemptPlace place) => EngineProcess.Run(place, (attempt, cancellation) =>
    {
        if (count is < 1 or > TrainingCrops.Most)
            throw new UsageException($"--count is {count.ToString(CultureInfo.InvariantCulture)}: it must be between 1 and {TrainingCrops.Most}.");
        // Only what makes the batches counts here: a regulariser without weights, say, is no hindrance.
        var configuration = SchemaJson.ReadConfiguration(ConfigurationFile.ReadText(configurationFile, "--config"), configurationFile);
        var report = TrainingCrops.Write(configuration, count, attempt.Path, attempt.Progress, cancellation);
        WholeFile.WriteText(attempt.File(ReportFile), JsonSerializer.Serialize(report, SchemaJson.Indented));
        Console.WriteLine($"{report.Crops.Count} crops with their labels in {attempt.Path}.");
    });
}
