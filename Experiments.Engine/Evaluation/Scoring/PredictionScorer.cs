using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Evaluation.Scoring;

/// <summary>What is scored, and how.</summary>
/// <param name="Predictions">Folder of prediction PNGs: grey values or palette indices.</param>
/// <param name="Labels">Folder of label PNGs.</param>
/// <param name="Instances">Folder of instance PNGs; null for none.</param>
/// <param name="Classes">The classes.</param>
/// <param name="Ignored">Label values that count for nothing.</param>
/// <param name="AbsentClass">Rule of the headline mIoU.</param>
public sealed record ScoreRequest(
    string Predictions, string Labels, string? Instances, IReadOnlyList<DatasetClass> Classes, IReadOnlyList<int> Ignored, AbsentClassRule AbsentClass)
{
    /// <summary>What the values of the label files mean.</summary>
    public StoredValues LabelValues { get; init; }

    /// <summary>What the values of the prediction files mean.</summary>
    public StoredValues PredictionValues { get; init; }
}

/// <summary>What the values of label or prediction files mean.</summary>
public enum StoredValues
{
    /// <summary>Class indices.</summary>
    Indices,

    /// <summary>The class file's <c>label_id</c>, as Cityscapes' label ids are; a value that is none counts as ignored.</summary>
    LabelIds,

    /// <summary>Class indices and one, 0 for none, as ADE20K's labels are.</summary>
    PlusOne,
}

/// <summary>
/// Scores prediction files of any tool by the metrics of an evaluation. Images are read on all cores; what is summed is
/// summed in the order of the stems, so that the result is the same however many there are.
/// </summary>
public static class PredictionScorer
{
    private const int NamedProblems = 100;

