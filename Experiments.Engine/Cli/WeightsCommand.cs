using System.CommandLine;
using System.Text.Json;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights;
using Experiments.Engine.Weights.Conventions;
using Experiments.Engine.Weights.Names;

namespace Experiments.Engine.Cli;

/// <summary><c>weights inspect|import|export</c>: what a weights file holds, its tensors under our names, ours under other people's.</summary>
internal static class WeightsCommand
{
    /// <summary>The command with its verbs.</summary>
    public static Command Create() => new("weights", "Weights files.") { Inspect(), Import(), Export() };

    private static Command Inspect()
    {
        var file = FileArgument("Weights file or checkpoint.");
        var json = new Option<bool>("--json") { Description = "Print JSON instead of text." };
        var command = new Command("inspect", "Say whose names a file has, what of a network it fills and how that was fed.") { file, json };
        command.SetAction(p => EngineProcess.Run(_ =>
        {
            var inspection = WeightsInspection.Of(WeightsHeader.Read(Existing(p.GetValue(file)!)));
            if (p.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(inspection, SchemaJson.Indented));
                return;
            }

            foreach (var line in inspection.ToLines()) Console.WriteLine(line);
        }));
        return command;
    }

    private static Command Import()
    {
        var file = FileArgument("Weights file of any scheme.");
        var target = OutOption();
        var command = new Command("import", "Write a file's tensors under this engine's names, with how its network was fed.") { file, target };
        command.SetAction(p => EngineProcess.Run(_ =>
        {
            EngineProcess.PrepareTorch(new ExecutionSettings());
            Print(WeightsExchange.Import(Existing(p.GetValue(file)!), p.GetValue(target)!), p.GetValue(target)!);
        }));
        return command;
    }

    private static Command Export()
    {
        var checkpoint = new Argument<string>("CHECKPOINT") { Description = "Checkpoint of this engine, or a weights file." };
        var target = OutOption();
        var names = new Option<string>("--names")
        {
            Description = $"Whose names: {string.Join(", ", NameSchemes.All.Select(s => s.Name))}.",
            HelpName = "SCHEME",
            DefaultValueFactory = _ => NameSchemes.Torchvision.Name,
        };
        var command = new Command("export", "Write a network under torchvision's or another's names, for use elsewhere.") { checkpoint, target, names };
        command.SetAction(p => EngineProcess.Run(_ =>
        {
            var scheme = NameSchemes.Get(p.GetValue(names)!);
            EngineProcess.PrepareTorch(new ExecutionSettings());
            Print(WeightsExchange.Export(Existing(p.GetValue(checkpoint)!), p.GetValue(target)!, scheme), p.GetValue(target)!);
        }));
        return command;
    }

    private static void Print(ExchangeReport report, string target)
    {
        Console.WriteLine($"{target}: {report.Written.Count} tensors, SHA-256 {report.Sha256}; read by {report.Scheme.Title}'s names");
        foreach (var skipped in report.Skipped)
            Console.WriteLine($"left out {skipped.Names.Count} ({string.Join(", ", skipped.Names.Take(3))}{(skipped.Names.Count > 3 ? ", ..." : "")}): {skipped.Why}");
        foreach (var (key, value) in InputConvention.Of(WeightsHeader.Read(target)).Settings) Console.WriteLine($"{key}=\"{value}\"");
    }

    private static string Existing(string path) => WeightsHeader.Exists(path)
        ? path
        : throw new UsageException($"{path} does not exist: give a weights file.");

    private static Argument<string> FileArgument(string description) => new("FILE") { Description = description };

    private static Option<string> OutOption() => new("--out") { Description = "safetensors file to write.", Required = true, HelpName = "FILE" };
}
