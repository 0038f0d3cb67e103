using System.Globalization;
using Experiments.Data.Storage;
using Experiments.Data.Storage.Copying;
using Experiments.Engine.Schema;
using Experiments.Web.Hosting;

namespace Experiments.Web.Commands;

/// <summary><c>database backup</c>, <c>restore</c>, <c>check</c>, <c>copy</c>: what keeps a database; all but <c>restore</c> work beside a running site.</summary>
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

    /// <summary>Copies a whole database into an empty one.</summary>
    /// <exception cref="UsageException">A database is not named as it must be, or a site serves the target.</exception>
    public static async Task<int> CopyAsync(string from, string to, TextWriter output, TextWriter progress, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var (source, _) = ExperimentsSettings.DatabaseOf(from, "--from", problems);
        var (target, file) = ExperimentsSettings.DatabaseOf(to, "--to", problems);
        if (problems.Count > 0) throw new UsageException(problems);
        if (file is not null) Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var alone = file is null ? null : ServerLock.Take(file);
        var copy = new DatabaseCopy(new ExperimentsDataOptions { ConnectionString = source }, new ExperimentsDataOptions { ConnectionString = target }, TimeProvider.System);
        var tables = await copy.RunAsync(new Lines(progress), cancellationToken);
        var width = tables.Max(t => t.Name.Length);
        await output.WriteLineAsync($"{"table".PadRight(width)}  {"rows",12}  hash, the same in both");
        foreach (var table in tables) await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{table.Name.PadRight(width)}  {table.Rows,12}  {table.Hash[..16]}"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{tables.Sum(t => t.Rows)} rows copied and read back. The files of the runs folder are not in the database: keep that folder, or copy it too."));
        return CommandLine.Done;
    }

    /// <summary>A line a table that has begun, and one every so many rows.</summary>
    private sealed class Lines(TextWriter output) : IProgress<CopyProgress>
    {
        public void Report(CopyProgress value) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(value.Checking ? "read back" : "copied")} {value.Rows} rows of {value.Table}"));
    }

    private static ServiceProvider Services(ExperimentsSettings settings) => new ServiceCollection()
        .AddExperimentsData(new ExperimentsDataOptions { ConnectionString = settings.ConnectionString })
        .BuildServiceProvider();
}
