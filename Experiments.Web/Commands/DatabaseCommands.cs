using Experiments.Data.Results;
using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Experiments.Web.Bundles;
using Experiments.Web.Exports;
using Experiments.Web.Hosting;
using Experiments.Web.Results;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Commands;

/// <summary>What commands need that read a database, a site's while it runs too: its stores, without server, queue or worker.</summary>
internal static class DatabaseCommands
{
    /// <summary>Opens the database of the settings for a command; nothing is created or upgraded.</summary>
    /// <exception cref="UsageException">There is none, or it is older than this program.</exception>
    public static async Task<ServiceProvider> OpenAsync(ExperimentsSettings settings, CancellationToken cancellationToken)
    {
        if (settings.DatabaseFile is { } file && !File.Exists(file))
            throw new UsageException($"There is no database \"{file}\": give the folder that `serve` uses with --runs, or its file with --database.");
        var services = new ServiceCollection()
            .AddSingleton(settings)
            .AddExperimentsData(new ExperimentsDataOptions { ConnectionString = settings.ConnectionString })
            .AddSingleton(new RunFiles(settings.RunsFolder))
            .AddSingleton<GridExports>()
            .AddSingleton<EvidenceBundle>()
            .BuildServiceProvider();
        try
        {
            await using var db = await services.GetRequiredService<IDbContextFactory<ExperimentsContext>>().CreateDbContextAsync(cancellationToken);
            var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            if (pending.Count > 0)
                throw new UsageException($"The database lacks the change \"{pending[0]}\": start the site on it once with `serve`, which upgrades it and keeps a copy.");
            return services;
        }
        catch (System.Data.Common.DbException e)
        {
            await services.DisposeAsync();
            throw new UsageException($"The database cannot be read ({e.Message}): check --database and --runs.");
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

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
