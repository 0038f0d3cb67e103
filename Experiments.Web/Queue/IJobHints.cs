namespace Experiments.Web.Queue;

/// <summary>The hints that say to workers which jobs can be claimed. A hint that is late, doubled or lost does no harm: the job's row is the truth.</summary>
public interface IJobHints
{
    /// <summary>Gives hints for what can be claimed and has none, as many as are worth giving.</summary>
    Task GiveAsync(CancellationToken cancellationToken);
}
