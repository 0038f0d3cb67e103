using Experiments.Web.Hosting;
using Experiments.Web.Workers;

namespace Experiments.Web.Commands;

/// <summary><c>worker</c>: runs jobs of a site on another machine, or beside it, until stopped.</summary>
internal static class WorkerCommand
{
    /// <summary>Works until Ctrl-C or SIGTERM, or until the site becomes another version.</summary>
    public static async Task<int> RunAsync(ExperimentsSettings settings, CancellationToken cancellationToken)
    {
        using var host = WorkerHost.Build(settings);
        await WorkerHost.StartAsync(host, cancellationToken);
        Console.WriteLine($"Worker {settings.WorkerName}, version {ProgramVersion.Here}: {CommandLine.Count(settings.Concurrency, "job")} at a time on {string.Join(", ", settings.Devices)}, of the queue{(settings.Queues.Count == 1 ? "" : "s")} {string.Join(", ", settings.Queues)}.");
        Console.WriteLine("Ctrl-C stops; running jobs write a checkpoint and go back to the queue.");
        await host.WaitForShutdownAsync(cancellationToken);
        return await host.Services.GetRequiredService<ProgramVersion>().RefusalAsync(CancellationToken.None) is null ? CommandLine.Done : CommandLine.Usage;
    }
}
