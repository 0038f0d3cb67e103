using Experiments.Data.Model;
using Experiments.Data.Results;

namespace Experiments.Web.Results;

/// <summary>Why two cells of a row are not compared.</summary>
public enum Uncompared
{
    /// <summary>They are scored by different protocols.</summary>
    OtherProtocols,

    /// <summary>One of them has no value.</summary>
    Empty,

    /// <summary>A value of one is not a number.</summary>
    NotANumber,

    /// <summary>One has fewer than two seeds.</summary>
    OneSeed,
}

/// <summary>What a cell lacks, for the page and for what is exported.</summary>
public static class CellNotes
{
    /// <summary>Why a cell with values has no interval; null where it has one, or no value.</summary>
    public static string? WhyNoInterval(GridCellView cell)
    {
        if (cell.N == 0 || cell.Interval is not null) return null;
        return cell.Values.Count(v => !double.IsFinite(v.Value)) is var bad and > 0
            ? FormattableString.Invariant($"not a number in {bad} of {cell.N}")
            : "one seed: no interval";
    }

    /// <summary>Runs that are to be scored in a cell and are not, by how far they are: <c>2 running</c>, <c>1 failed</c>.</summary>
    public static IEnumerable<string> Unscored(GridCellView cell) =>
        from state in new (int Count, string Words)[] { (cell.Running, "running"), (cell.Queued, "queued"), (cell.Paused, "paused"), (cell.Failed, "failed"), (cell.Stopped, "cancelled"), (cell.UnscoredRunIds.Count, "not scored"), (cell.BinnedRunIds.Count, "in the bin") }
        where state.Count > 0
        select FormattableString.Invariant($"{state.Count} {state.Words}");

    /// <summary>Seeds that the grid wants and nothing was tried for. Those whose run failed or was cancelled are told as such.</summary>
    /// <param name="cell">A cell.</param>
    /// <param name="arm">Its configuration; null for none.</param>
    public static IReadOnlyList<int> MissingSeeds(GridCellView cell, GridArmView? arm)
    {
        var tried = (arm?.Runs ?? []).Where(r => r.ReproductionOfRunId is null && r.State is RunState.Failed or RunState.Cancelled).Select(r => r.Seed).ToHashSet();
        return [.. cell.MissingSeeds.Where(s => !tried.Contains(s))];
    }

    /// <summary>Why a comparison has no result; null where it has one.</summary>
    /// <param name="row">The row.</param>
    /// <param name="comparison">A comparison of it.</param>
    public static Uncompared? WhyNot(GridRowView row, GridComparison comparison)
    {
        if (!comparison.SameProtocol) return Uncompared.OtherProtocols;
        if (comparison.Result is not null) return null;
        var cells = new[] { row.Cells[comparison.Against], row.Cells[comparison.Column] };
        if (cells.Any(c => c.N == 0)) return Uncompared.Empty;
        return cells.Any(c => c.Values.Any(v => !double.IsFinite(v.Value))) ? Uncompared.NotANumber : Uncompared.OneSeed;
    }
}
