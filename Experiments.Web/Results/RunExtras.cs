using Experiments.Data.Model;
using Experiments.Data.Storage;
using Experiments.Web.Sweeps;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Results;

/// <summary>What a list of runs shows beside a run's own columns.</summary>
/// <param name="Backbone">Backbone.</param>
/// <param name="Regulariser">Regulariser.</param>
/// <param name="SingleScale">mIoU of its newest single-scale evaluation, 0 to 1; a classifier's top-1 of the centre crop.</param>
/// <param name="MultiScale">mIoU of its newest multi-scale evaluation, 0 to 1; a classifier's top-1 of ten crops.</param>
/// <param name="Metric">What both are: <c>mIoU</c>, <c>top-1</c>.</param>
public sealed record RunExtra(string Backbone, string Regulariser, double? SingleScale, double? MultiScale, string Metric);

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
            .Select(e => new { e.RunId, e.ProtocolName, e.MeanIoU, e.Metrics })
            .ToListAsync(cancellationToken);
        return runIds.ToDictionary(id => id, id =>
        {
            var ofRun = scores.Where(s => s.RunId == id).ToList();
            // A run is of one task: all its evaluations have the same metric.
            var metric = ofRun.Select(s => Evaluation.HeadlineOf(s.Metrics)).LastOrDefault(GridColumn.MeanIoU);
            double? Newest(params string[] protocols) =>
                ofRun.FindLast(s => protocols.Contains(s.ProtocolName, StringComparer.Ordinal)) is { } score ? Evaluation.ValueOf(metric, score.MeanIoU, score.Metrics) : null;

            return new RunExtra(
                settings.Find(s => s.RunId == id && s.Key == BackboneKey)?.Value ?? "",
                settings.Find(s => s.RunId == id && s.Key == RegulariserKey)?.Value ?? "",
                Newest(SweepDefinition.SingleScale),
                Newest(SweepDefinition.MultiScale, SweepDefinition.TenCrop),
                metric);
        });
    }
}
