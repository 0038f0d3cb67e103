using Experiments.Data.Sweeps;

namespace Experiments.Web.Sweeps;

/// <summary>Reads what stored sweeps were defined by.</summary>
/// <param name="sweeps">Sweeps.</param>
public sealed class SweepDefinitions(SweepStore sweeps)
{
    /// <summary>The definition of a sweep as it is stored; null where there is none.</summary>
    public Task<string?> FindAsync(long sweep, CancellationToken cancellationToken = default) => sweeps.DefinitionAsync(sweep, cancellationToken);

    /// <summary>The newest sweeps.</summary>
    public Task<IReadOnlyList<SweepSummary>> NewestAsync(int most, CancellationToken cancellationToken = default) => sweeps.NewestAsync(most, cancellationToken);
}
