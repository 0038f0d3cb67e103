using Experiments.Data.Journal;
using Experiments.Data.Metrics;
using Experiments.Data.Storage;

namespace Experiments.Data.Tests.Metrics;

public sealed class CurveReaderTests
{
    private const int Curves = 40;

    [Theory, OnEveryProvider]
    public async Task Buckets_are_those_of_the_plainest_way_whatever_the_curve(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        for (var seed = 0; seed < Curves; seed++)
        {
            var chance = new Random(seed);
            var points = Points(chance);
            var maxPoints = chance.Next(3) switch { 0 => 1, 1 => chance.Next(2, 30), _ => points.Count };
            var (runId, job, _, _) = await Given.OneRunAsync(database);
            var attempt = await Given.StartedAsync(database, job);
            await database.Journal.AppendAsync(job, attempt, new JournalBatch(1, points.Count) { Points = points });

            var curve = Assert.Single(await database.Metrics.SeriesAsync([runId], [], maxPoints));

            var expected = Plainly(points, maxPoints);
            Assert.Equal((seed, points.Count), (seed, curve.TotalPoints));
            Assert.True(curve.Points.Count <= maxPoints, $"Seed {seed}: {curve.Points.Count} buckets, at most {maxPoints} were asked for.");
            Assert.Equal(expected.Select(b => (seed, b with { Mean = null })), curve.Points.Select(b => (seed, b with { Mean = null })));
            foreach (var (right, read) in expected.Zip(curve.Points))
            {
                // Sums of another order differ in the last bits of their largest term.
                var size = Math.Max(Math.Abs(right.Min ?? 0), Math.Abs(right.Max ?? 0));
                Assert.Equal(right.Mean is null, read.Mean is null);
                Assert.True(right.Mean is null || Math.Abs(right.Mean.Value / 2 - read.Mean!.Value / 2) <= size * 1e-13, $"Seed {seed}, step {right.Step}: mean {read.Mean}, should be {right.Mean}.");
            }
        }
    }

    [Theory, OnEveryProvider]
    public async Task Values_whose_sum_no_number_holds_have_a_mean(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (runId, job, _, _) = await Given.OneRunAsync(database);
        var attempt = await Given.StartedAsync(database, job);
        await database.Journal.AppendAsync(job, attempt, new JournalBatch(1, 100) { Points = [.. Enumerable.Range(1, 100).Select(i => new JournalPoint(i, "train/loss", i, double.MaxValue))] });

        var curve = Assert.Single(await database.Metrics.SeriesAsync([runId], [], maxPoints: 10));

        Assert.Equal(10, curve.Points.Count);
        Assert.All(curve.Points, b => Assert.Equal(1, b.Mean!.Value / double.MaxValue, 1e-14));
        Assert.All(curve.Points, b => Assert.Equal((double.MaxValue, double.MaxValue, 0), (b.Min, b.Max, b.NotFinite)));
    }

    /// <summary>A curve by chance: even or with gaps, tame or of any size, some of it not finite.</summary>
    private static List<JournalPoint> Points(Random chance)
    {
        var (count, widestGap, size) = (chance.Next(1, 400), chance.Next(3) switch { 0 => 1, 1 => 10, _ => 5_000_000 }, Math.Pow(10, chance.Next(-200, 200)));
        var notFinite = chance.Next(3) switch { 0 => 0, 1 => 0.2, _ => 1.0 - 1.0 / count };
        var points = new List<JournalPoint>();
        var step = chance.Next(2) == 0 ? 0 : chance.Next(1_000_000);
        for (var i = 1; i <= count; i++)
        {
            step += chance.Next(1, widestGap + 1);
            double[] odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];
            points.Add(new JournalPoint(i, "train/loss", step, chance.NextDouble() < notFinite ? odd[chance.Next(odd.Length)] : size * (chance.NextDouble() - 0.5)));
        }

        return points;
    }

    private static List<SeriesBucket> Plainly(List<JournalPoint> points, int maxPoints)
    {
        long first = points[0].Step, span = points[^1].Step - first;
        var width = points.Count <= maxPoints ? 1 : span / maxPoints + 1;
        return
        [
            .. points.GroupBy(p => (p.Step - first) / width).Select(g =>
            {
                var finite = g.Select(p => p.Value).Where(double.IsFinite).ToList();
                return finite.Count == 0
                    ? new SeriesBucket(g.Last().Step, null, null, null, g.Count())
                    : new SeriesBucket(g.Last().Step, finite.Average(), finite.Min(), finite.Max(), g.Count() - finite.Count);
            }),
        ];
    }
}
