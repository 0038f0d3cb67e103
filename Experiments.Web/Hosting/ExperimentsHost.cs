using System.Net.Sockets;
using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Components;
using Experiments.Web.Datasets;
using Experiments.Web.Deletions;
using Experiments.Web.Demo;
using Experiments.Web.Predictions;
using Experiments.Web.Runs;
using Experiments.Web.Workers;
using Microsoft.AspNetCore.Connections;

namespace Experiments.Web.Hosting;

/// <summary>Puts the site together: database, queue, worker, pages, logging, health.</summary>
public static class ExperimentsHost
{
    /// <summary>Builds the site. Nothing runs, no file is touched and nothing is listened to until <see cref="StartAsync"/>.</summary>
    /// <param name="settings">Settings.</param>
    /// <param name="configure">Additions of a command or a test, after everything is registered.</param>
    public static WebApplication Build(ExperimentsSettings settings, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // What belongs to the program lies beside it, wherever it is started.
            ContentRootPath = AppContext.BaseDirectory,
            ApplicationName = typeof(ExperimentsHost).Assembly.GetName().Name,
        });
        // A build that is not published has its static files in several folders; a manifest beside the program names them.
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, "Experiments.Web.staticwebassets.runtime.json"))) builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseUrls(settings.Urls);
        builder.Services.AddExperimentsHost(settings, new WorkerRole(IsSite: true), builder.Configuration);
        builder.Services.AddSingleton<SingleServer>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database");
        builder.Services.AddHostedService<DatasetChecker>();
        builder.Services.AddSingleton<RunFactory>();
        builder.Services.AddExperimentPages();
        builder.Services.AddHostedService<PurgeFinisher>();
        builder.Services.AddHostedService<PredictionSweeper>();
        builder.Services.AddHostedService(host => host.GetRequiredService<Miniature>());
        builder.Services.AddSingleton<DatabaseWatch>();
        builder.Services.AddHostedService(host => host.GetRequiredService<DatabaseWatch>());
        builder.Services.AddAccess(settings.Access);
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseRequestGuards();
        app.MapHealthChecks("/health").AllowAnonymous();
        app.MapExperimentPages();
        return app;
    }

    /// <summary>Makes folders and database ready, then starts to listen and to work.</summary>
    /// <exception cref="UsageException">A folder cannot be written, the database is in use, or an address is: names it and the remedy.</exception>
    /// <exception cref="DatabaseException">The database cannot be used: says why, and the remedy.</exception>
    public static async Task StartAsync(WebApplication app, CancellationToken cancellationToken = default)
    {
        var settings = app.Services.GetRequiredService<ExperimentsSettings>();
        settings.PrepareFolders();
        var server = app.Services.GetRequiredService<SingleServer>();
        server.Acquire();
        var database = await app.Services.GetRequiredService<DatabaseInitializer>().InitializeAsync(cancellationToken);
        if (database.BackupPath is { } backup)
            app.Logger.LogInformation("The database was upgraded ({Migrations}); a copy of it as it was: {Backup}", string.Join(", ", database.AppliedMigrations), backup);
        var properties = app.Services.GetRequiredService<DatabaseProperties>();
        RunsFolderMark.Take(settings.RunsFolder, await properties.IdentityAsync(cancellationToken));
        await properties.SetSiteVersionAsync(ProgramVersion.Here, cancellationToken);
        await server.ReleaseOrphansAsync(cancellationToken);
        try
        {
            await app.StartAsync(cancellationToken);
            await AccessServices.AnnounceAsync(app, cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new UsageException($"The address {settings.Urls} is in use by another program: stop that one, or choose another with --urls, for example --urls http://127.0.0.1:5081.");
        }
        catch (Exception e) when (e is SocketException or IOException { InnerException: SocketException })
        {
            throw new UsageException($"The address {settings.Urls} cannot be listened to ({e.Message}): choose another with --urls, for example --urls {ExperimentsSettings.DefaultUrl}.");
        }
    }
}
