using System.Text.Json;
using Experiments.Engine.Schema;
using Experiments.Web.Hosting;

namespace Experiments.Web.Attempts;

/// <summary>Where and with what an attempt ran: in its folder as <c>environment.json</c>, and with its row.</summary>
public sealed record AttemptEnvironment
{
    // Of a whole environment only what can move numbers or speed; the rest may hold secrets.
    private static readonly string[] Telling = ["OMP_", "MKL_", "OPENBLAS_", "CUDA_", "NVIDIA_", "CUBLAS_", "CUDNN_", "TORCH_", "PYTORCH_", "MALLOC_", "DOTNET_"];

    /// <summary>The machine.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Version and commit that the program was built from.</summary>
    public string Version { get; init; } = "";

    /// <summary>Commit of the work tree that the program lies in; empty without one.</summary>
    public string Commit { get; init; } = "";

    /// <summary>SHA-256 of that tree's changes against it (<c>code.diff</c> in the attempt's folder); empty for none.</summary>
    public string DiffSha256 { get; init; } = "";

    /// <summary>Device.</summary>
    public string Device { get; init; } = "";

    /// <summary>CPU threads.</summary>
    public int Threads { get; init; }

    /// <summary>The engine's command, a word an entry.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Environment variables that can move numbers or speed.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>SHA-256 over the images and labels.</summary>
    public string DataManifest { get; init; } = "";

    /// <summary>SHA-256 of the weights file; empty for none.</summary>
    public string WeightsSha256 { get; init; } = "";

    /// <summary>As it is stored.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SchemaJson.Compact);

    /// <summary>Reads what was stored; null where nothing was.</summary>
    public static AttemptEnvironment? Read(string json) => json.Length == 0 ? null : JsonSerializer.Deserialize<AttemptEnvironment>(json, SchemaJson.Compact);

    /// <summary>Of an engine process about to start.</summary>
    public static AttemptEnvironment Of(RunConfiguration configuration, EngineCommand command)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable is { Key: string name, Value: string value } && Telling.Any(t => name.StartsWith(t, StringComparison.Ordinal))) variables[name] = value;
        }

        foreach (var (name, value) in command.Environment) variables[name] = value;
        return new AttemptEnvironment
        {
            Machine = Machine.Here,
            Version = CodeState.Here.Version,
            Commit = CodeState.Here.Commit,
            DiffSha256 = CodeState.Here.DiffSha256,
            Device = string.Join(", ", configuration.Execution.Devices),
            Threads = configuration.Execution.Threads,
            Command = [command.FileName, .. command.Arguments],
            Variables = variables,
            DataManifest = configuration.Data.Manifest,
            WeightsSha256 = configuration.Weights.Sha256,
        };
    }
}
