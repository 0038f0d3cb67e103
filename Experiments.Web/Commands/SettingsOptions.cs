using System.CommandLine;
using Experiments.Web.Hosting;

namespace Experiments.Web.Commands;

/// <summary>The command-line options that stand for settings; every command takes them.</summary>
internal sealed class SettingsOptions
{
    private readonly List<(Option<string?> Option, string Key)> _options =
    [
        (Text("--urls", "ADDRESS", $"Address to listen to; several are separated by semicolons. Default: {ExperimentsSettings.DefaultUrl}."), "urls"),
        (Text("--database", "FILE", "SQLite file, or a connection string. Default: experiments.db in the runs folder."), Key("Database")),
        (Text("--runs", "FOLDER", "Folder in which runs leave their files. Default: runs."), Key("RunsFolder")),
        (Text("--devices", "LIST", "Devices that jobs are told in turn, for example cuda:0,cuda:1. Default: cpu."), Key("Devices")),
        (Text("--concurrency", "N", "Jobs at a time. Default: one per GPU listed, else 1; 0 for a site that leaves them to workers."), Key("Concurrency")),
        (Text("--queues", "LIST", "Queues that jobs are taken from. Default: default."), Key("Queues")),
        (Text("--threads", "N", "CPU threads that a job is told at its first attempt. Default: the cores, shared among the jobs that run at a time."), Key("Threads")),
        (Text("--lease", "SECONDS", "Silence after which an engine process ends itself and its job goes back to the queue. Default: 30."), Key("LeaseSeconds")),
        (Text("--time-limit", "MINUTES", "Time one attempt of a job may take. Default: no limit."), Key("TimeLimitMinutes")),
        (Text("--memory-limit", "MIB", "Memory an engine process may take. Default: no limit."), Key("MemoryLimitMegabytes")),
        (Text("--retries", "N", "Tries again after a crash or a lost worker, without having got any further in between. Default: 3."), Key("Retries")),
        (Text("--most-failures", "N", "A sweep sets its queued jobs aside after so many failures in a row. Default: 5; 0 for never."), Key("MostFailuresInARow")),
        (Text("--sign-in", "WHEN", "Who uses the site must sign in: auto (where other machines can reach it) or always. Default: auto."), Key("SignIn")),
        (Text("--data-roots", "FOLDERS", "Folders below which people may name data, separated by semicolons; admins may name any. Default: none."), Key("DataRoots")),
        (Text("--proxies", "ADDRESSES", "Proxies before the site, addresses or networks separated by semicolons. Default: none."), Key("Proxies")),
        (Text("--engine", "FILE", "Path of Experiments.Engine.dll. Default: the one beside this program."), Key("Engine")),
    ];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var (option, _) in _options) command.Options.Add(option);
    }

    /// <summary>The settings: command line before environment before appsettings.json.</summary>
    /// <exception cref="Engine.Schema.UsageException">Every problem at once, each naming the key to set.</exception>
    public ExperimentsSettings Read(ParseResult parsed)
    {
        var given = _options.Select(o => KeyValuePair.Create(o.Key, parsed.GetValue(o.Option))).Where(p => p.Value is not null);
        return ExperimentsSettings.Read(new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddEnvironmentVariables()
            .AddInMemoryCollection(given)
            .Build());
    }

    private static Option<string?> Text(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description };

    private static string Key(string name) => $"{ExperimentsSettings.Section}:{name}";
}
