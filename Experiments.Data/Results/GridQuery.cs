using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Results;

/// <summary>Fills results grids.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class GridQuery(IDbContextFactory<ExperimentsContext> contexts)
{
    /// <summary>Every grid: the published ones first, then the newest.</summary>
    public Task<IReadOnlyList<GridSummary>> ListAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException(contexts.ToString());

    /// <summary>A grid with every cell; null when there is none of that id.</summary>
    public Task<GridView?> LoadAsync(long gridId, CancellationToken cancellationToken = default) => throw new NotSupportedException(contexts.ToString());
}
