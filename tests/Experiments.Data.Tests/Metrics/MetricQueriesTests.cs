using Experiments.Data.Journal;
using Experiments.Data.Metrics;
using Experiments.Data.Storage;

namespace Experiments.Data.Tests.Metrics;

public sealed class MetricQueriesTests
{
    [Theory, OnEveryProvider]
    public async Task A_short_curve_comes_point_by_point(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var runId = await CurveAsync(database, [1, double.NaN, 3], stepBy: 10);

        var series = Assert.Single(await database.Metrics.SeriesAsync([runId], []));

        Assert.Equal((runId, "train/loss", 3), (series.RunId, series.Key, series.TotalPoints));
        Assert.Equal([new SeriesBucket(10, 1, 1, 1, 0), new SeriesBucket(20, null, null, null, 1), new SeriesBucket(30, 3, 3, 3, 0)], series.Points);
    }

    [Theory, OnEveryProvider]
    public async Task A_long_curve_comes_in_buckets_that_keep_its_extremes(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var values = Enumerable.Range(1, 2500).Select(i => i == 1234 ? 99.0 : 1.0).ToArray();
        var runId = await CurveAsync(database, values, stepBy: 1);

        var series = Assert.Single(await database.Metrics.SeriesAsync([runId], ["train/loss"], maxPoints: 1000));

        Assert.Equal(2500, series.TotalPoints);
        Assert.Equal(834, series.Points.Count); // three steps a bucket
        Assert.Equal(2500, series.Points[^1].Step);
        var spike = Assert.Single(series.Points, p => p.Max > 1);
        Assert.Equal((1234 + 2, 99.0, 1.0), (spike.Step, spike.Max, spike.Min));
        Assert.Equal((99 + 1 + 1) / 3.0, spike.Mean!.Value, 1e-12);
    }

    [Fact]
    public async Task Only_the_curves_asked_for_come()
    {
        await using var database = await TestDatabase.CreateAsync();
        var runId = await CurveAsync(database, [1, 2], stepBy: 1);

        Assert.Equal(["train/loss"], await database.Metrics.KeysAsync([runId]));
        Assert.Empty(await database.Metrics.SeriesAsync([runId], ["validation/miou"]));
        Assert.Empty(await database.Metrics.SeriesAsync([runId + 1], []));
    }

    private static async Task<long> CurveAsync(TestDatabase database, double[] values, int stepBy)
    {
        var (runId, job, _, _) = await Given.OneRunAsync(database);
        var attempt = await Given.StartedAsync(database, job);
        await database.Journal.AppendAsync(job, attempt, new JournalBatch(1, values.Length)
        {
            Points = [.. values.Select((value, i) => new JournalPoint(i + 1, "train/loss", (i + 1) * stepBy, value))],
        });
        return runId;
    }
}
