using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Experiments.Engine.Cli;

/// <summary>Reports how far a piece of work is.</summary>
/// <param name="done">Units done.</param>
/// <param name="total">Units in all.</param>
internal delegate void ProgressReport(int done, int total);

/// <summary>
/// Progress on standard output: a bar with rate and time left where it is a terminal, a plain line now and then where
/// it is not.
/// </summary>
internal static class ConsoleProgress
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>Runs work under a progress display.</summary>
    /// <param name="title">What is done, for example <c>train</c>.</param>
    /// <param name="unit">Name of a unit, for example <c>iterations</c>.</param>
    /// <param name="clock">Where times come from.</param>
    /// <param name="work">The work.</param>
    public static void Run(string title, string unit, TimeProvider clock, Action<ProgressReport> work)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive) Plain(title, unit, clock, work);
        else Bar(title, unit, work);
    }

    private static void Bar(string title, string unit, Action<ProgressReport> work) =>
        AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RateColumn(unit), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(title, autoStart: true);
                work((done, total) =>
                {
                    task.MaxValue = total;
                    task.Value = done;
                });
            });

    private static void Plain(string title, string unit, TimeProvider clock, Action<ProgressReport> work)
    {
        var start = clock.GetTimestamp();
        var (last, first) = (start, -1);
        work((done, total) =>
        {
            if (first < 0) first = Math.Max(0, done - 1); // resumed work does not count for the rate
            if (done < total && clock.GetElapsedTime(last) < BetweenLines) return;
            last = clock.GetTimestamp();
            var rate = (done - first) / Math.Max(1e-9, clock.GetElapsedTime(start).TotalSeconds);
            var left = TimeSpan.FromSeconds((total - done) / Math.Max(1e-9, rate));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title} {done}/{total} {unit}, {rate:0.##}/s, {left:hh\\:mm\\:ss} left"));
        });
    }

    /// <summary>Units a second.</summary>
    private sealed class RateColumn(string unit) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Speed is { } speed ? string.Create(CultureInfo.InvariantCulture, $"{speed:0.0} {unit}/s") : "");
    }
}
