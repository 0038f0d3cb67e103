using Experiments.Web.Access;

namespace Experiments.Web.Demo;

/// <summary>Begins the miniature for a person.</summary>
/// <param name="guard">Asks for the right, and writes down what was done.</param>
/// <param name="miniature">The miniature.</param>
public sealed class MiniatureActions(ActGuard guard, Miniature miniature)
{
    /// <summary>Whether it is under way.</summary>
    public bool IsUnderWay => miniature.IsUnderWay;

    /// <summary>Why it stopped before its table was whole; null where it did not.</summary>
    public string? Problem => miniature.Problem;

    /// <summary>Queues its first step; the others follow by themselves.</summary>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task BeginAsync(CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.QueueSweep, "the miniature", () => miniature.BeginAsync(cancellationToken), cancellationToken);
}
