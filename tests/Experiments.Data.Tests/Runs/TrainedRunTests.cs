using Experiments.Data.Jobs;
using Experiments.Data.Journal;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Data.Storage;

namespace Experiments.Data.Tests.Runs;

public sealed class TrainedRunTests
{
    private static readonly (string Key, string Value) Nothing = ("regulariser.kind", "no such value");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEveryProvider]
    public async Task Trained_runs_are_found_by_name_and_number_the_newest_first(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (first, training, _, _) = await Given.OneRunAsync(database, Given.Run("l2", 0));
        var (second, secondTraining, _, _) = await Given.OneRunAsync(database, Given.Run("l2-sp", 1));
        var (_, thirdTraining, _, _) = await Given.OneRunAsync(database, Given.Run("none", 2));
        await FinishAsync(database, training);
        await FinishAsync(database, secondTraining);
        await Given.SucceededAsync(database, thirdTraining); // without a checkpoint
        await Given.ScoredAsync(database, second, Given.SingleScale, 0.5);
        var runs = database.TrainedRuns;
        var name = (await database.RunQueries.FindAsync(second, Stop))!.Run.Name;

        Assert.Equal([second, first], (await runs.FindAsync("", Nothing, 9, Stop)).Select(r => r.RunId));
        Assert.Equal([second], (await runs.FindAsync("", Nothing, 1, Stop)).Select(r => r.RunId));
        Assert.Equal([first], (await runs.FindAsync("", ("regulariser.kind", "l2-sp"), 9, Stop)).Select(r => r.RunId));
        Assert.Contains(second, (await runs.FindAsync(name.ToUpperInvariant(), Nothing, 9, Stop)).Select(r => r.RunId));
        Assert.Contains(second, (await runs.FindAsync($"#{second}", Nothing, 9, Stop)).Select(r => r.RunId));
        Assert.Empty(await runs.FindAsync("no such name", Nothing, 9, Stop));
        Assert.Equal(0.5, (await runs.FindAsync(second, Stop))!.MeanIoU!.Value, 12);
        Assert.Null((await runs.FindAsync(first, Stop))!.MeanIoU);
        Assert.Null(await runs.FindAsync(999, Stop));
        Assert.Null(await runs.ConfigurationAsync(999, Stop));
        Assert.NotNull(await runs.ConfigurationAsync(first, Stop));

        await database.Get<RunMarkStore>().ArchiveAsync([first], archived: true, Stop);
        Assert.Equal([second], (await runs.FindAsync("", Nothing, 9, Stop)).Select(r => r.RunId));
        Assert.Equal([first], (await runs.FindAsync($"#{first}", Nothing, 9, Stop)).Select(r => r.RunId));
    }

    private static async Task FinishAsync(TestDatabase database, long job)
    {
        var attempt = await Given.StartedAsync(database, job);
        await database.Journal.AppendAsync(
            job, attempt, new JournalBatch(1, 2) { Start = Given.Start, Artifacts = [new JournalArtifact(2, Artifact.Checkpoint, "", "checkpoints/final.safetensors", IsFinal: true)] }, Stop);
        await database.Jobs.SucceedAsync(job, attempt, new AttemptEnd(0), Stop);
    }
}
