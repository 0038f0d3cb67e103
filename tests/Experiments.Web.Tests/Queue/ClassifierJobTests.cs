using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Tests.Queue;

/// <summary>A classifier on class folders the whole way, with the real engine.</summary>
public sealed class ClassifierJobTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_sweep_of_classifiers_is_trained_scored_and_shown_by_top_1()
    {
        await using var site = await TestSite.StartAsync(TestSite.Settings(_folder.Path));
        var data = ClassFolders.Write(Path.Combine(_folder.Path, "set"));
        var sweep = await site.CreateAsync(ClassFolders.Tiny(data), Protocol.SingleScale, Protocol.MultiScale, Protocol.TenCrop);
        var jobs = await site.JobIdsAsync(sweep);
        Assert.Equal(3, jobs.Count); // no multi-scale
        foreach (var id in jobs)
        {
            var job = await site.UntilAsync(id, j => j.State is JobState.Succeeded or JobState.Failed or JobState.Cancelled);
            Assert.True(job.State == JobState.Succeeded, job.FailureMessage);
        }

        await using var database = site.Database();
        var stored = await database.Set<Evaluation>().OrderBy(e => e.Id).ToListAsync(Token);
        Assert.Equal(["SS", "10-crop"], stored.Select(e => e.ProtocolName));
        Assert.All(stored, e => Assert.Null(e.MeanIoU));
        Assert.All(stored, e => Assert.Equal((e.PixelAccuracy!.Value, 1), (e.Metrics["top-1"], e.Metrics["top-5"])));
        var images = await site.Get<EvaluationQueries>().ImagesAsync(jobs[1], Token);
        Assert.Equal(["brick/0", "brick/1", "brick/2", "grass/0", "grass/1", "grass/2"], images.Select(i => i.Stem));
        Assert.All(images, i => Assert.Equal((i.Rank == 1, 1), (i.Counts[0].Truth == i.Counts[0].Prediction, i.Counts[0].Count)));
        Assert.Equal(stored[0].Metrics["top-1"], images.Average(i => i.Rank == 1 ? 1.0 : 0), 1e-12);
        var series = await database.Set<MetricSeries>().Select(s => s.Key).ToListAsync(Token);
        Assert.Contains("validation/top-1", series);

        var grid = (await site.Get<GridQuery>().LoadAsync(sweep.GridId!.Value, Token))!;
        Assert.Equal([("SS", "top-1"), ("10-crop", "top-1")], grid.Columns.Select(c => (c.Label, c.Metric)));
        Assert.Equal(stored.Select(e => (double?)e.Metrics["top-1"]), grid.Rows[0].Cells.Select(c => c.Mean));
    }

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
