using Experiments.Data.Storage;
using Experiments.Engine.Weights.Conventions;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Results;

/// <summary>A weights file that runs start from.</summary>
/// <param name="Path">Where it lies, as the runs name it.</param>
/// <param name="Runs">Runs that start from it.</param>
/// <param name="NewestRunId">The newest of them: its page says what became of each tensor.</param>
/// <param name="IsThere">Whether the file is there now.</param>
public sealed record UsedWeights(string Path, int Runs, long NewestRunId, bool IsThere);

/// <summary>Lists the weights files that runs start from.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class WeightsFilesQuery(IDbContextFactory<ExperimentsContext> contexts)
{
    private const int Most = 200;
    private const string Key = "weights.path";

    /// <summary>The files, those of the newest runs first.</summary>
    public async Task<IReadOnlyList<UsedWeights>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var used = await db.Runs.SelectMany(r => r.Settings).Where(s => s.Key == Key && s.Value != "")
            .GroupBy(s => s.Value)
            .Select(g => new { Path = g.Key, Runs = g.Count(), Newest = g.Max(s => s.RunId) })
            .OrderByDescending(g => g.Newest).Take(Most).ToListAsync(cancellationToken);
        return [.. used.Select(u => new UsedWeights(u.Path, u.Runs, u.Newest, WeightsHeader.Exists(u.Path)))];
    }
}
