using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Experiments.Web.Bundles;
using Experiments.Web.Declarations;
using Experiments.Web.Hosting;

namespace Experiments.Web.Commands;

/// <summary>
/// The program's command line. Exit codes: 0 done, 1 failed, 2 something it was given cannot be used (one clear
/// sentence a problem on standard error).
/// </summary>
public static class CommandLine
{
    /// <summary>Exit code: done.</summary>
    public const int Done = 0;

    /// <summary>Exit code: failed.</summary>
    public const int Failed = 1;

    /// <summary>Exit code: settings, address, folder or database cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>Runs the program.</summary>
    /// <param name="args">Arguments; without a command, <c>serve</c> is meant.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Experiments: declare a table of segmentation experiments, run it, prove every number.");
        Add(root, new Command("serve", "Serve the site and run jobs until stopped."), (settings, _, cancellation) => ServeCommand.RunAsync(settings, cancellation));
        Add(root, new Command("worker", "Run jobs of a site whose database is on PostgreSQL, on this machine, until stopped."), (settings, _, cancellation) => WorkerCommand.RunAsync(settings, cancellation));
        var exit = new Option<bool>("--exit") { Description = "End after the table instead of serving on." };
        var demo = new Command("demo", "Fill a small results table from nothing: L2 against L2-SP on the built-in scenes.") { exit };
        Add(root, demo, (settings, parsed, cancellation) => DemoCommand.RunAsync(settings, parsed.GetValue(exit), cancellation));
        var evaluate = new EvaluateCommand();
        Add(root, evaluate.Create(), evaluate.RunAsync);
        root.Subcommands.Add(Sweep());

        AddResults(root);
        AddBundle(root);
        AddDatabase(root);
        AddRuns(root);
        AddUsers(root);

        var parsed = root.Parse(args.Length == 0 ? ["serve", .. args] : args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("Run with --help for the commands and their options.");
            return Usage;
        }

        // Signals belong to the host, which lets engine processes write their checkpoints first.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    /// <summary>A number of things, <c>1 run</c>, <c>3 runs</c>.</summary>
    internal static string Count(int n, string noun) => string.Create(CultureInfo.InvariantCulture, $"{n} {noun}{(n == 1 ? "" : "s")}");

    private static Command Sweep()
    {
        var sweep = new Command("sweep", "Plan or queue a sweep that a YAML file defines.");
        var file = new Argument<string>("FILE") { Description = "The sweep file; - reads standard input. docs/sweeps.md tells what it says." };
        Add(sweep, new Command("plan", "Print the exact list of runs, what is there already, time and disk; changes nothing.") { file }, (settings, parsed, cancellation) =>
            SweepCommand.PlanAsync(settings, parsed.GetValue(file)!, Console.Out, cancellation));
        Add(sweep, new Command("queue", "Queue the runs that are not there already; a serving site starts them.") { file }, (settings, parsed, cancellation) =>
            SweepCommand.QueueAsync(settings, parsed.GetValue(file)!, Console.Out, cancellation));
        sweep.Subcommands.Add(Schema("schema", DeclarationSchema.Sweep));
        return sweep;
    }

    private static Command Schema(string name, DeclarationSchema schema)
    {
        var command = new Command(name, $"Print the JSON schema of {schema.Name} files.");
        command.SetAction(_ => Console.Out.Write(schema.Text()));
        return command;
    }

    private static void AddResults(RootCommand root)
    {
        var results = new Command("results", "Results grids: declare, list, export.");
        root.Subcommands.Add(results);
        var (declared, queue) = (new Argument<string>("FILE") { Description = "The file of a table or a study; - reads standard input. docs/tables-and-studies.md tells what it says." }, new Option<bool>("--queue") { Description = "Queue what is missing; a serving site starts it." });
        Add(results, new Command("declare", "Declare a table or an uncertainty study that a YAML file defines.") { declared, queue }, (settings, parsed, cancellation) =>
            DeclareCommand.RunAsync(settings, parsed.GetValue(declared)!, parsed.GetValue(queue), Console.Out, cancellation));
        foreach (var schema in DeclarationSchema.All.Where(s => s != DeclarationSchema.Sweep)) results.Subcommands.Add(Schema($"{schema.Name}-schema", schema));
        Add(results, new Command("list", "List every results grid."), (settings, _, cancellation) => ResultsCommand.ListAsync(settings, Console.Out, cancellation));
        var (grid, format, file) = (ResultsCommand.Grid(), ResultsCommand.Format(), new Option<string?>("--out") { HelpName = "FILE", Description = "File to write. Default: the standard output." });
        Add(results, new Command("export", "Export a results grid, as the page does.") { grid, format, file }, (settings, parsed, cancellation) =>
            ResultsCommand.ExportAsync(settings, parsed.GetValue(grid)!, parsed.GetValue(format)!, parsed.GetValue(file), Console.Out, cancellation));
        var (table, name, picture) = (ResultsCommand.Grid(), new Argument<string>("FIGURE") { Description = "forest, tornado, interaction-1-2, means-ss, ...; an unknown one lists what there is." }, new Option<string>("--out") { HelpName = "FILE", Description = "File to write, .svg or .pdf.", Required = true });
        Add(results, new Command("figure", "Write a figure of a results grid.") { table, name, picture }, (settings, parsed, cancellation) =>
            ResultsCommand.FigureAsync(settings, parsed.GetValue(table)!, parsed.GetValue(name)!, parsed.GetValue(picture)!, Console.Error, cancellation));
    }

