using System.Text.Json;
using Experiments.Data.Datasets;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Grids;

namespace Experiments.Web.Studies;

/// <summary>Makes uncertainty studies. Nothing runs until what is missing is queued; runs that are there already count.</summary>
/// <param name="guard">Asks for the right.</param>
/// <param name="confinements">Which files a person may name.</param>
/// <param name="maker">Stores tables.</param>
/// <param name="store">Reads definitions.</param>
/// <param name="datasets">Registered data sets.</param>
public sealed class StudyMaker(ActGuard guard, Confinements confinements, GridMaker maker, GridStore store, DatasetStore datasets)
{
    /// <summary>Expands a study; files are not looked at.</summary>
    public async Task<GridPlan> PlanAsync(StudyDefinition study, CancellationToken cancellationToken = default) =>
        StudyExpansion.Expand(study, new RegisteredDatasets(await datasets.ListAsync(cancellationToken)));

    /// <summary>Makes a study, or declares one anew.</summary>
    /// <param name="study">The study.</param>
    /// <param name="gridId">Its table; null for a new one.</param>
    /// <param name="seen">The declaration that was changed, JSON, as it was stored: where another one is stored by now, nothing is. Null where nobody looked.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>The key of its table.</returns>
    /// <exception cref="UsageException">Every problem at once; nothing was stored.</exception>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public async Task<long> SaveAsync(StudyDefinition study, long? gridId = null, string? seen = null, CancellationToken cancellationToken = default)
    {
        await guard.RequireAsync(Act.DeclareTable, cancellationToken);
        // What the study names is looked at while it is expanded.
        Confinement.Check((await confinements.FindAsync(cancellationToken)).Problems(study));
        return await maker.SaveAsync(
            StudyExpansion.AsGrid(study), await PlanAsync(study, cancellationToken), GridKind.Study,
            JsonSerializer.Serialize(study, JsonSerializerOptions.Web), gridId, seen, cancellationToken);
    }

    /// <summary>The definition that a study was declared by; null where there is no such study.</summary>
    public async Task<StoredDeclaration<StudyDefinition>?> DefinitionAsync(long gridId, CancellationToken cancellationToken = default) =>
        await store.DefinitionAsync(gridId, GridKind.Study, cancellationToken) is { } json && JsonSerializer.Deserialize<StudyDefinition>(json, JsonSerializerOptions.Web) is { } study
            ? new StoredDeclaration<StudyDefinition>(study, json)
            : null;
}
