using System.Globalization;
using Experiments.Web.Components.Shared;

namespace Experiments.Web.Results;

/// <summary>What the cells of a confusion matrix are shares of.</summary>
public enum ConfusionBy
{
    /// <summary>Of the pixels whose truth is the row's class: what becomes of a class.</summary>
    Truth,

    /// <summary>Of the pixels predicted as the column's class: what a prediction is made of.</summary>
    Prediction,

    /// <summary>Of all pixels.</summary>
    All,
}

/// <summary>A cell of a confusion matrix.</summary>
/// <param name="Truth">Class of the label.</param>
/// <param name="Prediction">Class predicted.</param>
/// <param name="Count">Pixels; images of a classifier. At least 1.</param>
/// <param name="Share">What share it is, 0 to 1.</param>
public sealed record ConfusionShare(int Truth, int Prediction, long Count, double Share);

/// <summary>Confusion counts as shares of their row, of their column, or of all.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;
    private readonly long[] _rows;
    private readonly long[] _columns;

    /// <summary>A matrix of counts.</summary>
    /// <param name="classes">Number of classes K.</param>
    /// <param name="counts">K×K counts, truth by prediction, row-major.</param>
    /// <exception cref="ArgumentException">There are not K×K counts.</exception>
    public ConfusionMatrix(int classes, long[] counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.Length != classes * classes) throw new ArgumentException($"{counts.Length} counts are no matrix of {classes} classes.", nameof(counts));
        (Classes, _counts, _rows, _columns) = (classes, counts, new long[classes], new long[classes]);
        for (var t = 0; t < classes; t++)
        {
            for (var p = 0; p < classes; p++)
            {
                _rows[t] += counts[(t * classes) + p];
                _columns[p] += counts[(t * classes) + p];
            }
        }

        Total = _rows.Sum();
    }

    /// <summary>Number of classes K.</summary>
    public int Classes { get; }

    /// <summary>Sum of all counts.</summary>
    public long Total { get; }

    /// <summary>A cell; its share is NaN where there is nothing that it could be a share of.</summary>
    public ConfusionShare Cell(int truth, int prediction, ConfusionBy by)
    {
        var count = _counts[(truth * Classes) + prediction];
        var whole = by switch
        {
            ConfusionBy.Truth => _rows[truth],
            ConfusionBy.Prediction => _columns[prediction],
            ConfusionBy.All => Total,
            _ => throw new ArgumentOutOfRangeException(nameof(by), by, "No such whole."),
        };
        return new ConfusionShare(truth, prediction, count, whole == 0 ? double.NaN : (double)count / whole);
    }

    /// <summary>The right share of each class, 0 to 1, in index order; NaN for an absent class. Of a classifier its accuracy per class.</summary>
    public double[] RightShares() => [.. Enumerable.Range(0, Classes).Select(k => Cell(k, k, ConfusionBy.Truth).Share)];

    /// <summary>The cells that have a count, row by row.</summary>
    public IEnumerable<ConfusionShare> Cells(ConfusionBy by) =>
        Enumerable.Range(0, _counts.Length).Where(i => _counts[i] > 0).Select(i => Cell(i / Classes, i % Classes, by));

    /// <summary>The greatest confusions, the diagonal left out: by share, of equal ones the more frequent first.</summary>
    public IReadOnlyList<ConfusionShare> Top(int most, ConfusionBy by) =>
        [.. Cells(by).Where(c => c.Truth != c.Prediction).OrderByDescending(c => c.Share).ThenByDescending(c => c.Count).Take(most)];
}

/// <summary>What a cell of a confusion matrix says, as a sentence; page and script take it from here.</summary>
public static class ConfusionWords
{
    /// <summary>Name in addresses.</summary>
    public static string NameOf(ConfusionBy by) => by.ToString().ToLowerInvariant();

    /// <summary>What an address names; the share of the truth where it names none.</summary>
    public static ConfusionBy Parse(string? name) =>
        Enum.TryParse<ConfusionBy>(name, ignoreCase: true, out var by) && Enum.IsDefined(by) && !char.IsAsciiDigit(name[0]) ? by : ConfusionBy.Truth;

    /// <summary>The choice in words.</summary>
    public static string TitleOf(ConfusionBy by) => by switch
    {
        ConfusionBy.Truth => "Share of the true class (rows)",
        ConfusionBy.Prediction => "Share of the prediction (columns)",
        ConfusionBy.All => "Counts",
        _ => throw new ArgumentOutOfRangeException(nameof(by), by, "No such whole."),
    };

    /// <summary>The sentence with {share}, {truth}, {prediction} and {count} to be filled in.</summary>
    /// <param name="by">What cells are shares of.</param>
    /// <param name="isRight">Whether truth and prediction are one class.</param>
    public static string Template(ConfusionBy by, bool isRight)
    {
        return (by, isRight) switch
        {
            (ConfusionBy.Truth, false) => "{share} of {truth} was predicted as {prediction} ({count}).",
            (ConfusionBy.Truth, true) => "{share} of {truth} was predicted right ({count}).",
            (ConfusionBy.Prediction, false) => "{share} of what was predicted as {prediction} is {truth} ({count}).",
            (ConfusionBy.Prediction, true) => "{share} of what was predicted as {prediction} is right ({count}).",
            (ConfusionBy.All, false) => "{truth} predicted as {prediction}: {count}, {share} of all.",
            (ConfusionBy.All, true) => "{truth} predicted right: {count}, {share} of all.",
            _ => throw new ArgumentOutOfRangeException(nameof(by), by, "No such whole."),
        };
    }

    /// <summary>What is counted, one of it.</summary>
    /// <param name="isClassifier">Whether images were counted, not pixels.</param>
    public static string UnitOf(bool isClassifier) => isClassifier ? "image" : "pixel";

    /// <summary>The sentence of a cell.</summary>
    /// <param name="cell">Cell.</param>
    /// <param name="by">What it is a share of.</param>
    /// <param name="isClassifier">Whether images were counted.</param>
    /// <param name="name">Name of a class.</param>
    public static string Sentence(ConfusionShare cell, ConfusionBy by, bool isClassifier, Func<int, string> name)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(name);
        // The names last: whatever they hold is not filled in again.
        var parts = new Dictionary<string, string>
        {
            ["{share}"] = Show.Share(cell.Share),
            ["{count}"] = Show.Plural(cell.Count, UnitOf(isClassifier)),
            ["{truth}"] = name(cell.Truth),
            ["{prediction}"] = name(cell.Prediction),
        };
        return string.Concat(Pieces(Template(by, cell.Truth == cell.Prediction)).Select(p => parts.GetValueOrDefault(p, p)));
    }

    /// <summary>Name of a class; its number where its data set gave none.</summary>
    public static string ClassName(IReadOnlyList<string> names, int index)
    {
        ArgumentNullException.ThrowIfNull(names);
        return index < names.Count ? names[index] : string.Create(CultureInfo.InvariantCulture, $"class {index}");
    }

    private static IEnumerable<string> Pieces(string template)
    {
        var at = 0;
        while (at < template.Length)
        {
            var open = template.IndexOf('{', at);
            if (open < 0) break;
            yield return template[at..open];
            var close = template.IndexOf('}', open) + 1;
            yield return template[open..close];
            at = close;
        }

        yield return template[at..];
    }
}
