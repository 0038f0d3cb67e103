using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Runs;

/// <summary>A configuration with one seed, as far as the database tells configurations apart.</summary>
/// <param name="Fingerprint">Fingerprint of the configuration; it holds the version of the engine's semantics.</param>
/// <param name="Seed">Seed.</param>
public readonly record struct RunIdentity(string Fingerprint, int Seed);

/// <summary>A run that is already there.</summary>
/// <param name="RunId">Run.</param>
/// <param name="IsFinished">Whether it is trained; else it is under way.</param>
/// <param name="WorkJobId">The job that its evaluations wait for: its training, pre-training or Fisher estimation.</param>
/// <param name="Protocols">Fingerprints of the protocols under which it is scored, or will be.</param>
public sealed record ExistingRun(long RunId, bool IsFinished, long WorkJobId, IReadOnlySet<string> Protocols);

/// <summary>
/// Finds runs that need not be made again. A run is there when its work (training, pre-training, Fisher estimation) has succeeded or
/// can still: a failed, cancelled or pruned one is not, and a same-seed check of another run never is.
/// </summary>
/// <param name="contexts">Contexts.</param>
public sealed class ExistingRuns(IDbContextFactory<ExperimentsContext> contexts)
{
    private const int FingerprintsAtATime = 500;

    /// <summary>The runs there are among those wanted: of several with one identity a finished one, then the oldest.</summary>
    public async Task<IReadOnlyDictionary<RunIdentity, ExistingRun>> FindAsync(IReadOnlyCollection<RunIdentity> wanted, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var identities = wanted.ToHashSet();
        var found = new Dictionary<RunIdentity, ExistingRun>();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var prints in identities.Select(i => i.Fingerprint).Distinct(StringComparer.Ordinal).Chunk(FingerprintsAtATime))
        {
            var rows = await db.Runs.Where(r => prints.Contains(r.Fingerprint) && r.ReproductionOfRunId == null)
                .OrderBy(r => r.Id)
                .Select(r => new { r.Id, r.Fingerprint, r.Seed, Jobs = r.Jobs.Select(j => new JobFacts(j.Id, j.Kind, j.State, j.ProtocolFingerprint)).ToList() })
                .ToListAsync(cancellationToken);
            foreach (var row in rows)
            {
                var identity = new RunIdentity(row.Fingerprint, row.Seed);
                if (!identities.Contains(identity) || Of(row.Id, row.Jobs) is not { } run) continue;
                if (!found.TryGetValue(identity, out var earlier) || (run.IsFinished && !earlier.IsFinished)) found[identity] = run;
            }
        }

        return found;
    }

    private static ExistingRun? Of(long runId, List<JobFacts> jobs)
    {
        var work = jobs.Find(j => j.Kind is JobKind.Training or JobKind.Pretraining or JobKind.FisherEstimation);
        if (work is null || work.State.HasNotSucceeded()) return null;
        return new ExistingRun(
            runId,
            work.State == JobState.Succeeded,
            work.Id,
            jobs.Where(j => j.Kind == JobKind.Evaluation && !j.State.HasNotSucceeded()).Select(j => j.ProtocolFingerprint).OfType<string>().ToHashSet(StringComparer.Ordinal));
    }

    private sealed record JobFacts(long Id, JobKind Kind, JobState State, string? ProtocolFingerprint);
}
