using System.Globalization;
using Experiments.Data.Jobs;
using Experiments.Data.Storage;
using Experiments.Web.Queue;
using Experiments.Web.Workers;
using Microsoft.EntityFrameworkCore;
using Serilog;
using Serilog.Events;

namespace Experiments.Web.Hosting;

/// <summary>What a site and a worker have in common: log, database, queue.</summary>
internal static class HostServices
{
    private const int LogFilesKept = 14;

    /// <summary>Registers them.</summary>
    public static IServiceCollection AddExperimentsHost(this IServiceCollection services, ExperimentsSettings settings, WorkerRole role, IConfiguration configuration)
    {
        var file = role.IsSite ? "web-.log" : $"worker-{settings.WorkerName.Replace('/', '-')}-.log";
        services.AddSerilog((_, log) => ConfigureLog(log, settings, file, configuration), preserveStaticLogger: true);
        services.AddSingleton(settings);
        services.AddSingleton(role);
        services.AddSingleton<ProgramVersion>();
        services.AddExperimentsData(new ExperimentsDataOptions { ConnectionString = settings.ConnectionString });
        services.AddSingleton(s => new JobStore(s.GetRequiredService<IDbContextFactory<ExperimentsContext>>(), s.GetRequiredService<TimeProvider>())
        {
            MostFailuresInARow = settings.MostFailuresInARow,
            Retries = settings.Retries,
        });
        return services.AddJobQueue(settings);
    }

    private static void ConfigureLog(LoggerConfiguration log, ExperimentsSettings settings, string file, IConfiguration configuration) => log
        .MinimumLevel.Information()
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .MinimumLevel.Override("Hangfire", LogEventLevel.Warning)
        // The keys that sign a browser session stay in the user's own folder; that they are not encrypted there is no news to them.
        .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
        .ReadFrom.Configuration(configuration)
        // Thrown as well, and told in one sentence by the command line.
        .Filter.ByExcluding(e => e.MessageTemplate.Text == "Hosting failed to start")
        // Standard output belongs to what a command prints: a table, a progress bar.
        .WriteTo.Console(
            restrictedToMinimumLevel: settings.QuietConsole ? LogEventLevel.Warning : LogEventLevel.Information,
            formatProvider: CultureInfo.InvariantCulture,
            standardErrorFromLevel: LogEventLevel.Verbose)
        .WriteTo.File(
            Path.Combine(settings.RunsFolder, "logs", file),
            formatProvider: CultureInfo.InvariantCulture,
            rollingInterval: RollingInterval.Day,
            retainedFileCountLimit: LogFilesKept,
            shared: true);
}
