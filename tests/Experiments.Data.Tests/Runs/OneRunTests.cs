using Experiments.Data.Journal;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Data.Storage;

namespace Experiments.Data.Tests.Runs;

/// <summary>One run read in parts, and what is written about it.</summary>
public sealed class OneRunTests
{
    [Theory, OnEveryProvider]
    public async Task The_head_of_a_run_is_what_the_whole_says_without_what_is_large(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (run, training, singleScale, _) = await Given.OneRunAsync(database);
        await Given.OneRunAsync(database, Given.Run(seed: 1));
        await Given.ScoredAsync(database, run, Given.SingleScale, 0.25);
        await LeaveAsync(database, training, singleScale);

        var whole = (await database.RunQueries.FindAsync(run))!;
        var head = (await database.OneRun.HeadAsync(run))!;

        Assert.Equal((whole.State, whole.Run.Name, whole.Run.Experiment!.Name), (head.State, head.Run.Name, head.Run.Experiment!.Name));
        Assert.Equal(whole.Jobs.Select(j => (j.Id, j.State, j.Attempts.Count)), head.Jobs.Select(j => (j.Id, j.State, j.Attempts.Count)));
        Assert.Equal(whole.Repeats, head.Repeats);
        Assert.Equal(["final.safetensors"], head.Jobs.SelectMany(j => j.Artifacts).Select(a => a.Path));
        var (expected, score) = (whole.Jobs[1].Evaluation!, head.Jobs[1].Evaluation!);
        Assert.Equal((expected.Id, expected.MeanIoU, expected.CheckpointSha256), (score.Id, score.MeanIoU, score.CheckpointSha256));
        Assert.Equal(expected.ClassIoU, score.ClassIoU);
        Assert.Equal(expected.Metrics, score.Metrics);
        Assert.Empty(score.Confusion);
        Assert.Null(await database.OneRun.HeadAsync(99));

        var counts = (await database.Evaluations.CountsAsync(score.Id))!;
        Assert.Equal((singleScale, run, 2, false), (counts.JobId, counts.RunId, counts.Classes, counts.IsClassifier));
        Assert.Equal([5_000_000_000, 1, 2, 3], counts.Counts);
        Assert.Equal(["road", "car"], (await database.Evaluations.ClassNamesAsync(singleScale)).Names);
    }

    [Theory, OnEveryProvider]
    public async Task Files_and_pictures_are_read_apart(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (run, training, singleScale, _) = await Given.OneRunAsync(database);
        await Given.ScoredAsync(database, run, Given.SingleScale, 0.25);
        await LeaveAsync(database, training, singleScale);

        var files = await database.OneRun.FilesAsync(run);
        Assert.Equal([("final.safetensors", $"runs/{run}/jobs/{training}/attempts/2"), ("report.json", $"runs/{run}/jobs/{training}/attempts/2")], files.Select(f => (f.Artifact.Path, f.Folder)));
        Assert.Equal(2, (await database.OneRun.PictureCountsAsync(run))[singleScale]);
        var pictures = await database.OneRun.PicturesAsync(singleScale);
        Assert.Equal([Artifact.Truth, Artifact.Prediction], pictures.Select(p => p.Kind));
        Assert.Equal(pictures.Select(p => p.Id), (await database.OneRun.FindFilesAsync([.. pictures.Select(p => p.Id), 9999])).Select(f => f.Artifact.Id).Order());
    }

    [Theory, OnEveryProvider]
    public async Task A_few_typed_signs_name_runs(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (first, _, _, _) = await Given.OneRunAsync(database, Given.Run("L2-SP"));
        var (second, _, _, _) = await Given.OneRunAsync(database, Given.Run("L2", 1));

        Assert.Equal([second, first], (await database.OneRun.LikeAsync(" l2", null, 5)).Select(r => r.RunId));
        Assert.Equal([first], (await database.OneRun.LikeAsync("l2-sp", null, 5)).Select(r => r.RunId));
        Assert.Equal(first, (await database.OneRun.LikeAsync($"{first}", null, 5))[0].RunId);
        Assert.Empty(await database.OneRun.LikeAsync("", null, 5));
        Assert.Equal("""{"seed":1}""", (await database.OneRun.ConfigurationAsync(second))!.ConfigurationJson);
    }

    [Theory, OnEveryProvider]
    public async Task Notes_are_saved_over_the_version_that_their_writer_has_seen_alone(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (run, _, _, _) = await Given.OneRunAsync(database);

        Assert.Equal(new Notes("mine", 1), await database.Notes.SaveAsync(run, "mine", 0));
        var refused = await Assert.ThrowsAsync<NotesChangedException>(() => database.Notes.SaveAsync(run, "theirs", 0));
        Assert.Equal(new Notes("mine", 1), refused.Theirs);
        Assert.Equal(new Notes("mine", 1), await database.Notes.SaveAsync(run, "mine", 0));
        Assert.Equal(new Notes("both", 2), await database.Notes.SaveAsync(run, "both", 1));
        Assert.Equal("both", (await database.OneRun.HeadAsync(run))!.Run.Notes);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => database.Notes.SaveAsync(99, "x", 0));
    }

    [Theory, OnEveryProvider]
    public async Task Of_two_who_save_at_once_one_is_told(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (run, _, _, _) = await Given.OneRunAsync(database);

        var writers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            try
            {
                await database.Notes.SaveAsync(run, $"writer {i}", 0);
                return $"writer {i}";
            }
            catch (NotesChangedException)
            {
                return "";
            }
        }));

        Assert.Equal((await database.OneRun.HeadAsync(run))!.Run.Notes, Assert.Single(writers, w => w.Length > 0));
    }

    /// <summary>A further attempt of the training leaves a checkpoint and a report, one of the evaluation two pictures.</summary>
    private static async Task LeaveAsync(TestDatabase database, long training, long evaluation)
    {
        await WriteAsync(training, new JournalArtifact(1, Artifact.Checkpoint, "final", "final.safetensors", 100, "sha", true), new JournalArtifact(2, "report", "report", "report.json"));
        await WriteAsync(evaluation, new JournalArtifact(1, Artifact.Truth, "a", "a-truth.png"), new JournalArtifact(2, Artifact.Prediction, "a", "a.png"));

        async Task WriteAsync(long job, params JournalArtifact[] artifacts)
        {
            await using var db = await database.ContextAsync();
            var newest = db.Jobs.Single(j => j.Id == job).Attempt;
            db.Attempts.Add(new Attempt { JobId = job, Number = newest + 1, Folder = $"runs/{db.Jobs.Single(j => j.Id == job).RunId}/jobs/{job}/attempts/{newest + 1}", StartedMs = database.NowMs });
            db.Artifacts.AddRange(artifacts.Select(a => new Artifact { JobId = job, AttemptNumber = newest + 1, Kind = a.Kind, Name = a.Name, Path = a.Path, Iteration = a.Iteration, Sha256 = a.Sha256, IsFinal = a.IsFinal, Sequence = a.Sequence }));
            await db.SaveChangesAsync();
        }
    }
}
