using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Data.Storage;

namespace Experiments.Data.Tests.Runs;

public sealed class ExistingRunsTests
{
    [Theory, OnEveryProvider]
    public async Task A_run_is_there_when_it_is_trained_or_can_still_be(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (finished, training, _, _) = await Given.OneRunAsync(database, Given.Run("a", 0));
        await Given.SucceededAsync(database, training);
        var (queued, _, _, _) = await Given.OneRunAsync(database, Given.Run("a", 1));
        var (_, failing, _, _) = await Given.OneRunAsync(database, Given.Run("a", 2));
        await database.Jobs.FailAsync(failing, await Given.StartedAsync(database, failing), new JobFailure("data", "x"), new AttemptEnd(1));
        var (cancelled, _, _, _) = await Given.OneRunAsync(database, Given.Run("b", 0));
        await database.Jobs.RequestCancelRunAsync(cancelled);

        var found = await database.Existing.FindAsync([new("a", 0), new("a", 1), new("a", 2), new("b", 0), new("c", 0)]);

        Assert.Equal([new RunIdentity("a", 0), new RunIdentity("a", 1)], found.Keys.OrderBy(k => k.Seed));
        Assert.Equal((finished, true, training), (found[new("a", 0)].RunId, found[new("a", 0)].IsFinished, found[new("a", 0)].WorkJobId));
        Assert.Equal((queued, false), (found[new("a", 1)].RunId, found[new("a", 1)].IsFinished));
        Assert.Equal([Given.MultiScale, Given.SingleScale], found[new("a", 0)].Protocols.Order());
    }

    [Theory, OnEveryProvider]
    public async Task A_finished_run_goes_before_one_under_way_and_an_older_before_a_newer(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await Given.OneRunAsync(database);
        var (second, training, _, _) = await Given.OneRunAsync(database);
        var (_, third, _, _) = await Given.OneRunAsync(database);
        await Given.SucceededAsync(database, training);
        await Given.SucceededAsync(database, third);

        Assert.Equal(second, (await database.Existing.FindAsync([new("print", 0)]))[new("print", 0)].RunId);
    }

    [Theory, OnEveryProvider]
    public async Task A_same_seed_check_is_never_taken_for_the_run(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (original, _, _, _) = await Given.OneRunAsync(database);
        await Given.OneRunAsync(database, Given.Run() with { ReproductionOfRunId = original });
        await database.Jobs.RequestCancelRunAsync(original);

        Assert.Empty(await database.Existing.FindAsync([new("print", 0)]));
    }

    [Theory, OnEveryProvider]
    public async Task A_cancelled_evaluation_is_a_score_that_the_run_lacks(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (_, training, single, _) = await Given.OneRunAsync(database);
        await Given.SucceededAsync(database, training);
        Assert.Equal(JobState.Cancelled, await database.Jobs.RequestCancelAsync(single));

        var run = Assert.Single(await database.Existing.FindAsync([new("print", 0)])).Value;
        Assert.True(run.IsFinished);
        Assert.Equal([Given.MultiScale], run.Protocols);
    }

    [Fact]
    public async Task Many_are_asked_for_at_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        await Given.OneRunAsync(database, Given.Run("print 1234"));

        var found = await database.Existing.FindAsync([.. Enumerable.Range(0, 2000).Select(i => new RunIdentity($"print {i}", 0))]);
        Assert.Equal("print 1234", Assert.Single(found).Key.Fingerprint);
    }
}
