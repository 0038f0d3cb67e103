using Experiments.Engine.Schema;
using Experiments.Web.Components;
using Experiments.Web.Demo;
using Experiments.Web.Hosting;
using Spectre.Console;

namespace Experiments.Web.Commands;

/// <summary><c>demo</c>: the site, and beside it the small results table that fills itself.</summary>
internal static class DemoCommand
{
    /// <summary>Runs the demo and serves on, unless told to end after the table.</summary>
    /// <param name="settings">Settings.</param>
    /// <param name="exit">Whether to end after the table.</param>
    /// <param name="cancellationToken">Stops it all.</param>
    public static async Task<int> RunAsync(ExperimentsSettings settings, bool exit, CancellationToken cancellationToken)
    {
        await using var app = ExperimentsHost.Build(settings with { QuietConsole = true });
        await ExperimentsHost.StartAsync(app, cancellationToken);
        var address = app.Urls.First().TrimEnd('/');
        Console.WriteLine($"Experiments: {address}  (watch the table fill; Ctrl-C stops, the same command goes on)");

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, app.Lifetime.ApplicationStopping);
        var code = await RunDemoAsync(app, address, stopping.Token);
        if (code == Interrupted || exit) app.Lifetime.StopApplication();
        else Console.WriteLine($"The site stays up at {address}; Ctrl-C ends it.");
        await app.WaitForShutdownAsync(CancellationToken.None);
        return code;
    }

    private const int Interrupted = 130;

    private static async Task<int> RunDemoAsync(WebApplication app, string address, CancellationToken stopping)
    {
        try
        {
            var result = await WithProgressAsync(app, stopping);
            foreach (var problem in result.Problems) await Console.Error.WriteLineAsync(problem);
            if (result.Grid is not { } grid) return CommandLine.Failed;
            Console.WriteLine();
            Console.WriteLine(DemoTable.Write(grid));
            Console.WriteLine($"mIoU in per cent on the target city's validation images, mean ± standard deviation (n seeds); SS single-scale, MS multi-scale.");
            Console.WriteLine($"On the site: {address}{Urls.Grid(grid.GridId)}");
            Console.WriteLine($"CSV: {result.CsvPath}");
            return result.Problems.Count == 0 ? CommandLine.Done : CommandLine.Failed;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Console.WriteLine("Stopped. The same command goes on where it stopped.");
            return Interrupted;
        }
        catch (Exception e) when (e is UsageException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return CommandLine.Failed;
        }
    }

    private static async Task<DemoResult> WithProgressAsync(WebApplication app, CancellationToken stopping)
    {
        var runner = app.Services.GetRequiredService<DemoRunner>();
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
            return await runner.RunAsync(new DemoLines(Console.Out, app.Services.GetRequiredService<TimeProvider>()), stopping);
        return await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
            .StartAsync(context => runner.RunAsync(new DemoBars(context), stopping));
    }
}