    /// <summary>Scores.</summary>
    /// <param name="request">What is scored.</param>
    /// <param name="progress">Told after each image, by one thread at a time.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="UsageException">A folder is missing or empty.</exception>
    /// <exception cref="DataException">Every problem at once: missing predictions, unreadable files, sizes that differ, values out of range.</exception>
    public static ScoreReport Run(ScoreRequest request, IProgress<DatasetProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var labels = FileMatching.List("--labels", request.Labels);
        var all = FileMatching.List("--predictions", request.Predictions);
        var predictions = FileMatching.Match(labels, all);
        var instances = request.Instances is { } folder ? FileMatching.Match(labels, FileMatching.List("--instances", folder)) : null;
        var problems = Missing(labels, predictions, "prediction", "--predictions");
        if (instances is not null) problems.AddRange(Missing(labels, instances, "instance image", "--instances"));

        var work = new Work(request, DecoderOf(request, request.LabelValues, "--label-values"), DecoderOf(request, request.PredictionValues, "--prediction-values"));
        var scored = new Counted?[labels.Count];
        var found = new List<string>[labels.Count];
        var (gate, done) = (new Lock(), 0);
        Parallel.For(0, labels.Count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            found[i] = [];
            scored[i] = work.Count(labels[i], predictions[i], instances?[i], found[i]);
            lock (gate) progress?.Report(new DatasetProgress(++done, labels.Count));
        });
        problems.AddRange(found.SelectMany(f => f));
        if (problems.Count > 0) throw new DataException(Joined(problems));
        return Summed(request, scored!, all.Count - predictions.Count(p => p is not null), instances is not null);
    }

    private static LabelDecoder DecoderOf(ScoreRequest request, StoredValues values, string option)
    {
        const string Remedy = "correct the file, or name the value in --classes or --ignore";
        if (values == StoredValues.Indices) return new LabelDecoder(new LabelRule(request.Classes.Count, null, request.Ignored.ToHashSet()), Remedy);
        var map = values == StoredValues.PlusOne
            ? Enumerable.Range(0, request.Classes.Count).ToDictionary(c => c + 1, c => c)
            : request.Classes.Select((c, i) => (c.LabelId, i)).Where(c => c.LabelId is not null).ToDictionary(c => c.LabelId!.Value, c => c.i);
        if (map.Count == 0) throw new UsageException($"{option} is label-ids, but the class file has no label_id: add the column, or use indices.");
        var ignored = values == StoredValues.PlusOne ? request.Ignored.Append(0) : Enumerable.Range(0, ushort.MaxValue + 1).Where(v => !map.ContainsKey(v)).Concat(request.Ignored);
        return new LabelDecoder(new LabelRule(request.Classes.Count, map, ignored.ToHashSet()), Remedy);
    }

    private static ScoreReport Summed(ScoreRequest request, IReadOnlyList<Counted> scored, int unused, bool hasInstances)
    {
        var sum = new Confusion(request.Classes.Count);
        var instances = hasInstances ? new InstanceScores(request.Classes) : null;
        foreach (var image in scored)
        {
            sum.Add(image.Counts());
            instances?.Add(image.Instances);
        }

        return new ScoreReport
        {
            Classes = [.. request.Classes.Select(c => c.Name)],
            Ignored = [.. request.Ignored.Distinct().Order()],
            AbsentClass = request.AbsentClass,
            Pixels = scored.Sum(s => s.Score.Pixels),
            IgnoredPixels = scored.Sum(s => s.Score.IgnoredPixels),
            UnusedPredictions = unused,
            MeanIoU = sum.MeanIoU(request.AbsentClass),
            MeanAccuracy = sum.MeanAccuracy(),
            PixelAccuracy = sum.PixelAccuracy(),
            ClassIoU = sum.ClassIoU(),
            ClassAccuracy = sum.ClassAccuracy(),
            ClassPixels = sum.ClassPixels(),
            Metrics = FurtherMetrics.Of(sum, request.AbsentClass, request.Classes, instances),
            Confusion = sum.Counts,
            Unclassified = sum.Unclassified,
            Images = [.. scored.Select(s => s.Score)],
        };
    }

    private static List<string> Missing(IReadOnlyList<ScoredFile> labels, IReadOnlyList<ScoredFile?> partners, string kind, string option) =>
    [
        .. labels.Zip(partners).Where(p => p.Second is null)
            .Select(p => $"Label {p.First.Path} has no {kind}: none in {option} is called {p.First.Stem}; add it, or leave the label out."),
    ];

    private static string Joined(List<string> problems)
    {
        var more = problems.Count > NamedProblems ? $"{Environment.NewLine}... and {problems.Count - NamedProblems} more problems." : "";
        return string.Join(Environment.NewLine, problems.Take(NamedProblems)) + more;
    }

    /// <summary>What is kept of one image until all are summed: non-zero cells, no matrix of its own.</summary>
    private sealed record Counted(ImageScore Score, int Classes, IReadOnlyList<InstanceCount> Instances)
    {
        public Confusion Counts() => Confusion.FromSparse(Classes, Score.Counts, Score.Unclassified);
    }

    private sealed class Work(ScoreRequest request, LabelDecoder labelDecoder, LabelDecoder predictionDecoder)
    {
        // Only counts instances, which adds nothing to it: several threads may.
        private readonly InstanceScores _instances = new(request.Classes);

        /// <summary>Counts one image; null, and problems, where it cannot be.</summary>
        public Counted? Count(ScoredFile label, ScoredFile? prediction, ScoredFile? instances, List<string> problems)
        {
            var truth = Read(label, labelDecoder, "Label", problems);
            var predicted = prediction is null ? null : Read(prediction, predictionDecoder, "Prediction", problems);
            var ids = instances is null ? null : Try(() => LabelFile.ReadRaw(instances.Path), problems);
            if (truth is null || predicted is null || (instances is not null && ids is null)) return null;
            var before = problems.Count;
            CheckSize(prediction!.Path, predicted.Height, predicted.Width);
            if (ids is not null) CheckSize(instances!.Path, ids.Height, ids.Width);
            if (problems.Count > before) return null;

            var counts = new Confusion(request.Classes.Count);
            counts.Add(truth, predicted);
            var pixels = counts.ClassPixels().Sum();
            var score = new ImageScore
            {
                Stem = label.Stem,
                Pixels = pixels,
                IgnoredPixels = truth.Values.Length - pixels,
                MeanIoU = counts.MeanIoU(AbsentClassRule.Skip),
                PixelAccuracy = counts.PixelAccuracy(),
                Counts = counts.Sparse(),
                Unclassified = [.. counts.Unclassified.SelectMany((n, c) => n > 0 ? new[] { c, n } : [])],
            };
            return new Counted(score, request.Classes.Count, ids is null ? [] : _instances.Count(ids, predicted));

            void CheckSize(string file, int height, int width)
            {
                if (height != truth.Height || width != truth.Width)
                    problems.Add($"{file} is {width}×{height}, but its label {label.Path} is {truth.Width}×{truth.Height}: they must have one size; write it at the label's size.");
            }
        }

        private LabelMap? Read(ScoredFile file, LabelDecoder decoder, string kind, List<string> problems)
        {
            if (Try(() => LabelFile.ReadRaw(file.Path), problems) is not { } raw) return null;
            var (map, outOfRange) = decoder.Decode(raw, file.Path);
            problems.AddRange(outOfRange.Select(v =>
                $"{kind} {file.Path} has the value {v.Value} at {v.Pixels} pixel{(v.Pixels == 1 ? "" : "s")}: classes are 0 to {request.Classes.Count - 1}, ignored values are {string.Join(", ", request.Ignored.Distinct().Order().Select(i => $"{i}"))}; correct the file, or name the value in --classes or --ignore."));
            return outOfRange.Count == 0 ? map : null;
        }

        private static RawLabels? Try(Func<RawLabels> read, List<string> problems)
        {
            try
            {
                return read();
            }
            catch (DataException e)
            {
                problems.Add(e.Message);
                return null;
            }
        }
    }
}
