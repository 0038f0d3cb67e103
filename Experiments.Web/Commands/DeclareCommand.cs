using System.Globalization;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Experiments.Web.Declarations;
using Experiments.Web.Grids;
using Experiments.Web.Hosting;
using Experiments.Web.Queue;
using Experiments.Web.Runs;
using Experiments.Web.Studies;
using Experiments.Web.Sweeps;
using YamlDotNet.RepresentationModel;

namespace Experiments.Web.Commands;

/// <summary><c>results declare</c>: makes a table or a study from a file, as the forms do.</summary>
internal static class DeclareCommand
{
    private static readonly string[] StudyKeys = ["factors", "a", "b"];

    /// <summary>Makes it, or finds the one that was declared by the same file.</summary>
    /// <param name="settings">Where the database is; it is made if it is not there.</param>
    /// <param name="file">The file; <c>-</c> for the standard input.</param>
    /// <param name="queue">Whether what is missing is queued.</param>
    /// <param name="output">Where to say what was done.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="UsageException">Every problem of the file at once; nothing was stored.</exception>
    public static async Task<int> RunAsync(ExperimentsSettings settings, string file, bool queue, TextWriter output, CancellationToken cancellationToken)
    {
        var (text, name) = (await TextFile.ReadOrInputAsync("table or study", file, cancellationToken), TextFile.NameOf(file));
        // A file that names a claim or factors is a study's.
        var study = IsStudy(text, name) ? StudyYaml.Read(text, name) : null;
        var table = study is null ? GridYaml.Read(text, name) : null;
        await using var services = await DatabaseCommands.OpenOrMakeAsync(settings, cancellationToken, Services);
        var declared = study is not null
            ? await FindAsync(services, GridKind.Study, study.Name, async id => StudyYaml.Write((await services.GetRequiredService<StudyMaker>().DefinitionAsync(id, cancellationToken))!), StudyYaml.Write(study), cancellationToken)
            : await FindAsync(services, GridKind.Table, table!.Name, async id => GridYaml.Write((await services.GetRequiredService<GridMaker>().DefinitionAsync(id, cancellationToken))!), GridYaml.Write(table), cancellationToken);
        var id = declared ?? (study is not null
            ? await services.GetRequiredService<StudyMaker>().SaveAsync(study, cancellationToken: cancellationToken)
            : await services.GetRequiredService<GridMaker>().SaveAsync(table!, cancellationToken: cancellationToken));
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"Results grid {id}, \"{study?.Name ?? table!.Name}\", {(declared is null ? "declared" : "was there already")}: /results/{id} on the site."));
        if (!queue) return CommandLine.Done;
        var (runs, evaluations) = await services.GetRequiredService<RunActions>().QueueMissingAsync(id, cancellationToken: cancellationToken);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{Count(runs, "run")} queued, {Count(evaluations, "evaluation")} of runs that were there. `serve` with the same database runs what is queued."));
        return CommandLine.Done;
    }

    private static bool IsStudy(string text, string name) =>
        YamlFile.Root(text, name, "table or study") is YamlMappingNode root && root.Children.Keys.Any(k => k is YamlScalarNode { Value: { } key } && StudyKeys.Contains(key));

    /// <summary>The newest grid of that kind and name whose declaration is this one.</summary>
    private static async Task<long?> FindAsync(IServiceProvider services, GridKind kind, string name, Func<long, Task<string>> declaredBy, string wanted, CancellationToken cancellationToken)
    {
        foreach (var grid in (await services.GetRequiredService<GridQuery>().ListAsync(cancellationToken)).Where(g => g.Name == name).OrderByDescending(g => g.GridId))
        {
            if (await services.GetRequiredService<GridStore>().DefinitionAsync(grid.GridId, kind, cancellationToken) is not null && await declaredBy(grid.GridId) == wanted) return grid.GridId;
        }

        return null;
    }

    private static string Count(int n, string noun) => string.Create(CultureInfo.InvariantCulture, $"{n} {noun}{(n == 1 ? "" : "s")}");

    /// <summary>What declares and queues, without the site.</summary>
    private static void Services(IServiceCollection services) => services
        .AddSingleton<QueueSignal>()
        .AddSingleton<RunFactory>()
        .AddSingleton<RunActions>()
        .AddSingleton<GridMaker>()
        .AddSingleton<StudyMaker>();
}
