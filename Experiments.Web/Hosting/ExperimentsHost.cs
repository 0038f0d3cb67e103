using Experiments.Data.Storage;
using Experiments.Web.Components;
using Experiments.Web.Queue;
using Experiments.Web.Runs;
using Serilog;
using Serilog.Events;

namespace Experiments.Web.Hosting;

/// <summary>Puts the site together: database, queue, worker, pages, logging, health.</summary>
public static class ExperimentsHost
{
    /// <summary>Builds the site; nothing runs and nothing is listened to until it is started.</summary>
    /// <param name="settings">Settings.</param>
    /// <param name="configure">Changes for a test or a command, after everything is registered.</param>
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
        builder.Services.AddSerilog(log => log
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Hangfire", LogEventLevel.Warning)
            .ReadFrom.Configuration(builder.Configuration)
            .WriteTo.Console(formatProvider: System.Globalization.CultureInfo.InvariantCulture));
        builder.Services.AddSingleton(settings);
        builder.Services.AddExperimentsData(new ExperimentsDataOptions { ConnectionString = settings.ConnectionString });
        builder.Services.AddHealthChecks();
        builder.Services.AddSingleton<QueueSignal>();
        builder.Services.AddSingleton<RunFactory>();
        builder.Services.AddExperimentPages();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.MapHealthChecks("/health");
        app.MapExperimentPages();
        return app;
    }
}
