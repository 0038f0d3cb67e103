using Experiments.Data.Statistics;

namespace Experiments.Web.Comparing;

/// <summary>A score of a group over its seeds, beside that of the reference.</summary>
/// <param name="Over">Mean and spread.</param>
/// <param name="Difference">Group − reference, 0 to 1; of what is compared where there is a comparison. Null where either has none, and for the reference itself.</param>
/// <param name="Comparison">Interval and test; null where there are fewer than two seeds of each.</param>
/// <param name="Adjusted">Its p-value after Holm over the table.</param>
public sealed record ScoreCell(SeedStatistics Over, double? Difference, MethodComparison? Comparison, double? Adjusted);

/// <summary>The scores of one group.</summary>
/// <param name="Group">The group.</param>
/// <param name="Cells">A cell a protocol, or a class.</param>
public sealed record ScoreRow(ComparedGroup Group, IReadOnlyList<ScoreCell> Cells);

/// <summary>Scores of everything that is compared.</summary>
/// <param name="Rows">A row a group.</param>
public sealed record ScoreTable(IReadOnlyList<ScoreRow> Rows)
{
    /// <summary>A metric under each protocol. A run without it under a protocol is not in that cell's n; one whose value is not a number makes the mean none.</summary>
    /// <param name="view">What is compared.</param>
    /// <param name="reference">What the others are compared with.</param>
    /// <param name="metric">Name of the metric.</param>
    public static ScoreTable Of(CompareView view, ComparedGroup reference, string metric)
    {
        ArgumentNullException.ThrowIfNull(view);
        return Of(view.Groups, reference, [.. view.Protocols.Select(p => (Func<ComparedGroup, IReadOnlyDictionary<int, double>>)(g =>
            view.ScoresOf(g, p.Fingerprint).Where(s => s.Value.Has(metric)).ToDictionary(s => s.Key, s => s.Value.ValueOf(metric) ?? double.NaN)))]);
    }

    /// <summary>IoU of each class under one protocol, of two classifiers the accuracy, of one group beside another.</summary>
    /// <param name="view">What is compared.</param>
    /// <param name="reference">A.</param>
    /// <param name="other">B.</param>
    /// <param name="protocol">Fingerprint of the protocol.</param>
    /// <param name="accuracies">Accuracy of each class, 0 to 1, by evaluation, where all are classifiers'; empty for IoU.</param>
    /// <returns>The rows of A and B, a cell a class.</returns>
    public static ScoreTable OfClasses(CompareView view, ComparedGroup reference, ComparedGroup other, string protocol, IReadOnlyDictionary<long, double[]> accuracies)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(accuracies);
        var scores = new[] { reference, other }.ToDictionary(
            g => g.Slot,
            g => view.ScoresOf(g, protocol).ToDictionary(s => s.Key, s => accuracies.TryGetValue(s.Value.EvaluationId, out var shares) ? shares : s.Value.ClassIoU));
        var classes = scores.Values.SelectMany(s => s.Values).Select(s => s.Count).DefaultIfEmpty(0).Max();
        return Of([reference, other], reference, [.. Enumerable.Range(0, classes).Select(k => (Func<ComparedGroup, IReadOnlyDictionary<int, double>>)(g =>
            scores[g.Slot].Where(s => k < s.Value.Count).ToDictionary(s => s.Key, s => s.Value[k])))]);
    }

    private static ScoreTable Of(IReadOnlyList<ComparedGroup> groups, ComparedGroup reference, IReadOnlyList<Func<ComparedGroup, IReadOnlyDictionary<int, double>>> columns)
    {
        var values = groups.Select(g => columns.Select(c => c(g)).ToList()).ToList();
        var own = columns.Select(c => c(reference)).ToList();
        var comparisons = groups.Select((g, i) => columns.Select((_, c) => g == reference ? null : MethodComparison.Of(own[c], values[i][c])).ToList()).ToList();
        var tested = comparisons.SelectMany(row => row).OfType<MethodComparison>().Where(c => c.Test is not null).ToList();
        var adjusted = new Queue<double>(Holm.Adjust([.. tested.Select(c => c.Test!.PValue)]));
        return new ScoreTable([.. groups.Select((g, i) => new ScoreRow(g, [.. columns.Select((_, c) => Cell(g == reference, own[c], values[i][c], comparisons[i][c], adjusted))]))]);
    }

    private static ScoreCell Cell(bool isReference, IReadOnlyDictionary<int, double> reference, IReadOnlyDictionary<int, double> own, MethodComparison? comparison, Queue<double> adjusted)
    {
        var over = SeedStatistics.Of([.. own.Values]);
        var difference = isReference ? null : comparison?.Difference ?? (over.Mean - SeedStatistics.Of([.. reference.Values]).Mean);
        return new ScoreCell(over, difference, comparison, comparison?.Test is null ? null : adjusted.Dequeue());
    }
}
