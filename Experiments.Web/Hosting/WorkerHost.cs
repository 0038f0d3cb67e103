using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Experiments.Web.Workers;

namespace Experiments.Web.Hosting;

/// <summary>Puts a worker together: queue and supervision, without pages.</summary>
public static class WorkerHost
{
    /// <summary>Builds a worker. Nothing runs until <see cref="StartAsync"/>.</summary>
    /// <exception cref="UsageException">The database is a file: its site runs the jobs.</exception>
    public static IHost Build(ExperimentsSettings settings)
    {
        if (settings.DatabaseFile is { } file)
        {
            throw new UsageException(
                $"The database \"{file}\" is a SQLite file, which one process serves and works on: `serve` runs its jobs. Workers of their own need PostgreSQL: --database \"Host=...;Database=...;Username=...\"; docs/lab.md tells how.");
        }

        if (settings.Concurrency == 0) throw new UsageException("A worker of --concurrency 0 would do nothing: give 1 or more.");
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory, ApplicationName = typeof(WorkerHost).Assembly.GetName().Name });
        // What a site has beside its pages and a worker has not is found out here, and not by the first job.
        builder.ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
        builder.Services.AddExperimentsHost(settings, new WorkerRole(IsSite: false), builder.Configuration);
        return builder.Build();
    }

    /// <summary>Checks database, folder and version, then starts to work.</summary>
    /// <exception cref="UsageException">The folder is not the database's, or the site is of another version.</exception>
    /// <exception cref="DatabaseException">The database cannot be used, or is older or newer than the program.</exception>
    public static async Task StartAsync(IHost host, CancellationToken cancellationToken = default)
    {
        var settings = host.Services.GetRequiredService<ExperimentsSettings>();
        settings.PrepareFolders();
        var state = await host.Services.GetRequiredService<DatabaseInitializer>().StateAsync(cancellationToken);
        if (state != DatabaseState.Ready)
        {
            throw new UsageException(state == DatabaseState.Empty
                ? "The database has no tables yet: start the site on it once (`serve`), which makes them."
                : "The database is older than this program: start the site of this version on it (`serve`), which upgrades it.");
        }

        RunsFolderMark.Require(settings.RunsFolder, await host.Services.GetRequiredService<DatabaseProperties>().IdentityAsync(cancellationToken));
        await host.Services.GetRequiredService<ProgramVersion>().CheckAsync(cancellationToken);
        await host.StartAsync(cancellationToken);
    }
}
