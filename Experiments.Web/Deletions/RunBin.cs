using Experiments.Data.Deletions;

namespace Experiments.Web.Deletions;

/// <summary>What a purge did.</summary>
/// <param name="Purged">Runs whose rows are gone.</param>
/// <param name="FilesLeft">Why files of some of them could not be removed, by run; they are tried again at the next start, or when asked.</param>
public sealed record Purge(IReadOnlyList<long> Purged, IReadOnlyDictionary<long, string> FilesLeft);

/// <summary>
/// Deletes runs for good: rows first, in the transaction that leaves word of the run, then its folder. Whoever is killed in between
/// is followed by a start that removes what is left.
/// </summary>
/// <param name="store">Rows.</param>
/// <param name="bin">Reads the bin.</param>
/// <param name="folders">Files.</param>
/// <param name="logger">Log.</param>
public sealed class RunBin(BinStore store, BinQueries bin, RunFolders folders, ILogger<RunBin> logger)
{
    /// <summary>Deletes runs that are in the bin for good, with their files.</summary>
    /// <exception cref="BinException">One is not in the bin, or in use; nothing was changed.</exception>
    public async Task<Purge> PurgeAsync(IReadOnlyCollection<long> runIds, bool evenIfUsed, CancellationToken cancellationToken = default)
    {
        var purged = await store.PurgeAsync(runIds, evenIfUsed, cancellationToken);
        return new Purge(purged, await RemoveAsync(purged, cancellationToken));
    }

    /// <summary>Removes the files of runs whose rows are gone and whose files are not.</summary>
    /// <returns>Why some could not be removed, by run.</returns>
    public async Task<IReadOnlyDictionary<long, string>> RemoveLeftAsync(CancellationToken cancellationToken = default) =>
        await RemoveAsync([.. (await bin.ListAsync(cancellationToken)).FilesLeft.Select(f => f.RunId)], cancellationToken);

    private async Task<IReadOnlyDictionary<long, string>> RemoveAsync(IReadOnlyList<long> runs, CancellationToken cancellationToken)
    {
        var left = new Dictionary<long, string>();
        foreach (var run in runs)
        {
            try
            {
                await Task.Run(() => folders.Remove(run), cancellationToken);
                await store.FilesGoneAsync(run, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                logger.LogWarning(e, "The files of run {RunId}, which was deleted, could not be removed; they are tried again at the next start.", run);
                left[run] = e.Message;
            }
        }

        return left;
    }
}

/// <summary>At the start, finishes purges that were cut off between rows and files.</summary>
/// <param name="bin">The bin.</param>
/// <param name="logger">Log.</param>
public sealed class PurgeFinisher(RunBin bin, ILogger<PurgeFinisher> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await bin.RemoveLeftAsync(stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogWarning(e, "Files of deleted runs could not be looked for; the next start does.");
        }
    }
}
