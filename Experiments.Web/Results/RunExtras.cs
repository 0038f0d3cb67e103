using Experiments.Data.Model;
using Experiments.Data.Storage;
using Experiments.Web.Sweeps;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Results;

/// <summary>What a list of runs shows beside a run's own columns.</summary>
/// <param name="Backbone">Backbone.</param>
/// <param name="Regulariser">Regulariser.</param>
/// <param name="SingleScale">mIoU of its newest single-scale evaluation, 0 to 1.</param>
/// <param name="MultiScale">mIoU of its newest multi-scale evaluation, 0 to 1.</param>
public sealed record RunExtra(string Backbone, string Regulariser, double? SingleScale, double? MultiScale);

/// <summary>Reads what a page of a runs table needs of settings and scores, in two queries whatever the number of runs.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class RunExtras(IDbContextFactory<ExperimentsContext> contexts)
{
    private const string BackboneKey = "network.backbone";
    private const string RegulariserKey = "regulariser.kind";

    /// <summary>The extras of some runs.</summary>
    public async Task<IReadOnlyDictionary<long, RunExtra>> OfAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var settings = await context.RunSettings.AsNoTracking()
            .Where(s => runIds.Contains(s.RunId) && (s.Key == BackboneKey || s.Key == RegulariserKey))
            .ToListAsync(cancellationToken);
        var scores = await context.Evaluations.AsNoTracking()
            .Where(e => runIds.Contains(e.RunId) && e.Job!.State == JobState.Succeeded)
            .OrderBy(e => e.Id)
            .Select(e => new { e.RunId, e.ProtocolName, e.MeanIoU })
            .ToListAsync(cancellationToken);
        return runIds.ToDictionary(id => id, id => new RunExtra(
            settings.Find(s => s.RunId == id && s.Key == BackboneKey)?.Value ?? "",
            settings.Find(s => s.RunId == id && s.Key == RegulariserKey)?.Value ?? "",
            scores.FindLast(s => s.RunId == id && s.ProtocolName == SweepDefinition.SingleScale)?.MeanIoU,
            scores.FindLast(s => s.RunId == id && s.ProtocolName == SweepDefinition.MultiScale)?.MeanIoU));
    }
}
