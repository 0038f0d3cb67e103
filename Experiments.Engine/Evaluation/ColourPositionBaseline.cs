using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Evaluation;

/// <summary>What the colour-and-position classifier scored.</summary>
/// <param name="Counts">Confusion[truth, prediction], row-major, K × K, over the validation subset.</param>
/// <param name="MeanIoU">mIoU with absent classes left out, 0 to 1.</param>
/// <param name="ClassIoU">IoU of each class; NaN where absent.</param>
/// <param name="Prior">Chosen weight of the coarser histograms, in pixels.</param>
/// <param name="Balance">Chosen exponent of the class frequencies that posteriors are divided by.</param>
public sealed record BaselineReport(IReadOnlyList<long> Counts, double MeanIoU, IReadOnlyList<double> ClassIoU, double Prior, double Balance);

/// <summary>
/// A classifier that sees a pixel's own colour and its place in the image, and nothing else: what a data set gives
/// away without any shape. A network must beat it by far, or the set is a colour puzzle.
/// </summary>
/// <remarks>
/// Class frequencies are counted in histograms over (colour, row, column) from fine to coarse, and each cell's
/// distribution is smoothed towards the next coarser one: p(c) = (n_c + m·p_coarser(c)) / (n + m). The class is the
/// largest p(c) / frequency(c)^b. To be as strong as it can, m and b are chosen by mIoU on every fifth training image
/// after counting the others; then all are counted.
/// </remarks>
public sealed class ColourPositionBaseline
{
    // Bins of each colour channel, of the rows and of the columns; finest first.
    private static readonly Level[] Levels = [new(8, 12, 8), new(16, 6, 1), new(8, 4, 1), new(4, 1, 1), new(1, 12, 8), new(1, 1, 1)];
    private static readonly double[] Priors = [3, 20, 100];
    private static readonly double[] Balances = [0, 0.25, 0.5, 0.75];

    private readonly int _classes;
    private readonly int[][] _counts;

    private ColourPositionBaseline(int classes)
    {
        _classes = classes;
        _counts = [.. Levels.Select(l => new int[l.Cells * classes])];
    }

    /// <summary>Fits on the training subset and scores the validation subset.</summary>
    /// <param name="dataset">Data set.</param>
    /// <param name="progress">Told after each image.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="DataException">An image or a label cannot be used.</exception>
    public static BaselineReport Run(IDataset dataset, IProgress<DatasetProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var train = new CachedSubset(dataset, Subset.Train);
        var validation = new CachedSubset(dataset, Subset.Validation);
        var isHeldOut = train.Count > 1 ? (Func<int, bool>)(i => i % 5 == 4 || (train.Count < 5 && i == train.Count - 1)) : _ => false;
        var (done, total) = (0, train.Count + validation.Count);
        var model = new ColourPositionBaseline(dataset.Classes.Count);
        foreach (var i in Enumerable.Range(0, train.Count).Where(i => !isHeldOut(i))) model.Count(Next(train, i));

        var heldOut = Enumerable.Range(0, train.Count).Where(isHeldOut).Select(i => Next(train, i)).ToList();
        var (prior, balance) = model.Choose(heldOut, cancellation);
        foreach (var sample in heldOut) model.Count(sample);

        var confusion = new Confusion(model._classes);
        for (var i = 0; i < validation.Count; i++)
        {
            var sample = Next(validation, i);
            confusion.Add(sample.Labels, model.Predict(sample.Image, prior, balance));
        }

        return new BaselineReport(confusion.Counts, confusion.MeanIoU(AbsentClassRule.Skip), confusion.ClassIoU(), prior, balance);

        Sample Next(CachedSubset subset, int index)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new DatasetProgress(++done, total));
            return subset.Load(index);
        }
    }

    private (double Prior, double Balance) Choose(List<Sample> heldOut, CancellationToken cancellation)
    {
        var best = (Score: -1.0, Prior: Priors[1], Balance: Balances[1]);
        foreach (var prior in Priors)
        {
            foreach (var balance in Balances)
            {
                cancellation.ThrowIfCancellationRequested();
                var confusion = new Confusion(_classes);
                foreach (var sample in heldOut) confusion.Add(sample.Labels, Predict(sample.Image, prior, balance));
                var score = confusion.MeanIoU(AbsentClassRule.Skip);
                if (score > best.Score) best = (score, prior, balance);
            }
        }

        return (best.Prior, best.Balance);
    }

    private void Count(Sample sample)
    {
        var (height, width) = (sample.Image.Height, sample.Image.Width);
        for (var at = 0; at < sample.Labels.Values.Length; at++)
        {
            var label = sample.Labels.Values[at];
            if (label >= _classes) continue;
            for (var l = 0; l < Levels.Length; l++)
                _counts[l][(Levels[l].CellOf(sample.Image.Pixels.AsSpan(3 * at, 3), at / width, at % width, height, width) * _classes) + label]++;
        }
    }

    private LabelMap Predict(RgbImage image, double prior, double balance)
    {
        var weights = BalanceWeights(balance);
        var prediction = new LabelMap(image.Height, image.Width, 0);
        Span<double> p = stackalloc double[_classes];
        for (var at = 0; at < prediction.Values.Length; at++)
        {
            p.Fill(1.0 / _classes);
            for (var l = Levels.Length - 1; l >= 0; l--)
            {
                var cell = Levels[l].CellOf(image.Pixels.AsSpan(3 * at, 3), at / image.Width, at % image.Width, image.Height, image.Width);
                var counts = _counts[l].AsSpan(cell * _classes, _classes);
                long sum = 0;
                foreach (var n in counts) sum += n;
                if (sum == 0) continue;
                for (var c = 0; c < _classes; c++) p[c] = (counts[c] + (prior * p[c])) / (sum + prior);
            }

            var best = 0;
            for (var c = 1; c < _classes; c++)
            {
                if (p[c] * weights[c] > p[best] * weights[best]) best = c;
            }

            prediction.Values[at] = (byte)best;
        }

        return prediction;
    }

    /// <summary>1 / frequency^balance; a class that was never seen is never chosen.</summary>
    private double[] BalanceWeights(double balance)
    {
        var frequencies = _counts[^1];
        double all = frequencies.Sum(n => (long)n);
        return [.. frequencies.Select(n => n == 0 ? 0 : Math.Pow(n / all, -balance))];
    }

    private readonly record struct Level(int ColourBins, int RowBins, int ColumnBins)
    {
        public int Cells => ColourBins * ColourBins * ColourBins * RowBins * ColumnBins;

        public int CellOf(ReadOnlySpan<byte> colour, int row, int column, int height, int width)
        {
            var bin = (colour[0] * ColourBins) >> 8;
            bin = (bin * ColourBins) + ((colour[1] * ColourBins) >> 8);
            bin = (bin * ColourBins) + ((colour[2] * ColourBins) >> 8);
            bin = (bin * RowBins) + (row * RowBins / height);
            return (bin * ColumnBins) + (column * ColumnBins / width);
        }
    }
}
