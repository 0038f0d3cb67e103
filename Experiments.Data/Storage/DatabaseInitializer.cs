using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Storage;

/// <summary>Makes the database ready at start-up: checks it, backs it up, migrates it, adds what comes with the program.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="options">Where the database is.</param>
/// <param name="time">Clock.</param>
public sealed class DatabaseInitializer(IDbContextFactory<ExperimentsContext> contexts, ExperimentsDataOptions options, TimeProvider time)
{
    /// <summary>Creates or upgrades the database. Safe to call at every start, by several processes at once.</summary>
    /// <returns>What was done.</returns>
    /// <exception cref="DatabaseException">Newer than the program, folder not writable, server not reachable: says which, and the remedy.</exception>
    public Task<InitializedDatabase> InitializeAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{options}{time}");
}

/// <summary>What <see cref="DatabaseInitializer"/> did.</summary>
/// <param name="Created">Whether the database is new.</param>
/// <param name="AppliedMigrations">Migrations applied, oldest first.</param>
/// <param name="BackupPath">Copy of the file as it was before, if one was made.</param>
public sealed record InitializedDatabase(bool Created, IReadOnlyList<string> AppliedMigrations, string? BackupPath);
