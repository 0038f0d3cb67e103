using System.Globalization;
using Experiments.Data.Results;
using Experiments.Data.Results.Export;
using Experiments.Data.Statistics;

namespace Experiments.Web.Bundles;

/// <summary>Computes the cells of a bundle's table from its evaluations, with the statistics of every table, and compares.</summary>
internal sealed class BundleTableCheck(ExportTable table, Dictionary<long, BundleRun> runs, BundleEvaluations evaluations, BundleFindings findings)
{
    private const string File = BundleLayout.Table;

    /// <summary>Checks every cell and difference.</summary>
    /// <returns>Number of cells computed anew: those with values.</returns>
    public int Check()
    {
        var columns = table.Columns.Select((c, i) => new GridColumnView(i, c.Label, [.. c.Headings.Select(h => new GridHeader("", h))], null, c.Metric)).ToList();
        var rows = GridComparisons.Fill([.. table.Rows.Select(Compute)], columns);
        var cells = 0;
        for (var r = 0; r < rows.Count; r++)
        {
            for (var c = 0; c < columns.Count; c++)
            {
                if (rows[r].Cells[c].N > 0) cells++;
                Compare(Name(r, table.Columns[c].Headings.Append(table.Columns[c].Label)), table.Rows[r].Cells[c], rows[r].Cells[c], rows[r].IsBold(c));
            }

            for (var p = 0; p < table.Pairs.Count; p++)
            {
                var pair = table.Pairs[p];
                // A row that does not compare these two states nothing.
                var computed = rows[r].Comparisons.FirstOrDefault(k => k.Column == pair.Column && k.Against == pair.Against);
                Compare(Name(r, [pair.Title, pair.Heading]), table.Rows[r].Differences[p], computed);
            }
        }

        return cells;
    }

    private string Name(int row, IEnumerable<string> column) => ExportText.OneLine(string.Join(' ', table.Rows[row].Header.Concat(column).Where(t => t.Length > 0)));

    private GridRowView Compute(ExportRow row, int index)
    {
        // Within a row, one fingerprint is one configuration.
        var arms = row.Cells.Select(c => c.Fingerprint).OfType<string>().Distinct().ToList();
        return new GridRowView(index, [], [], [.. row.Cells.Select((c, column) => Compute(c, arms, index, column))]);
    }

    private GridCellView Compute(ExportCell cell, List<string> arms, int row, int column)
    {
        if (cell.Fingerprint is null || cell.Protocol is null) return new GridCellView();
        var name = Name(row, table.Columns[column].Headings.Append(table.Columns[column].Label));
        foreach (var twice in cell.Values.GroupBy(v => v.Seed).Where(g => g.Count() > 1)) Say(name, $"counts seed {Text(twice.Key)} {Text(twice.Count())} times: a seed counts once");
        var values = new List<GridValue>();
        foreach (var value in cell.Values)
        {
            if (evaluations.Find(value.Evaluation) is not { } evaluation)
            {
                Say(name, $"counts evaluation {Text(value.Evaluation)}, which the bundle does not prove: every value has its evaluation and counts");
                continue;
            }

            if (evaluation.Run != value.Run) Say(name, $"counts evaluation {Text(value.Evaluation)} for run {Text(value.Run)}, and it is of run {Text(evaluation.Run)}: they must be one");
            if (evaluation.Protocol != cell.Protocol) Say(name, $"counts evaluation {Text(value.Evaluation)}, which is scored by another protocol: a cell has one");
            if (runs.TryGetValue(value.Run, out var run)) CheckRun(name, cell, value, run, evaluation);
            if (evaluations.Value(value.Evaluation, table.Columns[column].Metric) is not { } computed)
            {
                computed = evaluation.Metrics.TryGetValue(table.Columns[column].Metric, out var stated) ? stated : double.NaN;
                findings.Note($"{name} shows {table.Columns[column].Metric}, which counts do not give: its values are as the evaluations state them.");
            }

            if (!BundleEvaluations.Same(value.Value, computed)) Say(name, $"states {Text(value.Value)} for seed {Text(value.Seed)}, and its counts give {Text(computed)}: they must agree");
            values.Add(new GridValue(value.Run, value.Seed, value.Evaluation, value.Evaluation, computed));
        }

        var distinct = values.DistinctBy(v => v.Seed).ToList();
        var statistics = SeedStatistics.Of([.. distinct.Select(v => v.Value)]);
        return new GridCellView
        {
            ArmId = arms.IndexOf(cell.Fingerprint),
            ProtocolFingerprint = cell.Protocol,
            Values = distinct,
            Mean = statistics.Mean,
            StandardDeviation = statistics.StandardDeviation,
            Interval = statistics.IntervalOfMean(),
        };
    }

    private void CheckRun(string name, ExportCell cell, ExportValue value, BundleRun run, BundleEvaluation evaluation)
    {
        if (run.Seed != value.Seed) Say(name, $"counts run {Text(value.Run)} as seed {Text(value.Seed)}, and it has seed {Text(run.Seed)}: they must be one");
        if (run.Fingerprint != cell.Fingerprint) Say(name, $"counts run {Text(value.Run)}, which has another configuration: a cell has one");
        var checkpoints = run.Jobs.SelectMany(j => j.Checkpoints).Select(c => c.Sha256).ToList();
        if (checkpoints.Count > 0 && !checkpoints.Contains(evaluation.CheckpointSha256, StringComparer.Ordinal))
            Say(name, $"counts evaluation {Text(value.Evaluation)} of a checkpoint that run {Text(value.Run)} did not write: it must be one of its own");
    }

    private void Compare(string name, ExportCell stated, GridCellView computed, bool bold)
    {
        if (stated.N != computed.N) Say(name, $"states n = {Text(stated.N)}, and has {Text(computed.N)}: they must agree");
        Compare(name, "the mean", stated.Mean, computed.Mean);
        Compare(name, "the standard deviation", stated.StandardDeviation, computed.StandardDeviation);
        Compare(name, "the interval's lower end", stated.Interval?.Low, computed.Interval?.Low);
        Compare(name, "the interval's upper end", stated.Interval?.High, computed.Interval?.High);
        if (stated.Bold != bold) Say(name, $"is {(stated.Bold ? "" : "not ")}set as the best, and the values say {(bold ? "it is" : "it is not")}: they must agree");
    }

    private void Compare(string name, ExportDifference? stated, GridComparison? computed)
    {
        var result = computed?.Result;
        Compare(name, "the difference", stated?.Difference, result?.Difference);
        Compare(name, "the interval's lower end", stated?.Interval?.Low, result?.Interval?.Low);
        Compare(name, "the interval's upper end", stated?.Interval?.High, result?.Interval?.High);
        Compare(name, "p", stated?.PValue, result?.Test?.PValue);
        Compare(name, "p after Holm", stated?.AdjustedPValue, computed?.AdjustedPValue);
        if (result is not null && stated is not null && (stated.N != result.N || stated.Kind != ExportDifference.KindOf(result)))
            Say(name, $"states {Text(stated.N)} {stated.Kind} values, and there are {Text(result.N)}: they must agree");
    }

    private void Compare(string name, string what, double? stated, double? computed)
    {
        if (stated is null && computed is null) return;
        if (stated is null || computed is null || !BundleEvaluations.Same(stated.Value, computed.Value))
            Say(name, $"states {what} as {Text(stated)}, and the counts give {Text(computed)}: they must agree");
    }

    private void Say(string name, string problem) => findings.Say($"{File}: {name} {problem}; get the bundle again.");

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "none";

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
