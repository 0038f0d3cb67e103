using System.Collections.Concurrent;
using System.Security.Cryptography;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Results;

/// <summary>
/// SHA-256 of the confusion counts of evaluations, to see whether two are the same. Each is read once: at 150 classes they take 180 kB, an
/// evaluation whose job has succeeded stays as it is, and no later one takes its key. Safe for concurrent use.
/// </summary>
internal sealed class ConfusionHashes
{
    private const int AtATime = 100;

    private readonly ConcurrentDictionary<long, string> _known = new();

    /// <summary>The hashes of some evaluations, by their keys; one that has gone is left out.</summary>
    /// <param name="db">Context.</param>
    /// <param name="evaluations">Evaluations whose jobs have succeeded.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyDictionary<long, string>> OfAsync(ExperimentsContext db, IReadOnlyCollection<long> evaluations, CancellationToken cancellationToken)
    {
        foreach (var ids in evaluations.Where(e => !_known.ContainsKey(e)).Chunk(AtATime))
        {
            foreach (var read in await db.Evaluations.Where(e => ids.Contains(e.Id)).Select(e => new { e.Id, e.Confusion }).ToListAsync(cancellationToken))
                _known[read.Id] = Convert.ToHexStringLower(SHA256.HashData(read.Confusion));
        }

        return evaluations.Where(_known.ContainsKey).ToDictionary(e => e, e => _known[e]);
    }
}
