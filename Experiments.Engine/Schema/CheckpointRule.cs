using System.Globalization;

namespace Experiments.Engine.Schema;

/// <summary>How a checkpoint of a run is chosen.</summary>
public enum CheckpointChoice
{
    /// <summary>The weights at the end.</summary>
    Last,

    /// <summary>The weights of the best evaluation during training (<see cref="SelectionSettings"/>).</summary>
    Best,

    /// <summary>The weights after a given iteration (<see cref="ExecutionSettings.KeepIterations"/>).</summary>
    Iteration,
}

/// <summary>
/// Which of a run's checkpoints a protocol scores: <c>last</c>, <c>best</c> or <c>iteration:N</c>. Declared before anything is
/// scored, and part of the protocol's fingerprint.
/// </summary>
/// <param name="Choice">How it is chosen.</param>
/// <param name="Iteration">Iterations done; 0 unless <see cref="CheckpointChoice.Iteration"/>.</param>
public sealed record CheckpointRule(CheckpointChoice Choice, int Iteration = 0)
{
    private const string LastText = "last";
    private const string BestText = "best";
    private const string IterationPrefix = "iteration:";

    /// <summary>The weights at the end.</summary>
    public static CheckpointRule Last { get; } = new(CheckpointChoice.Last);

    /// <summary>The weights of the best evaluation during training.</summary>
    public static CheckpointRule Best { get; } = new(CheckpointChoice.Best);

    /// <summary>The weights after N iterations.</summary>
    public static CheckpointRule At(int iteration) => new(CheckpointChoice.Iteration, iteration);

    /// <summary>Reads a rule; null where the text is none. A number has one form: no sign, no leading zeros.</summary>
    public static CheckpointRule? Parse(string text) => text switch
    {
        LastText => Last,
        BestText => Best,
        not null when text.StartsWith(IterationPrefix, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(IterationPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var iteration)
            && iteration > 0 && At(iteration).ToString() == text => At(iteration),
        _ => null,
    };

    /// <summary>Every rule that a run of the configuration can be scored by, the last checkpoint first.</summary>
    public static IReadOnlyList<CheckpointRule> AvailableIn(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return
        [
            Last,
            .. configuration.Selection.KeepBest ? [Best] : Array.Empty<CheckpointRule>(),
            .. configuration.Execution.KeepIterations.Where(n => n <= configuration.Training.Steps).Distinct().Order().Select(At),
        ];
    }

    /// <summary>What is wrong with a protocol's checkpoint for a run of the configuration: rule, value, remedy; null where nothing is.</summary>
    /// <param name="protocol">Protocol.</param>
    /// <param name="configuration">The configuration of the run that it is to score.</param>
    public static string? ProblemOf(Protocol protocol, RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(configuration);
        var named = $"Protocol {protocol.Name} names the checkpoint \"{protocol.Checkpoint}\"";
        if (Parse(protocol.Checkpoint) is not { } rule)
            return $"{named}: it must be last, best or iteration:N with N iterations done; set checkpoint to last.";
        var available = AvailableIn(configuration);
        if (available.Contains(rule) || (rule.Choice == CheckpointChoice.Iteration && rule.Iteration == configuration.Training.Steps)) return null;
        var remedy = rule.Choice == CheckpointChoice.Best
            ? "train with selection.keepBest true"
            : string.Create(CultureInfo.InvariantCulture, $"train with {rule.Iteration} among execution.keepIterations");
        return $"{named}, but the run keeps {string.Join(", ", available)}: set checkpoint to one of these, or {remedy}.";
    }

    /// <summary>The rule that a protocol names for a run of the configuration.</summary>
    /// <exception cref="UsageException">It is none, or the run keeps no such checkpoint (<see cref="ProblemOf"/>).</exception>
    public static CheckpointRule Of(Protocol protocol, RunConfiguration configuration) =>
        ProblemOf(protocol, configuration) is { } problem ? throw new UsageException(problem) : Parse(protocol.Checkpoint)!;

    /// <summary>Name of its file in the folder of checkpoints.</summary>
    /// <param name="configuration">The run's.</param>
    public string FileName(RunConfiguration configuration) => FileName((configuration ?? throw new ArgumentNullException(nameof(configuration))).Training.Steps);

    /// <summary>Name of its file in the folder of checkpoints.</summary>
    /// <param name="steps">Iterations in all: the weights after the last of them are the last ones.</param>
    internal string FileName(int steps) => Choice switch
    {
        CheckpointChoice.Best => CheckpointFiles.Best,
        CheckpointChoice.Iteration when Iteration != steps => CheckpointFiles.KeptName(Iteration),
        _ => CheckpointFiles.Final,
    };

    /// <summary>As a protocol names it.</summary>
    public override string ToString() => Choice switch
    {
        CheckpointChoice.Best => BestText,
        CheckpointChoice.Iteration => string.Create(CultureInfo.InvariantCulture, $"{IterationPrefix}{Iteration}"),
        _ => LastText,
    };
}

/// <summary>Names of checkpoints in an attempt's folder.</summary>
public static class CheckpointFiles
{
    /// <summary>Their folder.</summary>
    public const string Folder = "checkpoints";

    /// <summary>The last one, without the optimiser's state.</summary>
    public const string Final = "final.safetensors";

    /// <summary>The best one, without the optimiser's state.</summary>
    public const string Best = "best.safetensors";

    private const string SnapshotPrefix = "iteration-";

    /// <summary>A resumable one.</summary>
    public static string SnapshotName(int iteration) => string.Create(CultureInfo.InvariantCulture, $"{SnapshotPrefix}{iteration:00000000}.safetensors");

    /// <summary>One that is kept for good, without the optimiser's state.</summary>
    public static string KeptName(int iteration) => string.Create(CultureInfo.InvariantCulture, $"kept-{iteration:00000000}.safetensors");

    /// <summary>Whether a training can go on from the file of this name.</summary>
    public static bool IsSnapshot(string path) => Path.GetFileName(path).StartsWith(SnapshotPrefix, StringComparison.Ordinal);

    /// <summary>The resumable ones in a folder, oldest first.</summary>
    public static IReadOnlyList<string> Snapshots(string folder) =>
        [.. Directory.GetFiles(folder, $"{SnapshotPrefix}*.safetensors").Order(StringComparer.Ordinal)];
}
