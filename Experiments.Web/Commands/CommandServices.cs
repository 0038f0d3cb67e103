using Experiments.Data.Results;
using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Exports;
using Experiments.Web.Hosting;
using Experiments.Web.Queue;
using Experiments.Web.Results;
using Experiments.Web.Runs;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Commands;

/// <summary>What commands need that read a database, a site's while it runs too: its stores, without server, queue or worker.</summary>
internal static class CommandServices
{
    /// <summary>Opens the database of the settings for a command; nothing is created or upgraded: a site may be serving it.</summary>
    /// <param name="settings">Where it is.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <param name="more">Adds what the command needs besides.</param>
    /// <exception cref="UsageException">There is none, or it is older than this program.</exception>
    /// <exception cref="DatabaseException">It is newer than this program, another program's, or damaged.</exception>
    public static async Task<ServiceProvider> OpenAsync(ExperimentsSettings settings, CancellationToken cancellationToken, Action<IServiceCollection>? more = null)
    {
        if (settings.DatabaseFile is { } file && !File.Exists(file))
            throw new UsageException($"There is no database \"{file}\": name the runs folder of the site with --runs, or its database with --database.");
        return await OpenAsync(settings, makes: false, more, cancellationToken);
    }

    /// <summary>The same; one that is not there yet is made, one that is older is not upgraded either.</summary>
    public static Task<ServiceProvider> OpenOrMakeAsync(ExperimentsSettings settings, CancellationToken cancellationToken, Action<IServiceCollection>? more = null)
    {
        settings.PrepareFolders();
        return OpenAsync(settings, makes: true, more, cancellationToken);
    }

    private static async Task<ServiceProvider> OpenAsync(ExperimentsSettings settings, bool makes, Action<IServiceCollection>? more, CancellationToken cancellationToken)
    {
        var collection = new ServiceCollection()
            .AddLogging()
            .AddSingleton(settings)
            .AddExperimentsData(new ExperimentsDataOptions { ConnectionString = settings.ConnectionString })
            .AddSingleton(new RunFiles(settings.RunsFolder))
            .AddExports();
        more?.Invoke(collection);
        var services = collection.BuildServiceProvider();
        try
        {
            var initializer = services.GetRequiredService<DatabaseInitializer>();
            var state = await initializer.StateAsync(cancellationToken);
            if (state == DatabaseState.Empty && makes) await initializer.InitializeAsync(cancellationToken);
            else if (state != DatabaseState.Ready) throw NotReady(settings, state);
            return services;
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    private static UsageException NotReady(ExperimentsSettings settings, DatabaseState state)
    {
        var database = settings.DatabaseFile is { } file ? $"The database \"{file}\"" : "The database on the server";
        return new UsageException(state == DatabaseState.Empty
            ? $"{database} has no tables yet: start the site on it once (`serve`), which makes them."
            : $"{database} is older than this program: start the site on it once (`serve`), which upgrades it and keeps a copy.");
    }

    /// <summary>Registers what queues runs, without the site.</summary>
    public static IServiceCollection AddQueueing(this IServiceCollection services) => services
        .AddSingleton<QueueSignal>()
        .AddSingleton<RunFactory>()
        .AddCommandLinePerson()
        .AddScoped<RunActions>();

    /// <summary>A grid by number or name.</summary>
    /// <exception cref="UsageException">There is none, or several have the name: lists what exists.</exception>
    public static async Task<GridSummary> GridAsync(GridQuery grids, string wanted, CancellationToken cancellationToken)
    {
        var all = await grids.ListAsync(cancellationToken);
        var named = all.Where(g => g.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)).ToList();
        if (named.Count == 1) return named[0];
        if (named.Count > 1) throw new UsageException($"{named.Count} results grids are called \"{wanted}\": name one by its number ({string.Join(", ", named.Select(g => g.GridId))}).");
        if (all.FirstOrDefault(g => g.GridId.ToString(System.Globalization.CultureInfo.InvariantCulture) == wanted) is { } numbered) return numbered;
        throw new UsageException($"There is no results grid \"{wanted}\". Available: {string.Join(", ", all.Select(g => $"{g.GridId} ({g.Name})"))}.");
    }
}
