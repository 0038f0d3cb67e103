using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Storage;

/// <summary>Runs a unit of work in one transaction of a context of its own.</summary>
internal static class Transactions
{
    private static readonly ConditionalWeakTable<IDbContextFactory<ExperimentsContext>, SemaphoreSlim> Turns = new();

    /// <summary>
    /// Commits when the work returns, rolls back when it throws. On SQLite the transaction begins IMMEDIATE (the
    /// provider's way for its one isolation level): it takes the write lock before it reads, so it never reads a
    /// snapshot that it may then not write to. On PostgreSQL rows are locked by the UPDATE that the work begins with.
    /// SQLite has one writer at a time and lets those that wait sleep and try again, whoever comes first: here they take
    /// turns instead, in order, without holding a thread. Work must not begin a transaction of its own.
    /// </summary>
    public static async Task<T> InTransactionAsync<T>(
        this IDbContextFactory<ExperimentsContext> contexts, Func<ExperimentsContext, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!db.Database.IsSqlite()) return await CommitAsync(db, work, cancellationToken);
        var turn = Turns.GetValue(contexts, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await CommitAsync(db, work, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    private static async Task<T> CommitAsync<T>(ExperimentsContext db, Func<ExperimentsContext, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var result = await work(db);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }
}
