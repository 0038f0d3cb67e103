using Bunit;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Results.Export;
using Experiments.Data.Statistics;
using Experiments.Web.Bundles;
using Experiments.Web.Components.ResultTables;
using Experiments.Web.Exports;
using Experiments.Web.Results;
using Experiments.Web.Tests.Pages;

namespace Experiments.Web.Tests.Exports;

/// <summary>What a cell lacks is the same on the page and in what is exported.</summary>
public sealed class CellNotesTests : PageTest
{
    private static readonly ExportProvenance Nowhere = new() { Grid = 1, Name = "Table" };

    [Fact]
    public void Seeds_whose_run_failed_or_was_cancelled_are_told_as_such_and_not_as_missing_too()
    {
        // Seed 0 counts, though a further evaluation of its run failed; 1 failed twice, 2 was cancelled; nothing was tried for 3 and 4.
        var grid = Grid(
            [Run(0, RunState.Failed), Run(1, RunState.Failed), Run(1, RunState.Failed), Run(2, RunState.Cancelled), Run(3, RunState.Cancelled, reproduction: true)],
            Cell(1, 0.5) with { MissingSeeds = [0, 1, 2, 3, 4], Failed = 2, Stopped = 1 });

        Assert.Equal(["one seed: no interval", "missing seeds 3, 4", "2 failed", "1 cancelled"], ExportTables.Of(grid, Nowhere).Rows[0].Cells[0].Notes);
        var page = Context.Render<ResultCell>(p => p.Add(c => c.Grid, grid).Add(c => c.Row, grid.Rows[0]).Add(c => c.RowIndex, 0).Add(c => c.Column, 0));
        Assert.Equal(["one seed: no interval", "2 failed, 1 cancelled, 2 seeds missing"], page.FindAll("div.small.muted").Select(d => d.TextContent));
    }

    [Fact]
    public void A_cell_without_a_value_says_what_it_waits_for_and_has_no_interval_to_explain()
    {
        var grid = Grid([Run(0, RunState.Running)], Cell(1) with { Running = 1, Queued = 2, UnscoredRunIds = [7], MissingSeeds = [4] });

        Assert.Equal(["missing seed 4", "1 running", "2 queued", "1 not scored"], ExportTables.Of(grid, Nowhere).Rows[0].Cells[0].Notes);
        Assert.Null(CellNotes.WhyNoInterval(grid.Rows[0].Cells[0]));
    }

    [Fact]
    public void Why_cells_are_not_compared_has_one_answer()
    {
        GridCellView[] cells = [Cell(1, 0.1), Cell(2, 0.1, 0.2), Cell(3, 0.1, double.NaN), Cell(4), Cell(5, 0.2, 0.4)];
        var row = new GridRowView(1, [], [], cells);
        Uncompared? Why(int column, bool same = true) => CellNotes.WhyNot(row, new GridComparison(column, 1, same, null, null));

        Assert.Equal([Uncompared.OneSeed, Uncompared.NotANumber, Uncompared.Empty], [Why(0), Why(2), Why(3)]);
        Assert.Equal(Uncompared.OtherProtocols, Why(0, same: false));
        var result = MethodComparison.Of(new Dictionary<int, double> { [0] = 0.1, [1] = 0.2 }, new Dictionary<int, double> { [0] = 0.2, [1] = 0.4 });
        Assert.Null(CellNotes.WhyNot(row, new GridComparison(4, 1, true, result, null)));
    }

    [Fact]
    public void Columns_that_have_one_name_are_compared_each_with_its_own()
    {
        // Both rows' first cells stand in columns called L2, in another one each.
        GridHeader[][] headers = [[new("m", "L2")], [new("m", "L2")], [new("m", "L2-SP")]];
        var columns = headers.Select((h, i) => new GridColumnView(i, "SS", h, null, "mIoU")).ToList();
        var rows = GridComparisons.Fill(
            [
                new GridRowView(1, [], [], [Cell(1, 0.1, 0.2), new GridCellView(), Cell(3, 0.4, 0.6)]),
                new GridRowView(2, [], [], [new GridCellView(), Cell(5, 0.1, 0.3), Cell(6, 0.4, 0.5)]),
            ],
            columns);
        var grid = new GridView { GridId = 1, Name = "Table", Kind = GridKind.Sweep, HeaderNames = [], Columns = columns, Rows = rows };

        var table = ExportTables.Of(grid, Nowhere);

        Assert.Equal([(2, 0), (2, 1)], table.Pairs.Select(p => (p.Column, p.Against)));
        Assert.Equal([(true, false), (false, true)], table.Rows.Select(r => (r.Differences[0] is not null, r.Differences[1] is not null)));
    }

    [Fact]
    public void The_report_of_a_bundle_tells_the_notes_of_differences_too()
    {
        var table = new ExportTable
        {
            Provenance = Nowhere,
            RowHeadings = ["Set"],
            Columns = [new(["L2"], "SS", "mIoU"), new(["L2-SP"], "SS", "mIoU")],
            Pairs = [new("L2-SP \u2212 L2", "SS", 1, 0)],
            Rows = [new(["A"], [new ExportCell { Notes = ["1 queued"] }, new ExportCell()], [new ExportDifference { Note = "needs two seeds of each" }])],
        };

        var page = BundleReport.Write(new BundleHead(1, "program", 1, false), table, [], []);

        Assert.Contains("<li>A L2 SS: 1 queued</li>\n<li>A L2-SP \u2212 L2 SS: needs two seeds of each</li>", System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
    }

    private static GridRunView Run(int seed, RunState state, bool reproduction = false) => new(10 + seed, $"seed {seed}", seed, reproduction ? 1 : null, state);

    private static GridCellView Cell(long arm, params double[] values) => new()
    {
        ArmId = arm,
        ProtocolFingerprint = "protocol",
        Values = [.. values.Select((v, i) => new GridValue(i, i, i, i, v))],
        Mean = values.Length > 0 ? values.Average() : null,
    };

    private static GridView Grid(IReadOnlyList<GridRunView> runs, GridCellView cell) => new()
    {
        GridId = 1,
        Name = "Table",
        Kind = GridKind.Sweep,
        HeaderNames = [],
        Columns = [new GridColumnView(1, "SS", [], null, "mIoU")],
        Rows = [new GridRowView(1, [], [new GridArmView(1, "print", null, runs)], [cell])],
    };
}
