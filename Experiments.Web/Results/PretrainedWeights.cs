using Experiments.Data.Model;
using Experiments.Data.Storage;
using Experiments.Web.Grids;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Results;

/// <summary>Finds what a pre-training of this database left, for templates that fine-tune from it.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="files">Finds files of attempts.</param>
public sealed class PretrainedWeights(IDbContextFactory<ExperimentsContext> contexts, RunFiles files)
{
    /// <summary>Settings whose empty <c>weights.path</c> names the newest pre-training's final checkpoint; as they are where there is none.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FillAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken = default)
    {
        if (settings.GetValueOrDefault(GridTemplates.WeightsKey) is not "") return settings;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = await (from artifact in db.Artifacts
                            join attempt in db.Attempts on new { artifact.JobId, Number = artifact.AttemptNumber } equals new { attempt.JobId, attempt.Number }
                            join job in db.Jobs on artifact.JobId equals job.Id
                            where artifact.IsFinal && job.Kind == JobKind.Pretraining && job.State == JobState.Succeeded && job.Run!.BinnedMs == null
                            orderby artifact.Id descending
                            select new { attempt.Folder, artifact.Path }).FirstOrDefaultAsync(cancellationToken);
        if (newest is null || files.Find(newest.Folder, newest.Path) is not { } path) return settings;
        return new Dictionary<string, string>(settings) { [GridTemplates.WeightsKey] = path };
    }
}
