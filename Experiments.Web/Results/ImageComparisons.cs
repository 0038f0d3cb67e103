using Experiments.Data.Results;
using Experiments.Data.Statistics;
using Experiments.Data.Statistics.Effects;
using Experiments.Engine.Schema;

namespace Experiments.Web.Results;

/// <summary>Compares two cells over the test images, from the counts that their evaluations stored for each image.</summary>
/// <param name="evaluations">Reads counts.</param>
public sealed class ImageComparisons(EvaluationQueries evaluations)
{
    /// <summary>
    /// The bootstrap interval of B's mIoU − A's, paired by seed and image: over images, and over seeds too from eight of them. Draws are seeded, so that
    /// the same counts give the same interval.
    /// </summary>
    /// <param name="a">A cell of mIoU.</param>
    /// <param name="b">The cell that is compared with it, scored by the same protocol.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="UsageException">The cells share no seed, were scored on different images, or their mIoU takes an absent class for not a number.</exception>
    public async Task<DifferenceBootstrap> CompareAsync(GridCellView a, GridCellView b, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var rule = SchemaJson.ReadProtocol(a.ProtocolJson ?? throw new UsageException("A published value has no images to compare.")).AbsentClass;
        if (rule == AbsentClassRule.NaN)
            throw new UsageException("This protocol's mIoU is not a number where a class is absent, as it is in draws of images: score by one that skips absent classes or counts them as 0.");
        var pairs = a.Values.Join(b.Values, v => v.Seed, v => v.Seed, (x, y) => (A: x.JobId, B: y.JobId)).ToList();
        if (pairs.Count == 0) throw new UsageException("The two share no seed: run one seed of both, so that their networks saw the same crops.");
        List<IReadOnlyList<ImageCounts>> ofA = [], ofB = [];
        foreach (var pair in pairs)
        {
            ofA.Add(await evaluations.ImagesAsync(pair.A, cancellationToken));
            ofB.Add(await evaluations.ImagesAsync(pair.B, cancellationToken));
        }

        var stems = ofA[0].Select(i => i.Stem).ToList();
        if (stems.Count == 0 || ofA.Concat(ofB).Any(images => !images.Select(i => i.Stem).SequenceEqual(stems, StringComparer.Ordinal)))
            throw new UsageException("The evaluations did not score the same images in the same order, or their counts are gone: score both again under one protocol.");
        var classes = await evaluations.ClassesAsync(pairs[0].A, cancellationToken) ?? throw new UsageException("The evaluation is gone: reload the page.");
        var options = new BootstrapOptions { AbsentAsZero = rule == AbsentClassRule.Zero };
        return await Task.Run(() => DifferenceBootstrap.Of([.. ofB.Select(Sums)], [.. ofA.Select(Sums)], options), cancellationToken);

        ClassSums Sums(IReadOnlyList<ImageCounts> images) => new(classes, [.. images.Select(i => i.Counts)]);
    }
}
