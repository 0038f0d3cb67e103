using System.Text.Json;
using Experiments.Data.Datasets;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Runs;

namespace Experiments.Web.Grids;

/// <summary>Makes declared tables: looks at the files behind them, and stores them. Nothing runs until what is missing is queued.</summary>
/// <param name="guard">Asks for the right, and writes down what was done.</param>
/// <param name="confinements">Which files a person may name.</param>
/// <param name="store">Stores grids.</param>
/// <param name="datasets">Registered data sets.</param>
public sealed class GridMaker(ActGuard guard, Confinements confinements, GridStore store, DatasetStore datasets)
{
    /// <summary>Expands a declared table; files are not looked at.</summary>
    public async Task<GridPlan> PlanAsync(GridDefinition definition, CancellationToken cancellationToken = default) =>
        GridExpansion.Expand(definition, new RegisteredDatasets(await datasets.ListAsync(cancellationToken)));

    /// <summary>Makes a table, or declares one anew.</summary>
    /// <param name="definition">The declared table.</param>
    /// <param name="gridId">The table to declare anew; null for a new one.</param>
    /// <param name="seen">The declaration that was changed, JSON, as it was stored: where another one is stored by now, nothing is. Null where nobody looked.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>Its key.</returns>
    /// <exception cref="UsageException">Every problem at once; nothing was stored.</exception>
    public async Task<long> SaveAsync(GridDefinition definition, long? gridId = null, string? seen = null, CancellationToken cancellationToken = default)
    {
        await guard.RequireAsync(Act.DeclareTable, cancellationToken);
        // What the table names is looked at while it is expanded.
        Confinement.Check((await confinements.FindAsync(cancellationToken)).Problems(definition));
        var plan = await PlanAsync(definition, cancellationToken);
        var json = JsonSerializer.Serialize(definition, JsonSerializerOptions.Web);
        return await SaveAsync(definition, plan, GridKind.Table, json, gridId, seen, cancellationToken);
    }

    /// <summary>Stores an expanded table.</summary>
    /// <param name="definition">The declared table.</param>
    /// <param name="plan">The table, expanded.</param>
    /// <param name="kind">What declares it.</param>
    /// <param name="definitionJson">The definition in the form its author reads back.</param>
    /// <param name="gridId">The table to declare anew; null for a new one.</param>
    /// <param name="seen">The declaration that was changed, JSON, as it was stored; null where nobody looked.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="UsageException">Every problem at once; nothing was stored.</exception>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task<long> SaveAsync(GridDefinition definition, GridPlan plan, GridKind kind, string definitionJson, long? gridId, string? seen, CancellationToken cancellationToken) =>
        guard.DoAsync(Act.DeclareTable, definition.Name, () => StoreAsync(definition, plan, kind, definitionJson, gridId, seen, cancellationToken), cancellationToken);

    private async Task<long> StoreAsync(GridDefinition definition, GridPlan plan, GridKind kind, string definitionJson, long? gridId, string? seen, CancellationToken cancellationToken)
    {
        var confinement = await confinements.FindAsync(cancellationToken);
        Confinement.Check([.. confinement.Problems(definition).Concat(plan.Rows.SelectMany(r => r.Methods).SelectMany(m => confinement.Problems(m.Configuration))).Distinct(StringComparer.Ordinal)]);
        if (plan.Problems.Count > 0) throw new UsageException(plan.Problems);
        // Images and weights are hashed here, off the page's own thread.
        var grid = await Task.Run(() => Resolve(definition, plan, kind), cancellationToken) with { DefinitionJson = definitionJson };
        if (gridId is not { } id) return await store.AddAsync(grid, cancellationToken);
        return await store.ReplaceAsync(id, grid, seen, cancellationToken) switch
        {
            GridReplacement.Done => id,
            GridReplacement.Changed => throw new UsageException(
                $"\"{definition.Name}\" was changed since you opened it, and nothing was written over: open it again in another tab, and bring your changes there."),
            _ => throw new UsageException($"There is no table {id} that can be changed: it may have been deleted; go back to Results."),
        };
    }

    /// <summary>Forgets a table; its runs stay.</summary>
    /// <exception cref="UsageException">There is no such table.</exception>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task ForgetAsync(long gridId, CancellationToken cancellationToken = default) => guard.DoAsync(
        Act.DeleteTable,
        $"results grid {gridId}",
        async () =>
        {
            if (!await store.ForgetAsync(gridId, cancellationToken))
                throw new UsageException($"There is no table {gridId} that can be deleted: it may be gone already; go back to Results.");
        },
        cancellationToken);

    /// <summary>The definition that a table was declared by; null where there is no such table.</summary>
    public async Task<StoredDeclaration<GridDefinition>?> DefinitionAsync(long gridId, CancellationToken cancellationToken = default) =>
        await store.DefinitionAsync(gridId, GridKind.Table, cancellationToken) is { } json && JsonSerializer.Deserialize<GridDefinition>(json, JsonSerializerOptions.Web) is { } definition
            ? new StoredDeclaration<GridDefinition>(definition, json)
            : null;

    private static NewGrid Resolve(GridDefinition definition, GridPlan plan, GridKind kind)
    {
        var resolution = new ConfigurationResolution();
        var problems = new List<string>();
        var lines = new List<GridLine>();
        foreach (var row in plan.Rows)
        {
            var methods = new List<GridMethod>();
            foreach (var method in row.Methods)
            {
                try
                {
                    methods.Add(new GridMethod(method.Header, resolution.Add(method.Configuration), method.Subset, definition.PublishedSource.Length > 0 ? definition.PublishedSource : null));
                }
                catch (UsageException e)
                {
                    problems.AddRange(e.Problems);
                }
            }

            lines.Add(new GridLine(row.Header, methods));
        }

        if (problems.Count > 0) throw new UsageException([.. problems.Distinct(StringComparer.Ordinal)]);
        CheckDistinct(lines);
        var grid = GridBuilder.Build(definition.Name, kind, lines, plan.Protocols)
            ?? throw new UsageException("Nothing of the table is scored: it needs a segmentation network or a classifier on class folders.");
        return grid with { Seeds = plan.Seeds, ShowsPublished = definition.ShowsPublished };
    }

    /// <summary>Two cells of one configuration would compare a thing with itself.</summary>
    private static void CheckDistinct(List<GridLine> lines)
    {
        var same = lines.SelectMany(l => l.Methods.Select(m => (Print: Fingerprint.Of(m.Configuration.Configuration), Name: SweepPlanner.Label([.. l.Header, .. m.Header], "the only one"))))
            .GroupBy(x => x.Print, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.ToList();
        if (same is not null)
        {
            throw new UsageException(
                $"\"{same[0].Name}\" and \"{same[1].Name}\" are the same experiment: what they differ in cannot change the numbers; vary a scientific setting, or use seeds for repeats.");
        }
    }
}
