using System.CommandLine;
using System.Globalization;

namespace Experiments.Faults;

/// <summary><c>storm</c>: a sweep disturbed many times, held against the same sweep undisturbed.</summary>
internal static class StormCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    public static Task<int> RunAsync(string[] args)
    {
        var faults = new Option<int>("--faults") { Description = "Number of faults.", DefaultValueFactory = _ => 100 };
        var seed = new Option<int>("--seed") { Description = "Seed of what happens when.", DefaultValueFactory = _ => 1 };
        var workers = new Option<int>("--workers") { Description = "Workers on a PostgreSQL server of its own; 0 for a site on a database file." };
        var seeds = new Option<int>("--seeds") { Description = "Seeds of the sweep: twice as many runs.", DefaultValueFactory = _ => 3 };
        var iterations = new Option<int>("--iterations") { Description = "Iterations of a training.", DefaultValueFactory = _ => 200 };
        var root = new RootCommand("Disturbs a sweep many times and holds what it left against the same sweep undisturbed.") { faults, seed, workers, seeds, iterations };
        root.SetAction((parsed, cancellation) => CompareAsync(
            SmallSweep.Yaml(parsed.GetValue(seeds), parsed.GetValue(iterations)), parsed.GetValue(faults), parsed.GetValue(seed), parsed.GetValue(workers), cancellation));
        return root.Parse(args).InvokeAsync();
    }

    private static async Task<int> CompareAsync(string yaml, int faults, int seed, int workers, CancellationToken cancellationToken)
    {
        var undisturbed = await UndisturbedAsync(yaml, cancellationToken);
        Console.WriteLine($"Undisturbed: {undisturbed.Attempts} attempts, {undisturbed.Points} points.");

        using var server = workers > 0 ? new PostgresServer() : null;
        await using var lab = new Lab(server?.CreateDatabase("storm")) { Concurrency = workers > 0 ? 1 : 2 };
        await PrepareAsync(lab, yaml, cancellationToken);
        var report = await new Storm(lab, server, workers, seed, Console.WriteLine).RunAsync(faults, Patience, cancellationToken);
        var outcome = await Outcome.ReadAsync(lab, cancellationToken);
        Console.WriteLine();
        foreach (var (what, times) in report.Done) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times,4} × {what}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Faults} faults, {outcome.Attempts} attempts, {outcome.Points} points, {outcome.Superseded} points of work that was done again, {report.Took.TotalMinutes:0.0} minutes."));
        var wrong = (await Outcome.ProblemsAsync(lab, cancellationToken)).Concat(outcome.DifferencesTo(undisturbed)).ToList();
        foreach (var line in wrong) Console.WriteLine($"WRONG: {line}");
        if (wrong.Count > 0) await File.WriteAllTextAsync("storm.log", lab.Log, cancellationToken);
        Console.WriteLine(wrong.Count == 0
            ? "Every job succeeded, every point is there once, weights and counts are the undisturbed sweep's bit for bit, no process is left."
            : $"{wrong.Count} differences; what the processes wrote is in storm.log.");
        return wrong.Count == 0 ? 0 : 1;
    }

    /// <summary>The sweep as it goes when nothing happens.</summary>
    public static async Task<Outcome> UndisturbedAsync(string yaml, CancellationToken cancellationToken)
    {
        await using var lab = new Lab(leaseSeconds: 30) { Concurrency = 2 };
        await PrepareAsync(lab, yaml, cancellationToken);
        lab.Serve();
        await lab.UntilDoneAsync(Patience, cancellationToken);
        return await Outcome.ReadAsync(lab, cancellationToken);
    }

    /// <summary>Makes the database and queues the sweep.</summary>
    public static async Task PrepareAsync(Lab lab, string yaml, CancellationToken cancellationToken)
    {
        // `sweep queue` makes the database where there is none.
        await lab.QueueAsync(yaml, cancellationToken);
    }
}
