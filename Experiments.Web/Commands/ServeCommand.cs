using Experiments.Web.Hosting;

namespace Experiments.Web.Commands;

/// <summary><c>serve</c>: the site and its worker until stopped.</summary>
internal static class ServeCommand
{
    /// <summary>Serves until Ctrl-C or SIGTERM.</summary>
    public static async Task<int> RunAsync(ExperimentsSettings settings, CancellationToken cancellationToken)
    {
        await using var app = ExperimentsHost.Build(settings);
        await ExperimentsHost.StartAsync(app, cancellationToken);
        foreach (var url in app.Urls) Console.WriteLine($"Experiments: {url}");
        Console.WriteLine("Ctrl-C stops; running jobs write a checkpoint and go on at the next start.");
        await app.WaitForShutdownAsync(cancellationToken);
        return CommandLine.Done;
    }
}
