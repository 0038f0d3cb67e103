using Bunit;
using Experiments.Data.Results;
using Experiments.Data.Statistics;
using Experiments.Engine.Schema;
using Experiments.Web.Components.Pages;
using Experiments.Web.Components.ResultTables;
using Experiments.Web.Results;

namespace Experiments.Web.Tests.Bundles;

/// <summary>Comparing two cells over images, from the counts that real evaluations store.</summary>
public sealed class ImageComparisonTests : BundleTest
{
    [Fact]
    public async Task Two_methods_are_compared_over_the_images_that_both_scored()
    {
        var row = await RowAsync(images: 12);

        var found = await Get<ImageComparisons>().CompareAsync(row.Cells[0], row.Cells[2], Stop);

        Assert.Equal(IntervalCoverage.Images, found.Interval!.Covers);
        Assert.Contains("2 seeds are too few to resample", found.Note, StringComparison.Ordinal);
        Assert.InRange(row.Comparisons[0].Result!.Difference, found.Interval.Low, found.Interval.High);
        // B − A is −(A − B): the same draws, turned round.
        var turned = await Get<ImageComparisons>().CompareAsync(row.Cells[2], row.Cells[0], Stop);
        Assert.Equal(-found.Interval.Low, turned.Interval!.High, 1e-3);
        Assert.Equal(-found.Interval.High, turned.Interval.Low, 1e-3);
    }

    [Fact]
    public async Task Too_few_images_or_no_common_seed_are_told()
    {
        var row = await RowAsync(images: 3);

        var few = await Get<ImageComparisons>().CompareAsync(row.Cells[0], row.Cells[2], Stop);
        Assert.Equal((null, "3 images are too few to resample: it takes 10."), (few.Interval, few.Note));
        var strangers = row.Cells[2] with { Values = [.. row.Cells[2].Values.Select(v => v with { Seed = v.Seed + 10 })] };
        var none = await Assert.ThrowsAsync<UsageException>(() => Get<ImageComparisons>().CompareAsync(row.Cells[0], strangers, Stop));
        Assert.Equal("The two share no seed: run one seed of both, so that their networks saw the same crops.", none.Message);
    }

    [Fact]
    public async Task An_opened_row_shows_every_test_and_computes_the_interval_over_images_when_asked()
    {
        var grid = await ScoredGridAsync(images: 12);
        Get<Microsoft.AspNetCore.Components.NavigationManager>().NavigateTo(Web.Components.Urls.GridWith(grid, 0, null, null));
        var page = Context.Render<GridPage>(p => p.Add(x => x.GridId, grid));

        var detail = page.Find("[data-testid='comparison-detail']");
        Assert.Equal(10, detail.QuerySelectorAll("td").Length); // one comparison: only SS was scored
        await page.Find("[data-testid='over-images']").ClickAsync(new());
        var interval = page.WaitForElement("[data-testid='image-interval']", TimeSpan.FromSeconds(30));
        Assert.Contains(" to ", interval.TextContent, StringComparison.Ordinal);
        Assert.Contains("not other seeds", interval.GetAttribute("title"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interval_over_images_of_evaluations_that_no_longer_count_is_not_shown()
    {
        var grid = (await Get<GridQuery>().LoadAsync(await ScoredGridAsync(images: 12), Stop))!;
        var row = grid.Rows[0];
        var detail = Context.Render<ComparisonDetail>(p => p.Add(x => x.Grid, grid).Add(x => x.Row, row));
        Held.HoldNext("\"evaluation_image\"");
        var click = detail.Find("[data-testid='over-images']").ClickAsync(new());
        detail.WaitForState(() => Held.IsHeld, TimeSpan.FromSeconds(30));

        // A run of the first cell is scored anew meanwhile.
        var cells = row.Cells.ToList();
        cells[0] = cells[0] with { Values = [.. cells[0].Values.Select(v => v with { EvaluationId = v.EvaluationId + 100 })] };
        detail.Render(p => p.Add(x => x.Grid, grid).Add(x => x.Row, row with { Cells = cells }));
        Held.Release();
        await click;

        Assert.Empty(detail.FindAll("[data-testid='image-interval']"));
        Assert.False(detail.Find("[data-testid='over-images']").HasAttribute("disabled"));
    }

    private async Task<GridRowView> RowAsync(int images) =>
        (await Get<GridQuery>().LoadAsync(await ScoredGridAsync(images), Stop))!.Rows[0];
}
