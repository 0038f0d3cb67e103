using Experiments.Engine.Schema;

namespace Experiments.Web.Evaluations;

/// <summary>What is to become of a wanted evaluation.</summary>
public enum EvaluationStatus
{
    /// <summary>It is to be queued.</summary>
    New,

    /// <summary>The run has it already: the same checkpoint under the same protocol.</summary>
    Exists,

    /// <summary>It is queued or running.</summary>
    UnderWay,

    /// <summary>It cannot be done; see <see cref="PlannedEvaluation.Problem"/>.</summary>
    Refused,
}

/// <summary>One run under one protocol.</summary>
public sealed record PlannedEvaluation
{
    /// <summary>Run.</summary>
    public required long RunId { get; init; }

    /// <summary>Its name.</summary>
    public required string RunName { get; init; }

    /// <summary>What is to become of it.</summary>
    public required EvaluationStatus Status { get; init; }

    /// <summary>The protocol, resolved; null where it could not be.</summary>
    public Protocol? Protocol { get; init; }

    /// <summary>Number of images that are scored.</summary>
    public int Images { get; init; }

    /// <summary>The training that the evaluation waits for.</summary>
    public long TrainingJobId { get; init; }

    /// <summary>The value that exists, 0 to 1; null where there is none, or it is not a number.</summary>
    public double? Value { get; init; }

    /// <summary>Why the score will be too good; null where it will not be.</summary>
    public string? Warning { get; init; }

    /// <summary>Why it is refused: rule, value, remedy, a sentence each; empty where it is not.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary><see cref="Problems"/> in one line.</summary>
    public string Problem => string.Join(" ", Problems);
}

/// <summary>What some runs can be scored by.</summary>
/// <param name="Templates">Names of templates.</param>
/// <param name="Checkpoints">Checkpoints that at least one of them has, the last first.</param>
/// <param name="IsClassifier">Whether they are classifiers.</param>
public sealed record EvaluationChoices(IReadOnlyList<string> Templates, IReadOnlyList<string> Checkpoints, bool IsClassifier)
{
    /// <summary>Before anything was read.</summary>
    public static EvaluationChoices None { get; } = new([ProtocolTemplates.SingleScale], [CheckpointRule.Last.ToString()], false);
}

/// <summary>Wanted evaluations of some runs, before anything is queued.</summary>
/// <param name="Items">Run by run, protocol by protocol.</param>
public sealed record EvaluationPlan(IReadOnlyList<PlannedEvaluation> Items)
{
    /// <summary>Those to queue.</summary>
    /// <param name="again">Those that exist too.</param>
    public IReadOnlyList<PlannedEvaluation> ToQueue(bool again) => [.. Items.Where(i => IsToQueue(i, again))];

    /// <summary>The plan after those were queued.</summary>
    /// <param name="again">Those that exist too.</param>
    public EvaluationPlan Queued(bool again) => new([.. Items.Select(i => IsToQueue(i, again) ? i with { Status = EvaluationStatus.UnderWay } : i)]);

    /// <summary>How many have a status.</summary>
    public int Count(EvaluationStatus status) => Items.Count(i => i.Status == status);

    private static bool IsToQueue(PlannedEvaluation item, bool again) =>
        item.Status == EvaluationStatus.New || (again && item.Status == EvaluationStatus.Exists);
}
