using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Sweeps;

/// <summary>A sweep in a list.</summary>
/// <param name="SweepId">Sweep.</param>
/// <param name="Name">Name.</param>
/// <param name="ExperimentId">Experiment.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="GridId">Its results grid, if any.</param>
/// <param name="Runs">Number of runs.</param>
/// <param name="CreatedMs">When it was created, Unix milliseconds.</param>
public sealed record SweepSummary(long SweepId, string Name, long ExperimentId, string Experiment, long? GridId, int Runs, long CreatedMs);

/// <summary>Creates and reads sweeps.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class SweepStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    /// <summary>Creates a sweep with all its runs, jobs and its results grid in one transaction: all of it or nothing.</summary>
    /// <exception cref="ArgumentException">Jobs wait for later ones, or a row's cells do not fit the columns.</exception>
    public Task<CreatedSweep> CreateSweepAsync(NewSweep sweep, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");

    /// <summary>Every sweep, newest first.</summary>
    public Task<IReadOnlyList<SweepSummary>> ListAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");

    /// <summary>The newest sweep of that name in the experiment of that name; null when there is none. The demo finds its own sweep by it.</summary>
    public Task<SweepSummary?> FindAsync(string experiment, string name, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");
}
