using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Evaluation;

/// <summary>
/// Confusion[truth, prediction] in 64-bit counts, K×K. Pixels whose truth is no class (255) count for nothing; those whose
/// prediction is none are counted beside the matrix and are wrong: misses of their class, false positives of no other, as
/// in Cityscapes' script. Counts are summed over a data set before any metric: mIoU is never an average over images.
/// </summary>
public sealed class Confusion
{
    private readonly long[] _counts;
    private readonly long[] _unclassified;

    /// <summary>Creates an empty matrix.</summary>
    /// <param name="classes">Number of classes K, 1 to 255.</param>
    public Confusion(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        (Classes, _counts, _unclassified) = (classes, new long[classes * classes], new long[classes]);
    }

    /// <summary>Creates a matrix from row-major counts.</summary>
    public Confusion(int classes, IReadOnlyList<long> counts) : this(classes)
    {
        if (counts.Count != _counts.Length) throw new ArgumentException($"{counts.Count} counts for {classes} classes: {_counts.Length} are needed.", nameof(counts));
        for (var i = 0; i < _counts.Length; i++) _counts[i] = counts[i];
    }

    /// <summary>Number of classes K.</summary>
    public int Classes { get; }

    /// <summary>Row-major counts, truth × prediction.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>Pixels of each true class whose prediction is no class; a network predicts one everywhere, files of other tools may not.</summary>
    public IReadOnlyList<long> Unclassified => _unclassified;

    /// <summary>Counts the pixels of one image.</summary>
    /// <param name="truth">Labels; values of K and more count for nothing.</param>
    /// <param name="prediction">Predicted classes; values of K and more are no class.</param>
    public void Add(LabelMap truth, LabelMap prediction)
    {
        if (truth.Height != prediction.Height || truth.Width != prediction.Width)
            throw new DataException($"Truth is {truth.Width}×{truth.Height} pixels and the prediction {prediction.Width}×{prediction.Height}: they must have one size.");
        for (var i = 0; i < truth.Values.Length; i++)
        {
            var (row, column) = (truth.Values[i], prediction.Values[i]);
            if (row >= Classes) continue;
            if (column < Classes) _counts[(row * Classes) + column]++;
            else _unclassified[row]++;
        }
    }

    /// <summary>Adds another matrix of the same classes.</summary>
    public void Add(Confusion other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        for (var c = 0; c < Classes; c++) _unclassified[c] += other._unclassified[c];
    }

    /// <summary>The non-zero cells as truth, prediction, count; truth, prediction, count; ...</summary>
    public IReadOnlyList<long> Sparse()
    {
        var triples = new List<long>();
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] != 0) triples.AddRange([i / Classes, i % Classes, _counts[i]]);
        }

        return triples;
    }

    /// <summary>The matrix of non-zero cells.</summary>
    /// <param name="classes">Number of classes.</param>
    /// <param name="triples">See <see cref="Sparse"/>.</param>
    /// <param name="unclassified">Pixels without a predicted class as true class, count; true class, count; ...</param>
    public static Confusion FromSparse(int classes, IReadOnlyList<long> triples, IReadOnlyList<long> unclassified)
    {
        var confusion = new Confusion(classes);
        for (var i = 0; i < triples.Count; i += 3) confusion._counts[(triples[i] * classes) + triples[i + 1]] = triples[i + 2];
        for (var i = 0; i < unclassified.Count; i += 2) confusion._unclassified[unclassified[i]] = unclassified[i + 1];
        return confusion;
    }

    /// <summary>IoU of each class: C_cc / (row + column − C_cc); NaN for a class without a pixel on either side.</summary>
    public IReadOnlyList<double> ClassIoU()
    {
        var (rows, columns) = Sums();
        return [.. Enumerable.Range(0, Classes).Select(c => Ratio(_counts[(c * Classes) + c], rows[c] + columns[c] - _counts[(c * Classes) + c]))];
    }

    /// <summary>mIoU under an absent-class rule, 0 to 1.</summary>
    public double MeanIoU(AbsentClassRule rule)
    {
        var values = ClassIoU();
        return rule switch
        {
            AbsentClassRule.NaN => values.Average(),
            AbsentClassRule.Zero => values.Average(v => double.IsNaN(v) ? 0 : v),
            AbsentClassRule.Skip => values.Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average(),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown absent-class rule."),
        };
    }

    /// <summary>Mean over the classes present in the truth of C_cc / row, 0 to 1.</summary>
    public double MeanAccuracy() => ClassAccuracy().Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Accuracy (recall) of each class: C_cc / row; NaN for a class that is absent from the truth.</summary>
    public IReadOnlyList<double> ClassAccuracy()
    {
        var (rows, _) = Sums();
        return [.. Enumerable.Range(0, Classes).Select(c => Ratio(_counts[(c * Classes) + c], rows[c]))];
    }

    /// <summary>Pixels of each true class.</summary>
    public IReadOnlyList<long> ClassPixels() => Sums().Rows;

    /// <summary>ΣC_cc / ΣC, 0 to 1.</summary>
    public double PixelAccuracy() => Ratio(Enumerable.Range(0, Classes).Sum(c => _counts[(c * Classes) + c]), _counts.Sum() + _unclassified.Sum());

    /// <summary>fwIoU = Σ (row/ΣC)·IoU_c over the classes present in the truth, 0 to 1.</summary>
    public double FrequencyWeightedIoU()
    {
        var (rows, _) = Sums();
        var (all, values) = (rows.Sum(), ClassIoU());
        return all == 0 ? double.NaN : Enumerable.Range(0, Classes).Where(c => rows[c] > 0).Sum(c => (double)rows[c] / all * values[c]);
    }

    /// <summary>The matrix of groups of classes: rows and columns of a group's classes are added up.</summary>
    /// <param name="groupOf">Group of each class, from 0.</param>
    /// <param name="groups">Number of groups.</param>
    public Confusion Grouped(IReadOnlyList<int> groupOf, int groups)
    {
        var grouped = new Confusion(groups);
        for (var i = 0; i < _counts.Length; i++)
            grouped._counts[(groupOf[i / Classes] * groups) + groupOf[i % Classes]] += _counts[i];
        for (var c = 0; c < Classes; c++) grouped._unclassified[groupOf[c]] += _unclassified[c];
        return grouped;
    }

    private (long[] Rows, long[] Columns) Sums()
    {
        var (rows, columns) = (_unclassified.ToArray(), new long[Classes]);
        for (var i = 0; i < _counts.Length; i++)
        {
            rows[i / Classes] += _counts[i];
            columns[i % Classes] += _counts[i];
        }

        return (rows, columns);
    }

    private static double Ratio(long part, long whole) => whole == 0 ? double.NaN : (double)part / whole;
}
