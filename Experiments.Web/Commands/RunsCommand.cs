using System.CommandLine;
using System.Globalization;
using Experiments.Data.Deletions;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Deletions;
using Experiments.Web.Hosting;

namespace Experiments.Web.Commands;

/// <summary><c>runs delete</c>, <c>restore</c>, <c>purge</c>, <c>bin</c>: deletes runs in two steps; all work beside a running site.</summary>
internal sealed class RunsCommand
{
    private readonly Argument<long[]> _runs = new("RUN") { Description = "Numbers of runs.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<long?> _sweep = new("--sweep") { Description = "All runs of this sweep, and its table.", HelpName = "NUMBER" };
    private readonly Option<string> _reason = new("--reason") { Description = "Why, for whoever asks later.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
    private readonly Option<bool> _purge = new("--purge") { Description = "For good, with their files, at once." };
    private readonly Option<bool> _all = new("--all") { Description = "All that is in the bin." };
    private readonly Option<bool> _force = new("--force") { Description = "Although tables, studies or other runs use them." };

    /// <summary><c>runs delete</c>.</summary>
    public Command Delete() => new("delete", "Put runs into the bin: in no list, table or statistic, until restored.") { _runs, _sweep, _reason, _purge, _force };

    /// <summary><c>runs restore</c>.</summary>
    public Command Restore() => new("restore", "Take runs out of the bin.") { _runs, _sweep };

    /// <summary><c>runs purge</c>.</summary>
    public Command Purge() => new("purge", "Delete runs that are in the bin for good, with their files.") { _runs, _all, _force };

    /// <summary><c>runs bin</c>.</summary>
    public static Command List() => new("bin", "List what is in the bin, with its size on disk.");

    /// <summary>Puts runs into the bin, or deletes them at once.</summary>
    public async Task<int> DeleteAsync(ExperimentsSettings settings, ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var services = await OpenAsync(settings, cancellationToken);
        var (runs, sweep) = Named(parsed);
        var (reason, force) = (parsed.GetValue(_reason) ?? "", parsed.GetValue(_force));
        return await GuardAsync(async () =>
        {
            var actions = services.GetRequiredService<BinActions>();
            var gone = sweep is { } id ? await actions.PutSweepAsync(id, reason, force, cancellationToken) : await actions.PutRunsAsync(runs, reason, force, cancellationToken);
            Console.WriteLine($"{CommandLine.Count(gone.Count, "run")} in the bin: {Numbers(gone)}. `runs restore` brings them back, `runs purge` deletes them for good.");
            return parsed.GetValue(_purge) ? await PurgeAsync(services, gone, evenIfUsed: true, cancellationToken) : CommandLine.Done;
        });
    }

    /// <summary>Takes runs out of the bin.</summary>
    public async Task<int> RestoreAsync(ExperimentsSettings settings, ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var services = await OpenAsync(settings, cancellationToken);
        var (runs, sweep) = Named(parsed);
        return await GuardAsync(async () =>
        {
            var actions = services.GetRequiredService<BinActions>();
            var back = sweep is { } id ? await actions.RestoreSweepAsync(id, cancellationToken) : await actions.RestoreRunsAsync(runs, cancellationToken);
            Console.WriteLine($"{CommandLine.Count(back.Count, "run")} restored: {Numbers(back)}.");
            return CommandLine.Done;
        });
    }

    /// <summary>Deletes runs for good.</summary>
    public async Task<int> PurgeAsync(ExperimentsSettings settings, ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var services = await OpenAsync(settings, cancellationToken);
        long[] runs = parsed.GetValue(_all)
            ? [.. (await services.GetRequiredService<BinQueries>().ListAsync(cancellationToken)).Runs.Select(r => r.RunId)]
            : parsed.GetValue(_runs) is { Length: > 0 } given ? given : throw new UsageException("No run is named: give numbers of runs that are in the bin, or --all.");
        return await GuardAsync(() => PurgeAsync(services, runs, parsed.GetValue(_force), cancellationToken));
    }

    /// <summary>Lists the bin.</summary>
    public static async Task<int> ListAsync(ExperimentsSettings settings, CancellationToken cancellationToken)
    {
        await using var services = await OpenAsync(settings, cancellationToken);
        var folders = services.GetRequiredService<RunFolders>();
        var bin = await services.GetRequiredService<BinQueries>().ListAsync(cancellationToken);
        foreach (var run in bin.Runs)
        {
            var when = DateTimeOffset.FromUnixTimeMilliseconds(run.BinnedMs).UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.RunId}\t{run.Name}\t{folders.SizeOf(run.RunId) / 1e6:0.0} MB\tdeleted {when}Z{(run.By.Length > 0 ? $" by {run.By}" : "")}{(run.Reason.Length > 0 ? $": {run.Reason}" : "")}"));
        }

        await Console.Error.WriteLineAsync(bin.Runs.Count == 0 ? "The bin is empty." : $"{CommandLine.Count(bin.Runs.Count, "run")} in the bin.");
        foreach (var run in bin.FilesLeft) await Console.Error.WriteLineAsync($"Run {run.RunId} was deleted for good; its files are still to be removed: `runs purge` with any other run, or the site's next start, does.");
        return CommandLine.Done;
    }

    private static async Task<int> PurgeAsync(ServiceProvider services, IReadOnlyCollection<long> runs, bool evenIfUsed, CancellationToken cancellationToken)
    {
        var bin = services.GetRequiredService<BinActions>();
        var purge = await bin.PurgeAsync(runs, evenIfUsed, cancellationToken);
        Console.WriteLine($"{CommandLine.Count(purge.Purged.Count, "run")} deleted for good: {Numbers(purge.Purged)}.");
        foreach (var (run, why) in await bin.RemoveLeftAsync(cancellationToken)) await Console.Error.WriteLineAsync($"The files of run {run} could not be removed: {why} The site's next start tries again.");
        return CommandLine.Done;
    }

    private (long[] Runs, long? Sweep) Named(ParseResult parsed) => (parsed.GetValue(_runs) ?? [], parsed.GetValue(_sweep)) switch
    {
        ({ Length: 0 }, null) => throw new UsageException("No run is named: give numbers of runs, or a sweep with --sweep NUMBER."),
        ({ Length: > 0 }, not null) => throw new UsageException("Runs and a sweep are named: give either numbers of runs or --sweep."),
        var named => named,
    };

    private static async Task<int> GuardAsync(Func<Task<int>> act)
    {
        try
        {
            return await act();
        }
        catch (BinException e)
        {
            throw new UsageException(e.Uses.Count == 0 ? [e.Message] : [.. e.Uses.Select(u => $"In use: {u.Text}."), "Nothing was deleted: delete what uses it first, or give --force."]);
        }
    }

    private static Task<ServiceProvider> OpenAsync(ExperimentsSettings settings, CancellationToken cancellationToken) =>
        CommandServices.OpenAsync(settings, cancellationToken, more => more.AddCommandLinePerson().AddSingleton<RunFolders>().AddSingleton<RunBin>().AddScoped<BinActions>());

    private static string Numbers(IEnumerable<long> runs) => string.Join(", ", runs.Order());
}
