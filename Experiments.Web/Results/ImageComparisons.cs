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
        var pairs = a.Values.Join(b.Values, v => v.Seed, v => v.Seed, (x, y) => (x.JobId, y.JobId)).ToList();
        if (pairs.Count == 0) throw new UsageException("The two share no seed: run one seed of both, so that their networks saw the same crops.");
        var images = await ReadAsync(pairs, cancellationToken);
        var options = new BootstrapOptions { AbsentAsZero = rule == AbsentClassRule.Zero };
        return await Task.Run(() => DifferenceBootstrap.Of(images.SumsOfB, images.SumsOfA, options), cancellationToken);
    }

    /// <summary>
    /// The same interval of each class's IoU, B − A, in the order of the classes. A class that fewer than <see cref="ImageBootstrap.FewestImages"/> images show
    /// has none. A draw without the class's true pixels has no intersection in either: it counts as no difference.
    /// </summary>
    /// <param name="pairs">Jobs of the evaluations that are paired: same seed, same protocol.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="UsageException">There are no pairs, or they were scored on different images.</exception>
    public async Task<IReadOnlyList<DifferenceBootstrap>> CompareClassesAsync(IReadOnlyList<(long A, long B)> pairs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        if (pairs.Count == 0) throw new UsageException("The two share no seed: run one seed of both, so that their networks saw the same crops.");
        var images = await ReadAsync(pairs, cancellationToken);
        var options = new BootstrapOptions { AbsentAsZero = true };
        return await Task.Run(() => Enumerable.Range(0, images.Classes).Select(Of).ToList(), cancellationToken);

        DifferenceBootstrap Of(int index)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return images.Shown(index) >= ImageBootstrap.FewestImages
                ? DifferenceBootstrap.Of([.. images.SumsOfB.Select(s => s.Only(index))], [.. images.SumsOfA.Select(s => s.Only(index))], options)
                : new DifferenceBootstrap(null, $"{images.Shown(index)} images show the class: it takes {ImageBootstrap.FewestImages}.");
        }
    }

    private async Task<PairedImages> ReadAsync(IReadOnlyList<(long A, long B)> pairs, CancellationToken cancellationToken)
    {
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
        return new PairedImages(classes, ofA[0], [.. ofA.Select(Sums)], [.. ofB.Select(Sums)]);

        ClassSums Sums(IReadOnlyList<ImageCounts> images) => new(classes, [.. images.Select(i => i.Counts)]);
    }

    /// <summary>Counts of paired evaluations over the same images.</summary>
    private sealed record PairedImages(int Classes, IReadOnlyList<ImageCounts> Images, IReadOnlyList<ClassSums> SumsOfA, IReadOnlyList<ClassSums> SumsOfB)
    {
        /// <summary>Images whose truth has a class.</summary>
        public int Shown(int index) => Images.Count(i => i.Counts.Any(c => c.Truth == index && c.Count > 0));
    }
}
