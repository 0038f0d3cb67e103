using System.Diagnostics;
using System.Globalization;

namespace Experiments.Faults;

/// <summary>What a storm did, by name.</summary>
/// <param name="Done">How often each fault was made.</param>
/// <param name="Took">How long it took until every job had ended.</param>
public sealed record StormReport(IReadOnlyDictionary<string, int> Done, TimeSpan Took)
{
    /// <summary>Processes killed or frozen.</summary>
    public int Faults => Done.Values.Sum();
}

/// <summary>
/// Disturbs a lab at random moments until it has had its share of faults: kills of sites, workers and engine processes, processes frozen for longer
/// than a lease, checkpoints and journals cut off while nobody looks, a database server that goes down. Then lets it finish.
/// </summary>
/// <param name="lab">The lab; its sweep is queued, nothing runs yet.</param>
/// <param name="server">Its server; null for a database file.</param>
/// <param name="workers">Workers; 0 for a site that works itself.</param>
/// <param name="seed">Seed of what happens when.</param>
/// <param name="note">Told each fault.</param>
public sealed class Storm(Lab lab, PostgresServer? server, int workers, int seed, Action<string> note)
{
    private const string EngineKilled = "engine process killed";
    private readonly Random _random = new(seed);
    private readonly SortedDictionary<string, int> _done = new(StringComparer.Ordinal);
    private readonly List<Process> _workers = [];
    private Process? _site;

    /// <summary>Runs it.</summary>
    /// <param name="faults">Number of faults.</param>
    /// <param name="patience">How long the lab may take after the last one.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<StormReport> RunAsync(int faults, TimeSpan patience, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (_done.Values.Sum() < faults && await lab.OpenJobsAsync(cancellationToken) > 0)
        {
            KeepUp();
            await UntilSomethingRunsAsync(cancellationToken);
            if (_done.Count > 0) await Task.Delay(TimeSpan.FromSeconds(_random.NextDouble() * 3), cancellationToken);
            await StrikeAsync(cancellationToken);
        }

        KeepUp();
        await lab.UntilDoneAsync(patience, cancellationToken);
        // What was frozen or cut off from its worker may live for a lease yet, and no longer.
        for (var i = 0; i < lab.LeaseSeconds * 5 && lab.Engines().Count > 0; i++) await Task.Delay(TimeSpan.FromSeconds(0.5), cancellationToken);
        return new StormReport(_done, watch.Elapsed);
    }

    /// <summary>Most faults strike while a job runs: who is killed while it starts up has nothing to lose yet.</summary>
    private async Task UntilSomethingRunsAsync(CancellationToken cancellationToken)
    {
        if (_done.Count > 0 && _random.Next(8) == 0) return;
        for (var i = 0; i < 600 && lab.Engines().Count == 0 && await lab.OpenJobsAsync(cancellationToken) > 0; i++) await Task.Delay(100, cancellationToken);
    }

    private void KeepUp()
    {
        if (_site is null or { HasExited: true }) _site = Serve();
        _workers.RemoveAll(w => w.HasExited);
        while (_workers.Count < workers) _workers.Add(lab.Work());
    }

    private Process Serve()
    {
        var concurrency = lab.Concurrency;
        if (workers > 0) lab.Concurrency = 0;
        try
        {
            return lab.Serve();
        }
        finally
        {
            lab.Concurrency = concurrency;
        }
    }

    private async Task StrikeAsync(CancellationToken cancellationToken)
    {
        var engines = lab.Engines();
        if (_done.Count == 0 && engines.Count > 0)
        {
            // The first fault of every storm costs an attempt, whatever chance has in store.
            Done(EngineKilled);
            Lab.Signal(engines[0], "KILL");
            return;
        }

        var engine = engines.Count > 0 ? engines[_random.Next(engines.Count)] : 0;
        var process = _workers.Count > 0 ? _workers[_random.Next(_workers.Count)] : _site!;
        var working = _workers.Count > 0 ? "worker" : "site";
        switch (_random.Next(100))
        {
            case < 40 when engine > 0:
                Done(EngineKilled);
                Lab.Signal(engine, "KILL");
                break;
            case < 70:
                Done($"{working} killed");
                Lab.Signal(process.Id, "KILL");
                await process.WaitForExitAsync(cancellationToken);
                break;
            case < 76 when workers > 0:
                Done("site killed");
                Lab.Signal(_site!.Id, "KILL");
                await _site.WaitForExitAsync(cancellationToken);
                break;
            case < 82 when engine > 0:
                await FreezeAsync(engine, "engine process frozen for longer than a lease", cancellationToken);
                break;
            case < 88:
                await FreezeAsync(process.Id, $"{working} frozen for longer than a lease", cancellationToken);
                break;
            case < 94 when server is not null:
                Done("database server killed and started again");
                await server.RestartAsync(TimeSpan.FromSeconds(_random.NextDouble() * 2), cancellationToken);
                break;
            default:
                Done("everything killed, the newest checkpoint and the newest journal cut off");
                foreach (var each in _workers.Append(_site!)) Lab.Signal(each.Id, "KILL");
                foreach (var each in _workers.Append(_site!)) await each.WaitForExitAsync(cancellationToken);
                await EndEnginesAsync(cancellationToken);
                Cut("*.safetensors");
                Cut("events.jsonl");
                break;
        }
    }

    private async Task FreezeAsync(int processId, string what, CancellationToken cancellationToken)
    {
        Done(what);
        Lab.Signal(processId, "STOP");
        await Task.Delay(TimeSpan.FromSeconds(lab.LeaseSeconds * 1.6), cancellationToken);
        Lab.Signal(processId, "CONT");
    }

    /// <summary>Kills the engine processes and waits until there are none: one that is still dying could write behind the cut.</summary>
    private async Task EndEnginesAsync(CancellationToken cancellationToken)
    {
        while (lab.Engines() is { Count: > 0 } engines)
        {
            foreach (var each in engines) Lab.Signal(each, "KILL");
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }

    /// <summary>Cuts off the end of the newest file of a name.</summary>
    private void Cut(string name)
    {
        var newest = Directory.EnumerateFiles(lab.Folder, name, SearchOption.AllDirectories)
            // What a job has ended with is history, and not the fault of a kill.
            .Where(f => !f.EndsWith("final.safetensors", StringComparison.Ordinal))
            .Select(f => new FileInfo(f)).OrderByDescending(f => f.LastWriteTimeUtc).FirstOrDefault();
        if (newest is not { Length: > 0 }) return;
        using var file = newest.Open(FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(_random.NextInt64(file.Length));
    }

    private void Done(string what)
    {
        _done[what] = _done.GetValueOrDefault(what) + 1;
        note(string.Create(CultureInfo.InvariantCulture, $"{_done.Values.Sum(),4} {what}"));
    }
}