    private static void AddBundle(RootCommand root)
    {
        var bundle = new Command("bundle", "Evidence bundles: create, verify.");
        root.Subcommands.Add(bundle);
        var (grid, file, anonymous, hide) = (ResultsCommand.Grid(), BundleCommand.Out(), BundleCommand.Anonymous(), BundleCommand.Hide());
        Add(bundle, new Command("create", "Write everything behind a results grid into one zip, and verify it.") { grid, file, anonymous, hide }, (settings, parsed, cancellation) => BundleCommand.CreateAsync(
            settings, parsed.GetValue(grid)!, parsed.GetValue(file)!, new BundleOptions(parsed.GetValue(anonymous), parsed.GetValue(hide) ?? []), Console.Out, Console.Error, cancellation));
        var zip = new Argument<string>("FILE") { Description = "A bundle." };
        var verify = new Command("verify", "Check a bundle by itself: hashes, then every score from the counts of its images, then every cell from the scores.") { zip };
        verify.SetAction((parsed, _) => GuardAsync(() => BundleCommand.VerifyAsync(parsed.GetValue(zip)!, Console.Out, Console.Error)));
        bundle.Subcommands.Add(verify);
    }

    private static void AddDatabase(RootCommand root)
    {
        var database = new Command("database", "Keep a database: backup, restore, check, copy.");
        root.Subcommands.Add(database);
        var (copy, backup) = (new Argument<string>("FILE") { Description = "File to write; must not exist." }, new Argument<string>("FILE") { Description = "A copy that `database backup` or an upgrade made." });
        Add(database, new Command("backup", "Copy the database as it is at one instant, while a site writes on; the copy is opened and checked.") { copy }, (settings, parsed, cancellation) =>
            DatabaseCommand.BackUpAsync(settings, parsed.GetValue(copy)!, Console.Out, cancellation));
        Add(database, new Command("restore", "Put a copy in the database's place; what was there is kept beside it. No site may serve it.") { backup }, (settings, parsed, cancellation) =>
            DatabaseCommand.RestoreAsync(settings, parsed.GetValue(backup)!, Console.Out, cancellation));
        var (from, to) = (new Option<string>("--from") { HelpName = "DATABASE", Description = "SQLite file or connection string to copy; a site may use it.", Required = true }, new Option<string>("--to") { HelpName = "DATABASE", Description = "New SQLite file, or connection string of an empty database.", Required = true });
        var copyAll = new Command("copy", "Copy a whole database into an empty one, between SQLite and PostgreSQL either way; counts and hashes are compared.") { from, to };
        copyAll.SetAction((parsed, cancellation) => GuardAsync(() => DatabaseCommand.CopyAsync(parsed.GetValue(from)!, parsed.GetValue(to)!, Console.Out, Console.Error, cancellation)));
        database.Subcommands.Add(copyAll);
        Add(database, new Command("check", "Read all of the database and say whether it is sound."), (settings, _, cancellation) => DatabaseCommand.CheckAsync(settings, Console.Out, cancellation));
    }

    private static void AddRuns(RootCommand root)
    {
        var runs = new Command("runs", "Delete runs in two steps, and bring them back.");
        root.Subcommands.Add(runs);
        var command = new RunsCommand();
        Add(runs, command.Delete(), command.DeleteAsync);
        Add(runs, command.Restore(), command.RestoreAsync);
        Add(runs, command.Purge(), command.PurgeAsync);
        Add(runs, RunsCommand.List(), (settings, _, cancellation) => RunsCommand.ListAsync(settings, cancellation));
    }

    private static void AddUsers(RootCommand root)
    {
        var users = new Command("users", "Keep the accounts of a site that people sign in to: list, add, remove, role, password.");
        root.Subcommands.Add(users);
        var (name, role) = (new Argument<string>("NAME") { Description = "Name of the account." }, new Option<string>("--role") { HelpName = "ROLE", Description = "reader, researcher or admin.", Required = true });
        Add(users, new Command("list", "List every account."), (settings, _, cancellation) => UsersCommand.ListAsync(settings, Console.Out, cancellation));
        Add(users, new Command("add", "Add an account; the password is read from the standard input.") { name, role }, (settings, parsed, cancellation) =>
            UsersCommand.AddAsync(settings, parsed.GetValue(name)!, parsed.GetValue(role)!, Console.In, Console.Out, cancellation));
        Add(users, new Command("remove", "Remove an account; its sessions and tokens end at once.") { name }, (settings, parsed, cancellation) =>
            UsersCommand.RemoveAsync(settings, parsed.GetValue(name)!, Console.Out, cancellation));
        Add(users, new Command("role", "Give an account another role, at once.") { name, role }, (settings, parsed, cancellation) =>
            UsersCommand.RoleAsync(settings, parsed.GetValue(name)!, parsed.GetValue(role)!, Console.Out, cancellation));
        Add(users, new Command("password", "Give an account a new password, read from the standard input; its sessions and its lock end.") { name }, (settings, parsed, cancellation) =>
            UsersCommand.PasswordAsync(settings, parsed.GetValue(name)!, Console.In, Console.Out, cancellation));
    }

    private static void Add(Command root, Command command, Func<ExperimentsSettings, ParseResult, CancellationToken, Task<int>> action)
    {
        var options = new SettingsOptions();
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => GuardAsync(() => action(options.Read(parsed), parsed, cancellation)));
        root.Subcommands.Add(command);
    }

    private static async Task<int> GuardAsync(Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (UsageException e)
        {
            foreach (var problem in e.Problems) await Console.Error.WriteLineAsync(problem);
            return Usage;
        }
        catch (DatabaseException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Usage;
        }
        catch (Exception e) when ((e as DbException ?? e.InnerException as DbException) is { } cause)
        {
            // It could be opened, and is damaged further in.
            await Console.Error.WriteLineAsync($"The database cannot be read or written: {cause.Message} Go back to a copy of it, or name another with --database.");
            return Usage;
        }
    }
}
