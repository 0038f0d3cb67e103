using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Experiments.Web.Hosting;

namespace Experiments.Web.Commands;

/// <summary><c>database backup</c>, <c>restore</c>, <c>check</c>: what keeps a SQLite database; the first and last work beside a running site.</summary>
internal static class DatabaseCommand
{
    /// <summary>Copies the database to a file.</summary>
    public static async Task<int> BackUpAsync(ExperimentsSettings settings, string file, TextWriter output, CancellationToken cancellationToken)
    {
        await using var services = Services(settings);
        var content = await services.GetRequiredService<DatabaseKeeper>().BackUpAsync(file, cancellationToken);
        await output.WriteLineAsync($"{content.File}: {content.Words}. Opened and found whole.");
        return CommandLine.Done;
    }

    /// <summary>Puts a copy in the database's place.</summary>
    /// <exception cref="UsageException">A site serves it.</exception>
    public static async Task<int> RestoreAsync(ExperimentsSettings settings, string file, TextWriter output, CancellationToken cancellationToken)
    {
        if (settings.DatabaseFile is { } own) Directory.CreateDirectory(Path.GetDirectoryName(own)!);
        using var alone = settings.DatabaseFile is { } database ? ServerLock.Take(database) : null;
        await using var services = Services(settings);
        var (content, before) = await services.GetRequiredService<DatabaseKeeper>().RestoreAsync(file, cancellationToken);
        await output.WriteLineAsync($"{content.File}: {content.Words}.{(before is null ? "" : $" What was there before: {before}.")}");
        await output.WriteLineAsync("Runs that were made after that copy are no longer in the table; their folders are where they were.");
        return CommandLine.Done;
    }

    /// <summary>Reads all of the database.</summary>
    public static async Task<int> CheckAsync(ExperimentsSettings settings, TextWriter output, CancellationToken cancellationToken)
    {
        await using var services = Services(settings);
        var content = await services.GetRequiredService<DatabaseKeeper>().CheckAsync(cancellationToken);
        await output.WriteLineAsync($"{content.File}: sound. {content.Words}; last change of its tables: {content.Migration}.");
        return CommandLine.Done;
    }

    private static ServiceProvider Services(ExperimentsSettings settings) => new ServiceCollection()
        .AddExperimentsData(new ExperimentsDataOptions { ConnectionString = settings.ConnectionString })
        .BuildServiceProvider();
}
