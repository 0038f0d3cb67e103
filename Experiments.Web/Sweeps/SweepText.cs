using System.Globalization;
using System.Text;
using Experiments.Engine.Schema;
using Experiments.Web.Components.Shared;

namespace Experiments.Web.Sweeps;

/// <summary>A plan as plain text: what the command line prints, and what snapshots of plans hold.</summary>
public static class SweepText
{
    private const int WidestCell = 40;

    /// <summary>Head, notes and the exact list of runs: row by row, within a row seed by seed.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="estimate">Time and disk; null where there is no database to ask.</param>
    public static string Write(SweepDefinition definition, SweepPlan plan, SweepEstimate? estimate = null)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{definition.Name}: {SettingDescriptor.NameOf(definition.Design)}, {Show.Plural(plan.Rows.Count, "row")} × {Show.Plural(plan.Seeds.Count, "seed")} = {Show.Plural(plan.RunCount, "run")}, {Show.Plural(plan.JobCount, "job")}; scored under {(plan.Protocols.Count == 0 ? "nothing" : string.Join(", ", plan.Protocols.Select(p => p.Name)))}\n");
        foreach (var note in plan.Notes) text.Append(note).Append('\n');
        if (plan.Confounded.Count > 0) text.Append("Cannot be told apart:\n");
        foreach (var group in plan.Confounded) text.Append("  ").Append(group).Append('\n');
        foreach (var problem in plan.Problems) text.Append("Problem: ").Append(problem.Message).Append('\n');
        if (plan.Existing.Count > 0) text.Append(plan.ExistingWords).Append('\n');
        if (estimate is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"Time: {(estimate.Total is { } total ? Show.Duration(total) : "unknown")}. {estimate.Basis}\n");
            text.Append(CultureInfo.InvariantCulture, $"Disk: {estimate.Disk.Words}. {estimate.Disk.Basis}\n");
        }

        if (plan.Rows.Count > 0) AppendTable(text.Append('\n'), plan);
        return text.ToString();
    }

    private static void AppendTable(StringBuilder text, SweepPlan plan)
    {
        var lines = new List<string[]> { new[] { "run", "row", "seed" }.Concat(plan.Axes.Select(a => a.Key)).Append("there").ToArray() };
        foreach (var (row, index) in plan.Rows.Select((r, i) => (r, i)))
        {
            foreach (var seed in plan.Seeds)
                lines.Add([Number(lines.Count), Number(index + 1), Number(seed), .. row.Values.Select(SweepRow.Show), There(plan, row, seed)]);
        }

        var widths = Enumerable.Range(0, lines[0].Length).Select(c => Math.Min(WidestCell, lines.Max(l => l[c].Length))).ToArray();
        foreach (var line in lines) text.Append(string.Join("  ", line.Select((cell, c) => cell.PadRight(widths[c]))).TrimEnd()).Append('\n');
    }

    private static string There(SweepPlan plan, SweepRow row, int seed) =>
        plan.ExistingOf(row, seed) is { } run ? string.Create(CultureInfo.InvariantCulture, $"run {run.RunId}, {(run.IsFinished ? "finished" : "under way")}") : "";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
