using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Storage;

/// <summary>Runs a unit of work in one transaction of a context of its own.</summary>
internal static class Transactions
{
    /// <summary>
    /// Commits when the work returns, rolls back when it throws. On SQLite the transaction begins IMMEDIATE (the
    /// provider's way for its one isolation level): it takes the write lock before it reads, so it never reads a
    /// snapshot that it may then not write to. On PostgreSQL rows are locked by the UPDATE that the work begins with.
    /// </summary>
    public static async Task<T> InTransactionAsync<T>(
        this IDbContextFactory<ExperimentsContext> contexts, Func<ExperimentsContext, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var result = await work(db);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }
}
