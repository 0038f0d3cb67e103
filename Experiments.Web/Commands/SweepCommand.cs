using System.Globalization;
using System.Text;
using Experiments.Engine.Schema;
using Experiments.Web.Hosting;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Commands;

/// <summary><c>sweep</c>: plans and queues sweeps from files, without a site.</summary>
internal static class SweepCommand
{
    /// <summary>Prints the exact list of runs. Writes nothing: a database that does not exist yet is not made.</summary>
    /// <exception cref="UsageException">Every problem of the file or the plan at once.</exception>
    public static async Task<int> PlanAsync(ExperimentsSettings settings, string file, TextWriter output, CancellationToken cancellationToken)
    {
        var (definition, plan) = await ReadAsync(settings, file, cancellationToken);
        SweepEstimate? estimate = null;
        if (settings.DatabaseFile is not { } database || File.Exists(database))
        {
            await using var services = await CommandServices.OpenAsync(settings, cancellationToken, Services);
            (plan, estimate) = await services.GetRequiredService<SweepPreview>().OfAsync(plan, cancellationToken);
        }

        await output.WriteAsync(SweepText.Write(definition, plan, estimate));
        return CommandLine.Done;
    }

    /// <summary>Queues what is missing. A site that serves the same database starts it; without one it waits for the next.</summary>
    /// <exception cref="UsageException">Every problem of the file or the plan at once; nothing was written.</exception>
    public static async Task<int> QueueAsync(ExperimentsSettings settings, string file, TextWriter output, CancellationToken cancellationToken)
    {
        var (definition, plan) = await ReadAsync(settings, file, cancellationToken);
        await using var services = await CommandServices.OpenOrMakeAsync(settings, cancellationToken, Services);
        var created = await services.GetRequiredService<RunActions>().QueueAsync(definition, plan, cancellationToken);
        var words = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"Sweep {created.SweepId}, \"{definition.Name}\": {CommandLine.Count(created.RunIds.Count, "run")} queued"));
        if (created.UsedRunIds.Count > 0) words.Append(CultureInfo.InvariantCulture, $", {created.UsedRunIds.Count} there already");
        if (created.AddedEvaluations > 0) words.Append(CultureInfo.InvariantCulture, $", {CommandLine.Count(created.AddedEvaluations, "evaluation")} queued for those");
        await output.WriteLineAsync(words.Append('.').ToString());
        if (created.GridId is { } grid) await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Results grid {grid}: /results/{grid} on the site. `serve` with the same database runs what is queued."));
        return CommandLine.Done;
    }

    private static async Task<(SweepDefinition Definition, SweepPlan Plan)> ReadAsync(ExperimentsSettings settings, string file, CancellationToken cancellationToken)
    {
        var definition = SweepYaml.Read(await TextFile.ReadOrInputAsync("sweep", file, cancellationToken), TextFile.NameOf(file));
        var plan = SweepExpansion.Expand(definition, settings.MostRuns);
        if (plan.IsReady) plan = await new SweepResolver().ResolveAsync(plan, cancellationToken);
        return plan.IsReady ? (definition, plan) : throw new UsageException([.. plan.Problems.Select(p => p.Message)]);
    }

    /// <summary>What plans and queues, without the site.</summary>
    private static void Services(IServiceCollection services) => services
        .AddQueueing()
        .AddSingleton<Deletions.RunFolders>()
        .AddSingleton<SweepDisk>()
        .AddSingleton<SweepEstimator>()
        .AddSingleton<SweepPreview>();
}
