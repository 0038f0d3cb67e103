using System.Globalization;
using System.Text.Json;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Experiments.Web.Api;
using Experiments.Web.Bundles;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Experiments.Web.Grids;
using Experiments.Web.Studies;

namespace Experiments.Web.Tests.Bundles;

public sealed class EvidenceBundleTests : BundleTest
{
    [Fact]
    public async Task A_bundle_holds_all_that_the_table_rests_on_and_verifies_by_itself()
    {
        var path = await BundleAsync(await ScoredGridAsync());

        var files = Read(path);
        var result = BundleVerifier.Verify(path);

        Assert.Empty(result.Problems);
        Assert.Empty(result.Notes);
        Assert.Equal($"OK: 2 cells recomputed from {Images * Evaluations} images of {Evaluations} evaluations; {files.Count - 1} files match", result.Line);
        string[] wanted =
        [
            "README.md", "SHA256SUMS", "bundle.json", "definition.json", "environment.json", "hashes.json", "index.html", "table/grid.csv", "table/full.csv", "table/tidy.csv", "table/table.tex",
            "table/macros.tex", "table/table.md", "table/table.json", "runs/1/run.json", "runs/1/configuration.json", "runs/1/job-1/attempt-1/events.jsonl", "runs/1/job-1/attempt-1/engine.log",
            "evaluations/2/evaluation.json", "evaluations/2/counts.csv",
        ];
        Assert.Superset(wanted.ToHashSet(), files.Keys.ToHashSet());
        Assert.Equal(2, files.Keys.Count(n => n.StartsWith("protocols/", StringComparison.Ordinal))); // MS has no score yet, and is named
        Assert.Equal("index,rank,counts,stem\n0,,0 0 1037 0 1 50 1 1 389,city/image, 0\n", string.Concat(files["evaluations/2/counts.csv"].Split('\n').Take(2).Select(l => l + "\n")));
        Assert.DoesNotContain("://", files["index.html"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_data_give_the_same_bytes()
    {
        var grid = await ScoredGridAsync();
        var first = await BundleAsync(grid);
        Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(await File.ReadAllBytesAsync(first, Stop), await File.ReadAllBytesAsync(await BundleAsync(grid), Stop));
    }

    [Fact]
    public async Task An_anonymous_bundle_names_no_machine_no_user_no_folder_and_no_hidden_word_and_still_verifies()
    {
        var path = await BundleAsync(await ScoredGridAsync(), anonymous: true, "Lovelace", "two rows");

        Assert.Empty(BundleVerifier.Verify(path).Problems);
        string[] secrets = [Machine, RunsFolder, "Lovelace", "Two rows", "/mnt", "secret", "Users", Path.GetTempPath().TrimEnd('/'), AppContext.BaseDirectory.TrimEnd('/')];
        foreach (var (name, text) in Read(path))
        {
            Assert.All(secrets, secret => Assert.False(text.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{name} has {secret}"));
            Assert.False(name.Contains("two", StringComparison.OrdinalIgnoreCase));
        }

        Assert.StartsWith("read [path]/data/image.png on hidden\n", Read(path)["runs/1/job-1/attempt-1/engine.log"], StringComparison.Ordinal);
        Assert.Contains("\"name\": \"hidden\"", Read(path)["table/table.json"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_that_is_part_of_the_formats_is_found_by_the_verification()
    {
        var grid = await ScoredGridAsync();

        Assert.NotEmpty(BundleVerifier.Verify(await BundleAsync(grid, anonymous: true, "confusion")).Problems);
        var refusal = await Assert.ThrowsAsync<UsageException>(() => BundleAsync(grid, anonymous: false, "ab"));
        Assert.Contains("The word to hide \"ab\" is too short", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_that_does_not_verify_is_not_handed_out_over_HTTP()
    {
        var grid = await ScoredGridAsync();
        Task<IResult> AskAsync(params string[] hidden) => ExportEndpoints.BundleAsync(grid, true, hidden, Get<EvidenceBundle>(), Get<GridQuery>(), Stop);

        var refusal = Assert.IsType<ProblemHttpResult>(await AskAsync("confusion"));
        Assert.Equal(422, refusal.StatusCode);
        Assert.StartsWith("NOT OK: ", refusal.ProblemDetails.Detail, StringComparison.Ordinal);
        Assert.Contains("evaluation.json is not the JSON that it should be", refusal.ProblemDetails.Detail, StringComparison.Ordinal);

        var answer = Assert.IsType<FileStreamHttpResult>(await AskAsync("Lovelace"));
        await using var stream = answer.FileStream;
        Assert.Equal(0, stream.Position);
        Assert.True(BundleVerifier.Verify(stream, "evidence.zip").IsSound);
    }

    [Fact]
    public async Task A_run_whose_folder_is_gone_leaves_a_note_and_no_problem()
    {
        var grid = await ScoredGridAsync();
        Directory.Delete(Path.Combine(RunsFolder, "1"), recursive: true);

        var result = BundleVerifier.Verify(await BundleAsync(grid));

        Assert.Empty(result.Problems);
        Assert.Equal("The journal of evaluation 2 is not in the bundle: its counts were not compared with it.", Assert.Single(result.Notes));
    }

    [Fact]
    public async Task Grids_without_anything_to_prove_are_refused()
    {
        var published = (await Get<GridQuery>().ListAsync(Stop)).Single(g => g.IsPublished);
        Assert.Contains("holds published values only", (await Assert.ThrowsAsync<UsageException>(() => BundleAsync(published.GridId))).Message, StringComparison.Ordinal);
        var created = await QueueAsync(TwoRows);
        Assert.Contains("has no value yet", (await Assert.ThrowsAsync<UsageException>(() => BundleAsync(created.GridId!.Value))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_add_is_hashed_linked_and_cleaned_like_all_else()
    {
        var extras = new Extra();
        var grid = await ScoredGridAsync();
        var path = Path.Combine(RunsFolder, "extra.zip");
        var bundle = ActivatorUtilities.CreateInstance<EvidenceBundle>(Context.Services, (object)new IBundleExtras[] { extras });
        await using (var stream = File.Create(path)) await bundle.WriteAsync(grid, new BundleOptions(true, ["Lovelace"]), stream, Stop);

        Assert.Empty(BundleVerifier.Verify(path).Problems);
        var files = Read(path);
        Assert.Equal("by hidden\n", files["study/verdict.txt"]);
        Assert.Contains("<a href=\"study/verdict.txt\">The verdict of hidden</a>", files["index.html"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_studys_bundle_has_its_verdict_and_figures_and_verifies()
    {
        await ScoredGridAsync();
        var study = new StudyDefinition
        {
            Name = "Does decay help?",
            Base = TwoRows.Overrides,
            A = new GridChoice { Label = "A", Set = new Dictionary<string, string> { ["regulariser.kind"] = TwoRows.Axes[0].Values[1] } },
            B = new GridChoice { Label = "B", Set = new Dictionary<string, string> { ["regulariser.kind"] = TwoRows.Axes[0].Values[0] } },
            Seeds = "0-1",
        };
        var path = await BundleAsync(await Get<StudyMaker>().SaveAsync(study, cancellationToken: Stop));

        Assert.Empty(BundleVerifier.Verify(path).Problems);
        var files = Read(path);
        using var verdict = JsonDocument.Parse(files["study/verdict.json"]);
        Assert.Equal("A is better than B", verdict.RootElement.GetProperty("claim").GetString());
        Assert.Equal(2, Assert.Single(verdict.RootElement.GetProperty("settings").EnumerateArray()).GetProperty("n").GetInt32());
        Assert.StartsWith("<svg", files["study/forest.svg"], StringComparison.Ordinal);
        Assert.Contains("<a href=\"study/verdict.json\">", files["index.html"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hashes_and_environment_say_what_the_runs_recorded()
    {
        var grid = await ScoredGridAsync();
        var files = Read(await BundleAsync(grid));

        using var hashes = JsonDocument.Parse(files["hashes.json"]);
        Assert.Equal(4, hashes.RootElement.GetProperty("checkpoints").GetArrayLength());
        Assert.Equal(4, hashes.RootElement.GetProperty("data")[0].GetProperty("runs").GetArrayLength());
        using var environment = JsonDocument.Parse(files["environment.json"]);
        var recorded = Assert.Single(environment.RootElement.GetProperty("recorded").EnumerateArray());
        Assert.Equal(("1.2.3+abc", "cpu", 1, 8), (recorded.GetProperty("engineVersion").GetString(), recorded.GetProperty("device").GetString(), recorded.GetProperty("threads").GetInt32(), recorded.GetProperty("attempts").GetInt32()));
        Assert.StartsWith(".NET", environment.RootElement.GetProperty("bundled").GetProperty("runtime").GetString(), StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"\"grid\": {grid},"), files["definition.json"], StringComparison.Ordinal);
    }

    private sealed class Extra : IBundleExtras
    {
        public Task<IReadOnlyList<BundleExtra>> OfAsync(GridView grid, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<BundleExtra>>([new BundleExtra("study/verdict.txt", "The verdict of Lovelace", "by Lovelace\n")]);
    }
}
