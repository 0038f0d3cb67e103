using Experiments.Data.Runs;

namespace Experiments.Web.Sweeps;

/// <summary>What a plan would come to in this database: which of its runs are there already, time and disk of the others.</summary>
/// <param name="existing">Finds runs.</param>
/// <param name="estimator">Estimates.</param>
public sealed class SweepPreview(ExistingRuns existing, SweepEstimator estimator)
{
    /// <summary>The plan with what is there already, and its estimate.</summary>
    /// <param name="plan">A plan whose files were looked at.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<(SweepPlan Plan, SweepEstimate Estimate)> OfAsync(SweepPlan plan, CancellationToken cancellationToken = default)
    {
        var wanted = plan.Rows.Where(r => r.Fingerprint.Length > 0).SelectMany(r => plan.Seeds.Select(s => new RunIdentity(r.Fingerprint, s))).ToList();
        var known = plan with { Existing = await existing.FindAsync(wanted, cancellationToken) };
        return (known, await estimator.EstimateAsync(known, cancellationToken));
    }
}
