using Experiments.Data.Journal;
using Experiments.Data.Metrics;
using Experiments.Data.Storage;

namespace Experiments.Data.Tests.Metrics;

public sealed class GroupCurveTests
{
    private static readonly CurveGrid Single = new(0, 1);

    [Fact]
    public void Mean_and_standard_deviation_are_those_of_the_runs_at_each_step()
    {
        var points = GroupCurve.Of([Curve(1, 10), Curve(2, 10), Curve(3, 13)], Single, BandKind.StandardDeviation);

        Assert.Equal([0, 1], points.Select(p => p.Step));
        Assert.Equal((2, 1, 3), (points[0].Mean, points[0].Low, points[0].High));
        // The values 10, 10 and 13 have the mean 11 and the sample variance (1 + 1 + 4) / 2.
        Assert.Equal(11 - Math.Sqrt(3), points[1].Low!.Value, 1e-12);
        Assert.Equal(11 + Math.Sqrt(3), points[1].High!.Value, 1e-12);
    }

    [Fact]
    public void The_interval_is_students_at_95_per_cent()
    {
        var point = Assert.Single(GroupCurve.Of([Curve(1), Curve(2), Curve(3)], Single, BandKind.Interval));

        // t(0.975, 2) = 4.302652730 (Student's table) · s / √n with s = 1, n = 3.
        Assert.Equal(2 - (4.302652730 / Math.Sqrt(3)), point.Low!.Value, 1e-8);
        Assert.Equal(2 + (4.302652730 / Math.Sqrt(3)), point.High!.Value, 1e-8);
    }

    [Fact]
    public void A_group_ends_where_its_shortest_curve_ends_and_a_run_without_points_is_none_of_them()
    {
        var points = GroupCurve.Of([Curve(1, 2, 3, 4), Curve(3, 4), []], Single, BandKind.StandardDeviation);

        Assert.Equal([(0, 2.0), (1, 3.0)], points.Select(p => (p.Step, p.Mean!.Value)));
    }

    [Fact]
    public void Nothing_is_averaged_around_a_value_that_is_no_number()
    {
        var points = GroupCurve.Of([[Bucket(0, 1), Bucket(1, null), Bucket(2, 5)], Curve(3, 4, 7)], Single, BandKind.Interval);

        Assert.Equal([2, null, 6], points.Select(p => p.Mean));
        Assert.Equal((null, null, 1), (points[1].Low, points[1].High, points[1].NotFinite));
    }

    [Fact]
    public void Runs_that_log_at_other_steps_meet_in_the_stretches_of_their_grid()
    {
        var grid = new CurveGrid(0, 10);

        var points = GroupCurve.Of([[Bucket(9, 1), Bucket(19, 2)], [Bucket(8, 3), Bucket(16, 4), Bucket(24, 9)]], grid, BandKind.None);

        Assert.Equal([(9, 2.0), (19, 3.0)], points.Select(p => (p.Step, p.Mean!.Value)));
        Assert.All(points, p => Assert.Null(p.Low));
    }

    [Fact]
    public void One_curve_has_a_mean_and_no_band() =>
        Assert.Equal(new BandPoint(0, 4, null, null, 0), Assert.Single(GroupCurve.Of([Curve(4)], Single, BandKind.Interval)));

    [Theory, OnEveryProvider]
    public async Task Curves_of_a_group_are_read_on_one_grid_whatever_their_lengths(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var first = await RunAsync(database, 0, 1000, step => step);
        var second = await RunAsync(database, 1, 500, step => 2 * step);
        var alone = await RunAsync(database, 2, 3, _ => 7);

        var groups = await database.Get<CurveQueries>().GroupsAsync([[first, second], [alone], []], "train/loss", 100);

        Assert.Equal(new CurveGrid(0, 10), groups[0].Grid);
        Assert.Equal([(100, 1000), (50, 500)], groups[0].Curves.Select(c => (c.Points.Count, c.TotalPoints)));
        var points = GroupCurve.Of([.. groups[0].Curves.Select(c => c.Points)], groups[0].Grid, BandKind.StandardDeviation);
        Assert.Equal(50, points.Count);
        // Steps 10 to 19: means 14.5 and 29.
        Assert.Equal((19, 21.75), (points[1].Step, points[1].Mean));
        Assert.Equal(3, Assert.Single(groups[1].Curves).Points.Count);
        Assert.Empty(groups[2].Curves);
    }

    [Theory, OnEveryProvider]
    public async Task Points_lie_in_time_between_what_is_known_of_their_journal(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (_, job, _, _) = await Given.OneRunAsync(database);
        var attempt = await Given.StartedAsync(database, job);
        await database.Journal.AppendAsync(job, attempt, new JournalBatch(1, 8)
        {
            Points = [new(1, "train/loss", 0, 1), new(2, "system/cpu", 10, 1), new(3, "train/loss", 1, 1), new(4, "train/loss", 2, 1), new(6, "system/cpu", 30, 1), new(8, "train/loss", 3, 1)],
        });

        var times = await database.Get<CurveQueries>().TimesAsync(job, "train/loss", [0, 1, 2, 3]);

        // Line 1 of 0 to 2 in 10 s, lines 3 and 4 of 2 to 6 in 20 s; what follows the last that is known is not guessed.
        Assert.Equal([(0, 5.0), (1, 15.0), (2, 20.0)], times.OrderBy(t => t.Key).Select(t => (t.Key, t.Value)));
    }

    [Fact]
    public void A_clock_never_runs_back()
    {
        var clock = new JobClock([new(1, 0, 0), new(1, 10, 100), new(2, 0, 90), new(2, 10, 120)]);

        Assert.Equal(50, clock.SecondsAt(1, 5));
        Assert.Equal(100, clock.SecondsAt(2, 0));
        Assert.Equal(110, clock.SecondsAt(2, 5));
        Assert.Null(clock.SecondsAt(2, 11));
        Assert.Null(clock.SecondsAt(3, 1));
    }

    private static List<SeriesBucket> Curve(params double[] values) => [.. values.Select((v, i) => Bucket(i, v))];

    private static SeriesBucket Bucket(int step, double? value) => new(step, value, value, value, value is null ? 1 : 0);

    private static async Task<long> RunAsync(TestDatabase database, int seed, int points, Func<int, double> value)
    {
        var (run, job, _, _) = await Given.OneRunAsync(database, Given.Run(seed: seed));
        var attempt = await Given.StartedAsync(database, job);
        await database.Journal.AppendAsync(job, attempt, new JournalBatch(1, points) { Points = [.. Enumerable.Range(0, points).Select(i => new JournalPoint(i + 1, "train/loss", i, value(i)))] });
        return run;
    }
}
