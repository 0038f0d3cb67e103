using System.Globalization;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Experiments.Web.Declarations;
using Experiments.Web.Grids;
using Experiments.Web.Hosting;
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
        var declaration = IsStudy(text, name) ? Of(StudyYaml.Read(text, name)) : Of(GridYaml.Read(text, name));
        await using var services = await CommandServices.OpenOrMakeAsync(settings, cancellationToken, Services);
        var declared = await FindAsync(services, declaration, cancellationToken);
        var id = declared ?? await declaration.Save(services, cancellationToken);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"Results grid {id}, \"{declaration.Name}\", {(declared is null ? "declared" : "was there already")}: /results/{id} on the site."));
        if (!queue) return CommandLine.Done;
        var (runs, evaluations) = await services.GetRequiredService<RunActions>().QueueMissingAsync(id, cancellationToken: cancellationToken);
        await output.WriteLineAsync(
            $"{CommandLine.Count(runs, "run")} queued, {CommandLine.Count(evaluations, "evaluation")} of runs that were there. `serve` with the same database runs what is queued.");
        return CommandLine.Done;
    }

    private static bool IsStudy(string text, string name) =>
        YamlFile.Root(text, name, "table or study") is YamlMappingNode root && root.Children.Keys.Any(k => k is YamlScalarNode { Value: { } key } && StudyKeys.Contains(key));

    private static Declaration Of(StudyDefinition study) => new(
        study.Name,
        async (services, id, gone) => await services.GetRequiredService<StudyMaker>().DefinitionAsync(id, gone) is { Definition: var stored } && StudyYaml.Write(stored) == StudyYaml.Write(study),
        (services, gone) => services.GetRequiredService<StudyMaker>().SaveAsync(study, cancellationToken: gone));

    private static Declaration Of(GridDefinition table) => new(
        table.Name,
        async (services, id, gone) => await services.GetRequiredService<GridMaker>().DefinitionAsync(id, gone) is { Definition: var stored } && GridYaml.Write(stored) == GridYaml.Write(table),
        (services, gone) => services.GetRequiredService<GridMaker>().SaveAsync(table, cancellationToken: gone));

    /// <summary>The newest grid of that name whose declaration is this one; null where there is none.</summary>
    private static async Task<long?> FindAsync(IServiceProvider services, Declaration declaration, CancellationToken cancellationToken)
    {
        foreach (var grid in (await services.GetRequiredService<GridQuery>().ListAsync(cancellationToken)).Where(g => g.Name == declaration.Name).OrderByDescending(g => g.GridId))
        {
            if (await declaration.IsStoredAs(services, grid.GridId, cancellationToken)) return grid.GridId;
        }

        return null;
    }

    /// <summary>What declares and queues, without the site.</summary>
    private static void Services(IServiceCollection services) => services.AddQueueing().AddScoped<GridMaker>().AddScoped<StudyMaker>();

    /// <summary>A table or a study that a file declares.</summary>
    private sealed record Declaration(string Name, Func<IServiceProvider, long, CancellationToken, Task<bool>> IsStoredAs, Func<IServiceProvider, CancellationToken, Task<long>> Save);
}
