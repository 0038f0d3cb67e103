using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Runs;

namespace Experiments.Web.Results;

/// <summary>Orders of a gallery.</summary>
public enum GalleryOrder
{
    /// <summary>The least IoU first: what goes wrong.</summary>
    Worst,

    /// <summary>The greatest IoU first.</summary>
    Best,

    /// <summary>As in the data set.</summary>
    Listed,
}

/// <summary>Pictures of an image, as artifacts; any may be missing.</summary>
/// <param name="Image">The image.</param>
/// <param name="Truth">Its labels.</param>
/// <param name="Colour">What was predicted, in the classes' colours.</param>
/// <param name="Prediction">What was predicted, class indices.</param>
public sealed record ImagePictures(long? Image, long? Truth, long? Colour, long? Prediction)
{
    /// <summary>Whether there is something to look at.</summary>
    public bool HasAny => (Image ?? Truth ?? Colour ?? Prediction) is not null;
}

/// <summary>An image that an evaluation scored.</summary>
/// <param name="Index">Position in the subset, from 0.</param>
/// <param name="Stem">Stem of its file.</param>
/// <param name="MeanIoU">Mean IoU over the classes that are in its labels or in its prediction, 0 to 1; null where nothing was counted.</param>
/// <param name="ClassIoU">IoU of each of these classes.</param>
/// <param name="Pictures">What was kept of it.</param>
public sealed record GalleryImage(int Index, string Stem, double? MeanIoU, IReadOnlyDictionary<int, double> ClassIoU, ImagePictures Pictures)
{
    /// <summary>What it is ordered by: a class' IoU, else the mean.</summary>
    public double? Score(int? wanted) => wanted is { } k ? ClassIoU.TryGetValue(k, out var iou) ? iou : null : MeanIoU;
}

/// <summary>
/// Images of an evaluation with their own scores, to be looked through worst first. The score of an image says where to look: a run's mIoU is
/// of counts summed over the data set and is no mean of these.
/// </summary>
/// <param name="Images">Every image, in the data set's order.</param>
public sealed record PredictionGallery(IReadOnlyList<GalleryImage> Images)
{
    /// <summary>Images with pictures.</summary>
    public int Kept => Images.Count(i => i.Pictures.HasAny);

    /// <summary>The images in an order.</summary>
    /// <param name="order">Order.</param>
    /// <param name="wanted">A class: only images that have it in labels or prediction, by its IoU; null for all images.</param>
    /// <param name="all">Whether images of which no picture was kept are among them.</param>
    public IReadOnlyList<GalleryImage> Ordered(GalleryOrder order, int? wanted, bool all)
    {
        var shown = Images.Where(i => (all || i.Pictures.HasAny) && (wanted is not { } k || i.ClassIoU.ContainsKey(k)));
        return order switch
        {
            // What has no score comes last whichever way round; of equal ones the first.
            GalleryOrder.Worst => [.. shown.OrderBy(i => i.Score(wanted) ?? double.MaxValue).ThenBy(i => i.Index)],
            GalleryOrder.Best => [.. shown.OrderByDescending(i => i.Score(wanted) ?? double.MinValue).ThenBy(i => i.Index)],
            GalleryOrder.Listed => [.. shown],
            _ => throw new ArgumentOutOfRangeException(nameof(order), order, "No such order."),
        };
    }

    /// <summary>A gallery of counted images and what was kept of them.</summary>
    /// <param name="images">Counts of each image.</param>
    /// <param name="pictures">Artifacts, oldest first; of several of one kind the newest counts.</param>
    public static PredictionGallery Of(IReadOnlyList<ImageCounts> images, IReadOnlyList<Artifact> pictures)
    {
        ArgumentNullException.ThrowIfNull(images);
        var kept = pictures.Where(a => a.Name.Length > 0).GroupBy(a => a.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.GroupBy(a => a.Kind, StringComparer.Ordinal).ToDictionary(k => k.Key, k => (long?)k.Last().Id, StringComparer.Ordinal), StringComparer.Ordinal);
        var counted = images.Select(i => Of(i.Index, i.Stem, i.Counts, kept.GetValueOrDefault(i.Stem))).ToList();
        var stems = images.Select(i => i.Stem).ToHashSet(StringComparer.Ordinal);
        // An evaluation of before counts were kept image by image has pictures all the same.
        var uncounted = kept.Where(k => !stems.Contains(k.Key)).Select((k, i) => Of(images.Count + i, k.Key, [], k.Value));
        return new PredictionGallery([.. counted, .. uncounted]);
    }

    private static GalleryImage Of(int index, string stem, IReadOnlyList<ConfusionCell> counts, Dictionary<string, long?>? kept)
    {
        var classes = ClassIoUOf(counts);
        return new GalleryImage(
            index, stem, classes.Count == 0 ? null : classes.Values.Average(), classes,
            new ImagePictures(kept?.GetValueOrDefault(Artifact.Image), kept?.GetValueOrDefault(Artifact.Truth), kept?.GetValueOrDefault(Artifact.PredictionColour), kept?.GetValueOrDefault(Artifact.Prediction)));
    }

    /// <summary>IoU of each class that is in the labels or in the prediction: right ÷ (labelled + predicted − right).</summary>
    private static Dictionary<int, double> ClassIoUOf(IReadOnlyList<ConfusionCell> counts)
    {
        var sums = new Dictionary<int, (long Right, long Union)>();
        foreach (var cell in counts)
        {
            if (cell.Truth == cell.Prediction)
            {
                Add(cell.Truth, cell.Count, cell.Count);
                continue;
            }

            Add(cell.Truth, 0, cell.Count);
            Add(cell.Prediction, 0, cell.Count);
        }

        return sums.Where(s => s.Value.Union > 0).ToDictionary(s => s.Key, s => (double)s.Value.Right / s.Value.Union);

        void Add(int k, long right, long union)
        {
            var (r, u) = sums.GetValueOrDefault(k);
            sums[k] = (r + right, u + union);
        }
    }
}

/// <summary>Reads what an evaluation kept of its images.</summary>
/// <param name="evaluations">Counts.</param>
/// <param name="runs">Files.</param>
public sealed class PredictionGalleryQuery(EvaluationQueries evaluations, OneRunQueries runs)
{
    /// <summary>The gallery of an evaluation.</summary>
    public async Task<PredictionGallery> OfAsync(long jobId, CancellationToken cancellationToken = default) =>
        PredictionGallery.Of(await evaluations.ImagesAsync(jobId, cancellationToken), await runs.PicturesAsync(jobId, cancellationToken));
}
