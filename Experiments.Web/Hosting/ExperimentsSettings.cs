using System.Data.Common;
using System.Globalization;
using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Experiments.Engine.Schema.Rules;
using Experiments.Web.Access;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Hosting;

/// <summary>
/// Settings of the program itself, from appsettings.json, environment variables (<c>Experiments__Database</c>) and the
/// command line, the last one first.
/// </summary>
public sealed record ExperimentsSettings
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Experiments";

    /// <summary>Default address.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>Folder in which runs leave their files; absolute.</summary>
    public required string RunsFolder { get; init; }

    /// <summary>Connection string of the database.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The database's file, absolute; null when it is a server.</summary>
    public string? DatabaseFile { get; init; }

    /// <summary>Addresses, separated by semicolons; default http://127.0.0.1:5080. Port 0 takes any free one.</summary>
    public string Urls { get; init; } = DefaultUrl;

    /// <summary>Jobs at a time; default one per GPU listed, else one. 0 for a site that leaves them to workers.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Devices that jobs are told in turn; default cpu.</summary>
    public IReadOnlyList<string> Devices { get; init; } = ["cpu"];

    /// <summary>Queues that jobs are taken from; default <c>default</c>.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [Job.DefaultQueue];

    /// <summary>An engine process ends itself, and a job is taken from its worker, after so many seconds of silence; default 30.</summary>
    public int LeaseSeconds { get; init; } = 30;

    /// <summary>How long one attempt of a job may take that names no limit of its own; null (the default) for ever.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Bytes of memory that an engine process may take; null (the default) for any number.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>A sweep sets its queued jobs aside when so many of its jobs have failed in a row; default 5, 0 for never.</summary>
    public int MostFailuresInARow { get; init; } = 5;

    /// <summary>How often a job is tried again by itself after a crash or a lost worker, without having got any further in between; default 3.</summary>
    public int Retries { get; init; } = RetryPolicy.DefaultRetries;

    /// <summary>No job is started while the runs folder's disk has fewer bytes left; default 512 MiB, 0 for never.</summary>
    public long DiskFloor { get; init; } = 512L << 20;

    /// <summary>How long an engine process may take to write its checkpoint when it is told to stop; default 30 s.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Path of Experiments.Engine.dll (or of an executable); empty for the one beside this program.</summary>
    public string Engine { get; init; } = "";

    /// <summary>Most runs of one sweep; default 10,000.</summary>
    public int MostRuns { get; init; } = SweepExpansion.DefaultMostRuns;

    /// <summary>Who may use the site, and which folders it may read for them.</summary>
    public AccessSettings Access { get; init; } = new();

    /// <summary>Whether the console shows warnings and errors only; the log file has everything.</summary>
    public bool QuietConsole { get; init; }

    /// <summary>CPU threads that a job is told; 0 (the default) for the cores, shared among the jobs that run at a time.</summary>
    public int Threads { get; init; }

    /// <summary>CPU threads that a job is told.</summary>
    public int ThreadsPerJob => Threads > 0 ? Threads : Math.Max(1, Environment.ProcessorCount / Math.Max(1, Concurrency));

    /// <summary>Name of this worker: machine and process.</summary>
    public string WorkerName { get; init; } = $"{Environment.MachineName}/{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">All sources joined.</param>
    /// <exception cref="UsageException">Every problem at once, each naming the key to set.</exception>
    public static ExperimentsSettings Read(IConfiguration configuration)
    {
        var problems = new List<string>();
        var section = configuration.GetSection(Section);
        var runs = Text("RunsFolder", "runs");
        var devices = Text("Devices", "cpu").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries);
        foreach (var device in devices.Where(d => !IsDevice(d)))
            problems.Add($"{Section}:Devices has \"{device}\": a device is cpu, cuda or cuda:N.");
        if (devices.Length == 0) problems.Add($"{Section}:Devices is empty: name at least one; the default is cpu.");

        var gpus = devices.Count(d => d.StartsWith("cuda", StringComparison.Ordinal));
        var concurrency = Whole("Concurrency", Math.Max(1, gpus), 0, 256);
        var threads = Whole("Threads", 0, 0, 1024);
        var retries = Whole("Retries", RetryPolicy.DefaultRetries, 0, 1_000_000);
        var queues = Text("Queues", Job.DefaultQueue).Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList();
        foreach (var queue in queues.Where(q => !ExecutionRules.IsQueue(q)))
            problems.Add($"{Section}:Queues has \"{queue}\": a queue is named by 1 to {ExecutionRules.LongestQueue} lower-case letters, digits, - and _, for example default or gpu.");
        var lease = Whole("LeaseSeconds", 30, 2, 3600);
        var grace = Whole("StopGraceSeconds", 30, 1, 3600);
        var limit = Whole("TimeLimitMinutes", 0, 0, 60 * 24 * 365);
        var memory = Whole("MemoryLimitMegabytes", 0, 0, 16 << 20);
        var failures = Whole("MostFailuresInARow", 5, 0, 1_000_000);
        var floor = Whole("DiskFloorMegabytes", 512, 0, 1 << 30);
        var mostRuns = Whole("MostRuns", SweepExpansion.DefaultMostRuns, 1, 1_000_000);
        var urls = configuration["urls"] is { Length: > 0 } given ? given : DefaultUrl;
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries).Where(u => !IsUrl(u)))
            problems.Add($"urls has \"{url}\": an address is http://HOST:PORT, for example {DefaultUrl}; set --urls.");

        var (connection, file) = DatabaseOf(Text("Database", Path.Combine(runs, "experiments.db")), $"{Section}:Database", problems);
        var engine = Text("Engine", "");
        if (engine.Length > 0 && !File.Exists(engine))
            problems.Add($"{Section}:Engine is \"{engine}\", which does not exist: give the path of Experiments.Engine.dll, or leave it empty.");

        var access = AccessSettings.Read(section, urls, problems);
        if (problems.Count > 0) throw new UsageException(problems);
        return new ExperimentsSettings
        {
            RunsFolder = Path.GetFullPath(runs),
            ConnectionString = connection,
            DatabaseFile = file,
            Urls = urls,
            Devices = devices,
            Concurrency = concurrency,
            Threads = threads,
            Queues = queues,
            Retries = retries,
            LeaseSeconds = lease,
            StopGrace = TimeSpan.FromSeconds(grace),
            TimeLimit = limit == 0 ? null : TimeSpan.FromMinutes(limit),
            MemoryLimit = memory == 0 ? null : (long)memory << 20,
            MostFailuresInARow = failures,
            DiskFloor = (long)floor << 20,
            Engine = engine,
            MostRuns = mostRuns,
            Access = access,
        };

        string Text(string key, string fallback) => section[key] is { Length: > 0 } text ? text.Trim() : fallback;

        int Whole(string key, int fallback, int min, int max)
        {
            if (section[key] is not { Length: > 0 } text) return fallback;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max) return value;
            problems.Add($"{Section}:{key} is \"{text}\": it must be a whole number between {min} and {max}; the default is {fallback}.");
            return fallback;
        }
    }

    /// <summary>Creates the folders and checks that they can be written.</summary>
    /// <exception cref="UsageException">A folder cannot be written: names it and the key to set.</exception>
    public void PrepareFolders()
    {
        Prepare(RunsFolder, "RunsFolder");
        if (DatabaseFile is { } file) Prepare(Path.GetDirectoryName(file)!, "Database");
    }

    private static void Prepare(string folder, string key)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".writable-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The folder \"{folder}\" cannot be written ({e.Message}): change its permissions, or set {Section}:{key} to another place.");
        }
    }

    /// <summary>What a file name or a connection string names: the connection string, and the file where it is SQLite.</summary>
    /// <param name="text">File name or connection string.</param>
    /// <param name="key">What it was given as, for the message of a problem.</param>
    /// <param name="problems">Where a problem is added.</param>
    internal static (string ConnectionString, string? File) DatabaseOf(string text, string key, List<string> problems)
    {
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            var path = Path.GetFullPath(text);
            return (new DbConnectionStringBuilder { ["Data Source"] = path }.ConnectionString, path);
        }

        try
        {
            var options = new ExperimentsDataOptions { ConnectionString = text };
            if (options.Provider != DatabaseProvider.Sqlite) return (text, null);
            var parts = new DbConnectionStringBuilder { ConnectionString = text };
            var file = new[] { "Data Source", "DataSource", "Filename" }.Where(parts.ContainsKey).Select(k => parts[k].ToString()!).First();
            return (text, Path.GetFullPath(file));
        }
        catch (DatabaseException e)
        {
            problems.Add($"{key}: {e.Message}");
            return (text, null);
        }
    }

    private static bool IsDevice(string device) =>
        device is "cpu" or "cuda" || (device.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(device.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out _));

    private static bool IsUrl(string url) =>
        Uri.TryCreate(url.Replace("*", "0.0.0.0", StringComparison.Ordinal).Replace("+", "0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https";
}
