using Experiments.Data.Model;
using Experiments.Web.Results;

namespace Experiments.Web.Tests.OneRun;

public sealed class LogSearchTests
{
    [Fact]
    public void Matches_are_found_whatever_the_case_and_cut_out_of_their_lines()
    {
        var search = new LogSearch(["Loss is NaN: nan", "", "<script>", "banana"], "NAN");

        Assert.Equal(3, search.Count);
        Assert.Equal([true, false, false, true], Enumerable.Range(0, 4).Select(search.IsFound));
        Assert.Equal([new LogPiece("Loss is ", null), new LogPiece("NaN", 0), new LogPiece(": ", null), new LogPiece("nan", 1)], search.Pieces(0));
        Assert.Equal([new LogPiece("ba", null), new LogPiece("nan", 2), new LogPiece("a", null)], search.Pieces(3));
        Assert.Equal([new LogPiece("<script>", null)], search.Pieces(2));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(".*", 0)]
    [InlineData("(", 1)]
    [InlineData("aa", 2)]
    public void What_is_typed_is_text_and_no_pattern(string text, int found) => Assert.Equal(found, new LogSearch(["aaaa (b"], text).Count);

    [Fact]
    public void The_log_that_matters_most_is_that_of_what_runs_then_of_what_failed_then_the_last()
    {
        var done = Job(1, JobState.Succeeded, (1, 10, 20));
        var failed = Job(2, JobState.Failed, (1, 30, 40), (2, 50, 60));
        var later = Job(3, JobState.Succeeded, (1, 70, 80));
        var open = Job(4, JobState.Running, (1, 65, null));

        Assert.Null(LogQuery.Newest([Job(5, JobState.Queued)]));
        Assert.Equal((3, 1), KeyOf(LogQuery.Newest([done, later])));
        Assert.Equal((2, 2), KeyOf(LogQuery.Newest([done, failed, later])));
        Assert.Equal((4, 1), KeyOf(LogQuery.Newest([done, failed, later, open])));
    }

    [Fact]
    public async Task Only_the_end_of_a_long_log_is_read_and_one_that_has_not_grown_is_not_read_again()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "1"));
        var file = Path.Combine(folder.Path, "1", "engine.log");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 1000).Select(i => $"line {i}"));
        var query = new LogQuery(new RunFiles(folder.Path));
        var job = Job(1, JobState.Running, (1, 1, null));
        job.Attempts[0].Folder = "1";

        var tail = await query.TailAsync(job, job.Attempts[0], 100);
        Assert.EndsWith("line 998\nline 999", tail.Text, StringComparison.Ordinal);
        Assert.True(tail.Text.Length <= 100, tail.Text);
        Assert.Same(tail, await query.TailAsync(job, job.Attempts[0], 100, tail));
        await File.AppendAllLinesAsync(file, ["line 1000"]);
        Assert.EndsWith("line 999\nline 1000", (await query.TailAsync(job, job.Attempts[0], 100, tail)).Text, StringComparison.Ordinal);
    }

    private static (long, int) KeyOf(Attempt? attempt) => (attempt!.JobId, attempt.Number);

    private static Job Job(long id, JobState state, params (int Number, long Start, long? End)[] attempts)
    {
        var job = new Job { Id = id, State = state };
        job.Attempts.AddRange(attempts.Select(a => new Attempt { JobId = id, Number = a.Number, StartedMs = a.Start, EndedMs = a.End }));
        return job;
    }
}
