using Experiments.Data.Model;
using Experiments.Data.Storage;
using Experiments.Data.Workers;

namespace Experiments.Data.Tests.Workers;

public sealed class WorkerStoreTests
{
    private static readonly NewWorker Lab7 = new("lab-7/12", IsSite: false, "1.0", ["default", "gpu"], ["cuda:0"], 1);

    [Theory, OnEveryProvider]
    public async Task A_worker_that_beats_stays_one_that_falls_silent_is_named_so_and_then_given_up(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (workers, sightings) = Stores(database);
        var alive = await workers.RegisterAsync(Lab7);
        var silent = await workers.RegisterAsync(Lab7 with { Name = "lab-8/3" });
        for (var i = 0; i < 4; i++)
        {
            await workers.BeatAsync(alive);
            await sightings.LookAsync();
            database.Time.Advance(sightings.Lease * 0.6);
        }

        var seen = await workers.ListAsync();
        Assert.Null(sightings.SilenceOf(seen.Single(w => w.Id == alive)));
        Assert.True(sightings.SilenceOf(seen.Single(w => w.Id == silent)) > sightings.Lease);

        database.Time.Advance(sightings.Lease * 2);
        await workers.BeatAsync(alive);
        await sightings.LookAsync();
        seen = await workers.ListAsync();
        Assert.Equal((WorkerState.Lost, "It fell silent without having said that it ends."), (seen.Single(w => w.Id == silent).State, seen.Single(w => w.Id == silent).Note));
        Assert.Equal(WorkerState.Working, seen.Single(w => w.Id == alive).State);

        // It was only frozen.
        await workers.BeatAsync(silent);
        Assert.All(await workers.ListAsync(), w => Assert.Equal(WorkerState.Working, w.State));
    }

    [Theory, OnEveryProvider]
    public async Task A_worker_that_ended_or_was_refused_stays_on_record_and_cannot_beat(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (workers, _) = Stores(database);
        var left = await workers.RegisterAsync(Lab7);
        await workers.EndAsync(left, WorkerState.Left, "It was told to stop.");
        await workers.RefuseAsync(Lab7 with { Version = "2.0" }, "Another version.");
        await workers.BeatAsync(left);

        var rows = await workers.ListAsync();
        Assert.Equal([WorkerState.Refused, WorkerState.Left], rows.OrderByDescending(w => w.Id).Select(w => w.State));
        Assert.All(rows, w => Assert.NotNull(w.EndedMs));
        Assert.Equal(["default", "gpu"], rows[0].Queues);
        Assert.Empty(await workers.ListAsync(ended: 0));
    }

    [Theory, OnEveryProvider]
    public async Task A_database_has_one_identity_and_knows_the_version_of_its_site(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var properties = new DatabaseProperties(database.Contexts);
        var identity = await properties.IdentityAsync();
        await database.Initializer.InitializeAsync();

        Assert.Matches("^[0-9a-f]{32}$", identity);
        Assert.Equal(identity, await properties.IdentityAsync());
        Assert.Null(await properties.SiteVersionAsync());
        await properties.SetSiteVersionAsync("1.0");
        await properties.SetSiteVersionAsync("1.1");
        Assert.Equal("1.1", await properties.SiteVersionAsync());
    }

    [Theory, OnEveryProvider]
    public async Task Jobs_are_listed_by_queue_and_a_later_one_joins_that_of_its_run(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (runId, training, _, _) = await Given.OneRunAsync(database);
        await using (var db = await database.ContextAsync())
        {
            db.Jobs.Where(j => j.RunId == runId).ToList().ForEach(j => db.Attach(j).Entity.Queue = "gpu");
            await db.SaveChangesAsync();
        }

        var added = await database.Jobs.CreateAsync(runId, [new() { Kind = JobKind.Training }, new() { Kind = JobKind.Training, Queue = "other" }]);

        Assert.Equal([training, added[0]], await database.Jobs.QueuedIdsAsync(["gpu"]));
        Assert.Equal([added[1]], await database.Jobs.QueuedIdsAsync(["other"]));
        Assert.Empty(await database.Jobs.QueuedIdsAsync(["default"]));
    }

    private static (WorkerStore Workers, WorkerSightings Sightings) Stores(TestDatabase database)
    {
        var workers = new WorkerStore(database.Contexts, database.Time);
        return (workers, new WorkerSightings(workers, database.Time));
    }
}
