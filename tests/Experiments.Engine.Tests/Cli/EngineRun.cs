using System.Diagnostics;
using System.Text.Json;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Cli;

/// <summary>Runs the real engine executable.</summary>
internal sealed record EngineRun(int ExitCode, string Output, string Error)
{
    public static EngineRun Of(params string[] arguments)
    {
        using var process = Start(arguments);
        process.StandardInput.Close();
        return Finish(process);
    }

    public static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Experiments.Engine.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    public static EngineRun Finish(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new EngineRun(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    public static string Write(string folder, RunConfiguration configuration)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():n}.json");
        File.WriteAllText(path, SchemaJson.Write(configuration));
        return path;
    }

    public static IReadOnlyList<JournalEvent> Journal(string folder) =>
        [.. File.ReadAllLines(Path.Combine(folder, "events.jsonl")).Select(l => JsonSerializer.Deserialize<JournalEvent>(l, SchemaJson.Compact)!)];
}
