using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Experiments.Data.Storage;

/// <summary>Lets one process at a time do something that several may want to, on PostgreSQL; the server gives the turn back when the process dies.</summary>
public sealed class Turn : IAsyncDisposable
{
    private readonly ExperimentsContext _db;
    private readonly IDbContextTransaction _transaction;

    private Turn(ExperimentsContext db, IDbContextTransaction transaction) => (_db, _transaction) = (db, transaction);

    /// <summary>Takes the turn; null when another process has it.</summary>
    /// <param name="contexts">Contexts of a PostgreSQL database.</param>
    /// <param name="key">What for.</param>
    /// <param name="cancellationToken">Token.</param>
    public static async Task<Turn?> TryTakeAsync(IDbContextFactory<ExperimentsContext> contexts, long key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        var db = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            if (await db.Database.SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock({key}) AS \"Value\"").SingleAsync(cancellationToken)) return new Turn(db, transaction);
            await transaction.DisposeAsync();
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }

        await db.DisposeAsync();
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _db.DisposeAsync();
    }
}
