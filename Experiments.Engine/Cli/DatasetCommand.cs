using System.CommandLine;

namespace Experiments.Engine.Cli;

/// <summary><c>dataset check|render|baseline</c>.</summary>
internal static class DatasetCommand
{
    /// <summary>The command with its verbs.</summary>
    public static Command Create() => new("dataset", "Data sets.");
}
