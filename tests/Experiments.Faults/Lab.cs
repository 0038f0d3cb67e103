using System.Diagnostics;
using System.Globalization;
using System.Text;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Experiments.Web.Commands;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Experiments.Faults;

/// <summary>A folder of runs with its database, and the processes that serve and work on it: each the real program, started as a person would.</summary>
public sealed class Lab : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _log = new();
    private readonly List<Process> _processes = [];
    private readonly ServiceProvider _services;

    /// <summary>Makes the folder.</summary>
    /// <param name="connectionString">PostgreSQL database; null for a SQLite file in the folder.</param>
    /// <param name="leaseSeconds">Lease of every process.</param>
    /// <param name="parent">Folder in which to make it; null for the system's.</param>
    public Lab(string? connectionString = null, int leaseSeconds = 3, string? parent = null)
    {
        Folder = parent is null ? Directory.CreateTempSubdirectory("experiments-faults-").FullName : Directory.CreateDirectory(Path.Combine(parent, Path.GetRandomFileName())).FullName;
        Database = connectionString ?? Path.Combine(Folder, "experiments.db");
        LeaseSeconds = leaseSeconds;
        _services = new ServiceCollection()
            .AddExperimentsData(new ExperimentsDataOptions { ConnectionString = connectionString ?? $"Data Source={Database}" })
            .BuildServiceProvider();
    }

    /// <summary>The folder of runs.</summary>
    public string Folder { get; }

    /// <summary>What <c>--database</c> is told.</summary>
    public string Database { get; }

    /// <summary>Lease in seconds.</summary>
    public int LeaseSeconds { get; }

    /// <summary>The engine that sites and workers are told; null for the product's.</summary>
    public string? Engine { get; set; }

    /// <summary>Jobs at a time of a site or worker that is started from now on.</summary>
    public int Concurrency { get; set; } = 1;

    /// <summary>Free megabytes below which no job is started; null for the product's own floor.</summary>
    public int? DiskFloorMegabytes { get; init; }

    /// <summary>All that the processes wrote.</summary>
    public string Log
    {
        get
        {
            lock (_lock) return _log.ToString();
        }
    }

    /// <summary>Starts a site.</summary>
    /// <param name="crashAt">Point at which it ends itself; null for none.</param>
    public Process Serve(string? crashAt = null) => Start("serve", crashAt, "--urls", "http://127.0.0.1:0");

    /// <summary>Starts a worker.</summary>
    public Process Work(string? crashAt = null) => Start("worker", crashAt);

    /// <summary>Queues a sweep, beside whatever runs.</summary>
    public async Task QueueAsync(string yaml, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Folder, "sweep.yaml");
        await File.WriteAllTextAsync(file, yaml, cancellationToken);
        var queue = Start("sweep", null, "queue", file);
        await queue.WaitForExitAsync(cancellationToken);
        if (queue.ExitCode != 0) throw new InvalidOperationException($"The sweep was not queued.{Environment.NewLine}{Log}");
    }

    /// <summary>Contexts of the database.</summary>
    public IDbContextFactory<ExperimentsContext> Contexts => _services.GetRequiredService<IDbContextFactory<ExperimentsContext>>();

    /// <summary>A context of the database.</summary>
    public ExperimentsContext Open() => Contexts.CreateDbContext();

    /// <summary>Waits until every job has ended.</summary>
    /// <exception cref="TimeoutException">They have not in that time.</exception>
    public async Task UntilDoneAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (await OpenJobsAsync(cancellationToken) is > 0 and var open)
        {
            RefuseFailure();
            if (watch.Elapsed > atMost) throw new TimeoutException($"{open} jobs had not ended after {atMost}.{Environment.NewLine}{Log}{Environment.NewLine}{await OpenOnesAsync(cancellationToken)}");
            await Task.Delay(200, cancellationToken);
        }
    }

    /// <summary>Waits until something holds.</summary>
    /// <exception cref="TimeoutException">It does not in that time.</exception>
    public async Task UntilAsync(string what, Func<ExperimentsContext, Task<bool>> holds, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            await using (var db = Open())
            {
                if (await holds(db)) return;
            }

            RefuseFailure();
            if (watch.Elapsed > atMost) throw new TimeoutException($"Not so after {atMost}: {what}.{Environment.NewLine}{Log}");
            await Task.Delay(100, cancellationToken);
        }
    }

    /// <summary>Jobs that have not ended; all are while the database is not there or does not answer.</summary>
    public async Task<int> OpenJobsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var db = Open();
            return await db.Jobs.CountAsync(j => j.State != JobState.Succeeded && j.State != JobState.Failed && j.State != JobState.Cancelled, cancellationToken);
        }
        catch (Exception e) when (DatabaseTrouble.Of(e) is not null)
        {
            return int.MaxValue;
        }
    }

    /// <summary>Engine processes of this lab that live.</summary>
    public IReadOnlyList<int> Engines() => [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Select(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(IsEngine)];

    /// <summary>Sends a signal, <c>KILL</c>, <c>STOP</c>, <c>CONT</c>, <c>TERM</c>.</summary>
    public static void Signal(int processId, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", processId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            try
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }
            catch (Exception e) when (e is InvalidOperationException or AggregateException)
            {
                // It had ended.
            }

            process.Dispose();
        }

        foreach (var engine in Engines()) Signal(engine, "KILL");
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A process that failed is not waited for: nothing that a lab does to one makes it end with this code.</summary>
    private void RefuseFailure()
    {
        List<Process> failed;
        lock (_lock) failed = [.. _processes.Where(p => p.HasExited && p.ExitCode == CommandLine.Failed)];
        if (failed.Count > 0) throw new InvalidOperationException($"Process {failed[0].Id} failed.{Environment.NewLine}{Log}");
    }

    /// <summary>The jobs that have not ended, with what befell them: the last thing that is said of a lab that did not come to its end.</summary>
    private async Task<string> OpenOnesAsync(CancellationToken cancellationToken)
    {
        await using var db = Open();
        var events = await db.JobEvents
            .Where(e => db.Jobs.Any(j => j.Id == e.JobId && j.State != JobState.Succeeded && j.State != JobState.Failed && j.State != JobState.Cancelled))
            .OrderBy(e => e.Id).ToListAsync(cancellationToken);
        return string.Join('\n', events.Select(e => string.Create(CultureInfo.InvariantCulture, $"Job {e.JobId}, {DateTimeOffset.FromUnixTimeMilliseconds(e.TimeMs):HH:mm:ss}, attempt {e.AttemptNumber}: {e.FromState} → {e.ToState}, {e.Worker}. {e.Reason}")));
    }

    private bool IsEngine(int processId)
    {
        if (processId == 0) return false;
        try
        {
            var words = File.ReadAllText($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/cmdline").Split('\0');
            return words.Any(w => w.EndsWith("Experiments.Engine.dll", StringComparison.Ordinal)) && words.Any(w => w.StartsWith(Folder + "/", StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private Process Start(string verb, string? crashAt, params string[] more)
    {
        string[] command = verb == "sweep" ? [verb, .. more] : [verb, .. more, "--lease", LeaseSeconds.ToString(CultureInfo.InvariantCulture), "--concurrency", Concurrency.ToString(CultureInfo.InvariantCulture), "--threads", "1", "--retries", "1000"];
        if (verb != "sweep" && Engine is { } engine) command = [.. command, "--engine", engine];
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Experiments.Faults.dll"), .. crashAt is null ? (string[])[] : ["--crash-at", crashAt], .. command, "--runs", Folder, "--database", Database])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        if (DiskFloorMegabytes is { } floor) start.Environment["Experiments__DiskFloorMegabytes"] = floor.ToString(CultureInfo.InvariantCulture);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Heard(process, e.Data);
        process.ErrorDataReceived += (_, e) => Heard(process, e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        lock (_lock) _processes.Add(process);
        return process;
    }

    private void Heard(Process process, string? line)
    {
        if (line is null) return;
        lock (_lock) _log.Append(CultureInfo.InvariantCulture, $"[{process.Id}] {line}\n");
    }
}
