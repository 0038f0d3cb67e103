using System.CommandLine;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Cli;

/// <summary>The engine's command line.</summary>
internal static class EngineCommand
{
    private const int UsageExitCode = 2;

    /// <summary>Parses and runs.</summary>
    /// <returns>0 done, 1 failed, 2 unusable arguments or configuration, 130 cancelled.</returns>
    public static int Run(string[] arguments)
    {
        var root = new RootCommand("Trains and scores PSPNet for semantic segmentation, with L2-SP regularisation.")
        {
            Train("train", "Train a segmentation network, or a classifier (task classification).", LearningTask.Segmentation, LearningTask.Classification),
            Train("pretrain", "Train a classifier on a source set; its final checkpoint is the w0 that L2-SP stays near.", LearningTask.Classification),
            Fisher(),
            Evaluate(),
            Predict(),
            Config(),
            DatasetCommand.Create(),
            ScoreVerb.Create(),
            WeightsCommand.Create(),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Console.Error.WriteLine(error.Message);
            Console.Error.WriteLine("Run with --help for the verbs and their options.");
            return UsageExitCode;
        }

        // Signals are ours: a cancelled training writes a checkpoint first.
        return parsed.Invoke(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static Command Train(string name, string description, params LearningTask[] tasks)
    {
        var (configuration, place) = (ConfigurationOption(), new AttemptPlaceOptions());
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest intact checkpoint in --out; start afresh where there is none." };
        var resumeFrom = new Option<string?>("--resume-from") { Description = "Go on from this checkpoint.", HelpName = "CHECKPOINT" };
        var stage = new Option<TrainingStage>("--stage") { Description = "Two-stage recipes: train one stage alone; without it both, one after the other." };
        var first = new Option<string?>("--first-stage-checkpoint") { Description = "Final checkpoint of the first stage, for --stage second.", HelpName = "CHECKPOINT" };
        var command = new Command(name, description) { configuration, resume, resumeFrom, stage, first };
        place.AddTo(command);
        command.SetAction(p => TrainVerb.Run(
            new TrainArguments(p.GetValue(configuration)!, place.Of(p), p.GetValue(resume), p.GetValue(resumeFrom))
            {
                Stage = p.GetValue(stage),
                FirstStageCheckpoint = p.GetValue(first),
            },
            tasks));
        return command;
    }

    private static Command Fisher()
    {
        var (configuration, place) = (ConfigurationOption(), new AttemptPlaceOptions());
        var command = new Command("fisher", "Estimate the Fisher information of a trained classifier, for l2-sp-fisher.") { configuration };
        place.AddTo(command);
        command.SetAction(p => FisherVerb.Run(p.GetValue(configuration)!, place.Of(p)));
        return command;
    }

    private static Command Evaluate()
    {
        var (checkpoint, configuration, place) = (CheckpointOption(), ConfigurationOption(), new AttemptPlaceOptions());
        var protocol = new Option<string?>("--protocol") { Description = "Protocol to score under (JSON); the profile's single-scale without it.", HelpName = "FILE" };
        var resume = new Option<bool>("--resume") { Description = "Go on at the next image after those that --out has scores of." };
        var resumeFrom = new Option<string[]>("--resume-from") { Description = "Take over the images that this journal of an earlier attempt has; may be given several times, the newest first. One of another checkpoint, protocol or images is not used.", HelpName = "JOURNAL" };
        var command = new Command("evaluate", "Score a checkpoint: a segmentation network by mIoU, a classifier by top-1 and top-5.") { checkpoint, configuration, protocol, resume, resumeFrom };
        place.AddTo(command);
        command.SetAction(p => EvaluateVerb.Run(
            new EvaluateArguments(p.GetValue(checkpoint)!, p.GetValue(configuration)!, p.GetValue(protocol), place.Of(p))
            {
                Resume = p.GetValue(resume),
                ResumeFrom = p.GetValue(resumeFrom) ?? [],
            }));
        return command;
    }

    private static Command Predict()
    {
        var checkpoint = CheckpointOption();
        var image = new Option<string?>("--image") { Description = "Image to predict, PNG or JPEG, of any size: indices, colours, overlay.", HelpName = "FILE" };
        var images = new Option<string?>("--images") { Description = "Folder of images to predict: labels and colours of each.", HelpName = "DIR" };
        var configuration = new Option<string?>("--config") { Description = "Configuration (JSON) of a data set, for --subset.", HelpName = "FILE" };
        var subset = new Option<string?>("--subset") { Description = "Subset of --config's data set to predict: test (images without labels), train or validation.", HelpName = "NAME" };
        var folder = OutOption();
        var multiScale = new Option<bool>("--multi-scale") { Description = "Six scales and mirror instead of one." };
        var protocol = new Option<string?>("--protocol") { Description = "Protocol to predict under (JSON); the profile's single-scale without it.", HelpName = "FILE" };
        var report = new Option<string?>("--report") { Description = "With --image: write size, protocol and the pixels of each class here (JSON).", HelpName = "FILE" };
        var lease = LeaseOption();
        var command = new Command("predict", "Predict one image, a folder of images, or a subset in the encoding of its data set.") { checkpoint, image, images, configuration, subset, folder, multiScale, protocol, report, lease };
        command.SetAction(p => PredictVerb.Run(new PredictArguments(p.GetValue(checkpoint)!, p.GetValue(folder)!)
        {
            Image = p.GetValue(image),
            Images = p.GetValue(images),
            Configuration = p.GetValue(configuration),
            Subset = p.GetValue(subset),
            MultiScale = p.GetValue(multiScale),
            Protocol = p.GetValue(protocol),
            Report = p.GetValue(report),
            LeaseSeconds = p.GetValue(lease),
        }));
        return command;
    }

    private static Command Config()
    {
        var print = new Option<bool>("--print-default") { Description = "Print a complete configuration with every default.", Required = true };
        var command = new Command("config", "Configurations.") { print };
        command.SetAction(_ =>
        {
            Console.WriteLine(SchemaJson.Write(new RunConfiguration()));
            return 0;
        });
        return command;
    }

    /// <summary><c>--config FILE</c>.</summary>
    internal static Option<string> ConfigurationOption() =>
        new("--config") { Description = "Configuration (JSON); `config --print-default` prints one.", Required = true, HelpName = "FILE" };

    /// <summary><c>--out DIR</c>.</summary>
    internal static Option<string> OutOption() =>
        new("--out") { Description = "Folder to write into.", Required = true, HelpName = "DIR" };

    private static Option<string> CheckpointOption() =>
        new("--checkpoint") { Description = "Checkpoint of this engine.", Required = true, HelpName = "FILE" };

    /// <summary><c>--lease SECONDS</c>.</summary>
    internal static Option<double?> LeaseOption() =>
        new("--lease") { Description = "Supervised mode: end well before standard input was silent for this many seconds, or when it closes.", HelpName = "SECONDS" };
}
