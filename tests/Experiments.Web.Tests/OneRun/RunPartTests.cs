using Bunit;
using Experiments.Data.Journal;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Web.Components;
using Experiments.Web.Components.Pages;
using Experiments.Web.Components.Shared;
using Experiments.Web.Tests.Pages;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Tests.OneRun;

/// <summary>The parts of the page of one run over real rows.</summary>
public sealed class RunPartTests : PageTest
{
    private const string Html = "<img src=x onerror=alert(1)>";

    [Fact]
    public async Task The_address_chooses_the_part_and_what_is_no_part_is_the_overview()
    {
        var run = (await QueueAsync(TwoRows)).RunIds[0];

        foreach (var (address, chosen) in new[] { ("", "overview"), ("curves", "curves"), ("FILES", "files"), (Uri.EscapeDataString(Html), "overview") })
        {
            var tab = Assert.Single(Open(run, address).FindAll("[data-testid='run-tabs'] a[aria-current='page']"));
            Assert.Equal($"tab-{chosen}", tab.Id);
        }

        Assert.Equal(8, Open(run).FindAll("[data-testid='run-tabs'] a[href]").Count);
        foreach (var part in new[] { "predictions", "scores", "log", "notes" }) Assert.NotEmpty(Open(run, part).Find("#run-part").TextContent.Trim());
    }

    [Fact]
    public async Task Predictions_come_worst_first_and_of_a_class_by_its_own_score()
    {
        var run = await PredictedAsync();

        var page = Open(run, "predictions");
        Assert.Equal(["bad", "good"], Stems(page));
        Assert.Equal("bad", page.Find("[data-testid='viewer-name']").TextContent);
        Assert.StartsWith("pictures of 2 of 3 images", page.Find("[data-testid='gallery-kept']").TextContent, StringComparison.Ordinal);
        Assert.Equal(Urls.RunPart(run, "predictions", ("image", "0")), page.Find("[data-testid='next-image']").GetAttribute("href"));
        Assert.Contains(page.FindAll("[data-pane='errors'] img"), i => i.GetAttribute("src")!.StartsWith("/api/errors/", StringComparison.Ordinal));

        Assert.Equal(["good", "bad", Html], Stems(Open(run, "predictions&order=best&all=true")));
        Assert.Equal(["good"], Stems(Open(run, "predictions&class=0")));
        var unkept = Open(run, "predictions&all=true&image=2");
        Assert.Equal(4, unkept.FindAll("[data-testid='viewer'] .none").Count);
        Assert.Contains("predictionImages is 4", unkept.Find("[data-testid='viewer-remedy']").TextContent, StringComparison.Ordinal);
        Assert.Equal(Html, unkept.Find("[data-testid='viewer-name']").TextContent);
        Assert.DoesNotContain("<img src=\"x\"", unkept.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classes_are_sorted_and_the_greatest_confusions_are_sentences()
    {
        var run = await PredictedAsync();

        var page = Open(run, "scores");
        Assert.Equal(["25.0 % of road was predicted as sky (1 pixel).", "25.0 % of sky was predicted as road (1 pixel)."], page.FindAll("[data-testid='top-confusions'] li").Select(l => l.TextContent));
        Assert.Equal(["road", "sky"], Classes(page));
        Assert.Equal(["sky", "road"], Classes(Open(run, "scores&sort=class&down=true")));
        page = Open(run, "scores&by=all&sort=SS");
        Assert.StartsWith("road predicted as sky: 1 pixel, 12.5 % of all", page.Find("[data-testid='top-confusions'] li").TextContent, StringComparison.Ordinal);
        Assert.Equal(Urls.RunPart(run, "scores", ("by", "all"), ("sort", "SS"), ("down", "true")), page.Find("[data-testid='sort-SS']").GetAttribute("href"));
    }

    [Fact]
    public async Task A_configuration_is_held_against_another_run_s_and_what_is_no_run_leaves_the_defaults()
    {
        var created = await QueueAsync(TwoRows);
        var (run, other) = (created.RunIds[0], created.RunIds[2]);

        var page = Open(run, $"configuration&with={other}");
        Assert.Equal(["regulariser.kind|none|l2"], Rows(page));
        await page.Find("[data-testid='compare-with']").ChangeAsync(new() { Value = "nobody" });
        Assert.Contains("\"nobody\"", page.Find("[data-testid='compare-problem']").TextContent, StringComparison.Ordinal);
        Assert.Equal(["regulariser.kind|none|l2"], Rows(page));

        await page.Find("[data-testid='compare-with']").ChangeAsync(new() { Value = $"{created.RunIds[1]}" });
        Assert.EndsWith(Urls.RunPart(run, "configuration", ("with", $"{created.RunIds[1]}")), Get<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.Contains("There is no run 99", Open(run, "configuration&with=99").Find("[data-testid='compare-problem']").TextContent, StringComparison.Ordinal);
        Assert.Contains("No setting has that in it", Open(run, "configuration&find=%3Cb%3E").Markup, StringComparison.Ordinal);
        Assert.Contains(Rows(Open(run, "configuration&all=true&find=training.crop")), r => r.StartsWith("training.crop|48|", StringComparison.Ordinal));
    }

    [Fact]
    public async Task How_curves_are_looked_at_is_in_the_address()
    {
        var run = (await QueueAsync(TwoRows)).RunIds[0];

        var page = Open(run, "curves&smooth=0.6&logy=1&x=<script>");
        Assert.Equal("0.60", page.Find("[data-testid='curves-smooth']").GetAttribute("value"));
        Assert.Equal((true, false), (page.Find("[data-testid='curves-logy']").HasAttribute("checked"), page.Find("[data-testid='curves-logx']").HasAttribute("checked")));
        Assert.Equal("iteration", page.Find("[data-testid='curves-x'] option[selected]").TextContent);
        await page.Find("[data-testid='curves-x']").ChangeAsync(new() { Value = "Time" });
        Assert.EndsWith(Urls.RunPart(run, "curves", ("x", "time"), ("smooth", "0.6"), ("logy", "1")), Get<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_job_of_the_machine_s_figures_leaves_the_curves_as_they_are_looked_at()
    {
        var run = (await QueueAsync(TwoRows)).RunIds[0];
        await TrainAsync(run);
        await ScoreAsync(run, "SS", 0.5);
        var jobs = (await RunAsync(run)).Jobs.Where(j => j.Attempt > 0).OrderBy(j => j.Id).ToList();

        var page = Open(run, $"curves&smooth=0.6&logy=1&system={jobs[0].Id}");

        Assert.Equal(
            Urls.RunPart(run, "curves", ("system", $"{jobs[1].Id}"), ("smooth", "0.6"), ("logy", "1")),
            page.Find($"[data-testid='system-job-{jobs[1].Id}']").GetAttribute("href"));
    }

    [Fact]
    public async Task A_log_is_searched_from_its_end_and_shown_as_text()
    {
        var created = await QueueAsync(TwoRows);
        await FailAsync(created.RunIds[0], "data", "A file is gone.", $"loss 1\nloss 2\n{Html}");

        var page = Open(created.RunIds[0], "log");
        Assert.Equal($"loss 1\nloss 2\n{Html}\n", page.Find("[data-testid='log-tail']").TextContent);
        await page.Find("[data-testid='log-find']").InputAsync(new() { Value = "LOSS" });
        Assert.Equal("2 of 2", page.Find("[data-testid='log-count']").TextContent);
        await page.Find("form.find").SubmitAsync(EventArgs.Empty);
        Assert.Equal("1 of 2", page.Find("[data-testid='log-count']").TextContent);
        await page.Find("[data-testid='log-previous']").ClickAsync(new());
        Assert.Equal(["", "current"], page.FindAll("[data-testid='log-tail'] mark").Select(m => m.ClassName ?? ""));
        Assert.Equal("loss 1\nloss 2\n", Open(created.RunIds[0], "log&find=loss&only=true").Find("[data-testid='log-tail']").TextContent);
        Assert.Equal("not found", Open(created.RunIds[0], "log&find=nothing").Find("[data-testid='log-count']").TextContent);
    }

    [Fact]
    public async Task Two_who_write_notes_are_told_of_each_other_and_nothing_is_written_over()
    {
        var run = (await QueueAsync(TwoRows)).RunIds[0];
        var (ada, ben) = (Open(run, "notes"), Open(run, "notes"));
        foreach (var page in new[] { ada, ben }) await page.Find("[data-testid='edit-notes']").ClickAsync(new());
        await ada.Find("[data-testid='notes-input']").InputAsync(new() { Value = $"# Ada\r\n{Html}" });
        await ada.Find("[data-testid='preview-notes']").ClickAsync(new());
        Assert.Equal("Ada", ada.Find("[data-testid='notes-preview'] h3").TextContent);
        await ada.Find("[data-testid='save-notes']").ClickAsync(new());
        Assert.Equal("Ada", ada.Find("[data-testid='notes-text'] h3").TextContent);
        Assert.Contains(Html, ada.Find("[data-testid='notes-text']").TextContent, StringComparison.Ordinal);

        await ben.Find("[data-testid='notes-input']").InputAsync(new() { Value = "Ben" });
        await ben.Find("[data-testid='save-notes']").ClickAsync(new());

        Assert.Equal(($"# Ada\n{Html}", "Ben"), (ben.Find("[data-testid='notes-theirs']").TextContent, ben.Find("[data-testid='notes-yours']").TextContent));
        Assert.True(ben.Find("[data-testid='save-notes']").HasAttribute("disabled"));
        Assert.Equal(new Notes($"# Ada\n{Html}", 1), await NotesAsync(run));
        await ben.Find("[data-testid='notes-join']").ClickAsync(new());
        await ben.Find("[data-testid='save-notes']").ClickAsync(new());
        Assert.Equal(new Notes($"# Ada\n{Html}\n\nBen", 2), await NotesAsync(run));
        Assert.Equal("write notes", (await Get<Experiments.Data.Access.AuditStore>().ListAsync("write notes", null, 10, Stop))[0].Act);
    }

    [Fact]
    public async Task Notes_that_the_browser_kept_are_back_and_what_was_saved_meanwhile_is_not_written_over()
    {
        var run = (await QueueAsync(TwoRows)).RunIds[0];
        var page = Open(run, "notes");
        await RestoreAsync(page, "Typed before the connection was lost");
        Assert.NotEmpty(page.FindAll("[data-testid='typed-restored']"));
        Assert.Equal("Typed before the connection was lost", page.Find("[data-testid='notes-input']").GetAttribute("value"));
        await page.Find("[data-testid='save-notes']").ClickAsync(new());
        Assert.Equal(new Notes("Typed before the connection was lost", 1), await NotesAsync(run));
        Assert.Empty(page.FindAll("[data-testid='typed-restored']"));

        var other = Open(run, "notes");
        await RestoreAsync(other, "Begun from the same version");
        Assert.Equal(
            ("Typed before the connection was lost", "Begun from the same version"),
            (other.Find("[data-testid='notes-theirs']").TextContent, other.Find("[data-testid='notes-yours']").TextContent));
        Assert.True(other.Find("[data-testid='save-notes']").HasAttribute("disabled"));

        // What is there already need not be told of.
        var third = Open(run, "notes");
        await RestoreAsync(third, "Typed before the connection was lost");
        Assert.NotEmpty(third.FindAll("[data-testid='notes-text']"));

        static Task RestoreAsync(IRenderedComponent<OneRunPage> page, string text)
        {
            var kept = page.FindComponent<KeptFields>();
            return kept.InvokeAsync(() => kept.Instance.Restore([new("seen", "0"), new("notes", text)]));
        }
    }

    [Fact]
    public async Task Notes_that_are_too_long_are_refused_with_the_limit_and_stay_in_the_editor()
    {
        var run = (await QueueAsync(TwoRows)).RunIds[0];
        var page = Open(run, "notes");
        await page.Find("[data-testid='edit-notes']").ClickAsync(new());
        await page.Find("[data-testid='notes-input']").InputAsync(new() { Value = new string('x', 20_001) });
        await page.Find("[data-testid='save-notes']").ClickAsync(new());

        Assert.StartsWith("These notes have 20001 characters: at most 20000 are kept", page.Find("[data-testid='notes-problem']").TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find("[data-testid='notes-input']"));
    }

    private async Task<Notes> NotesAsync(long run) => (await RunAsync(run)).Run is var row ? new Notes(row.Notes, row.NotesVersion) : null!;

    private static IEnumerable<string> Stems(IRenderedComponent<IComponent> page) => page.FindAll("[data-testid='gallery'] .break").Select(s => s.TextContent);

    private static IEnumerable<string> Classes(IRenderedComponent<IComponent> page) => page.FindAll("[data-testid='class-table'] tbody th").Select(s => s.TextContent);

    private static IEnumerable<string> Rows(IRenderedComponent<IComponent> page) =>
        page.FindAll("[data-testid='configuration'] tbody tr").Select(r => string.Join('|', r.Children.Select(c => c.TextContent.Trim())));

    /// <summary>A run whose single-scale evaluation scored three images and kept pictures of two.</summary>
    private async Task<long> PredictedAsync()
    {
        var run = (await QueueAsync(TwoRows)).RunIds[0];
        await TrainAsync(run);
        string[] kinds = [Artifact.Image, Artifact.Truth, Artifact.PredictionColour, Artifact.Prediction];
        await ScoreAsync(run, "SS", 0.4567, batch => batch with
        {
            LastSequence = 12,
            Images = [new(2, 0, "good", [0, 0, 9, 0, 1, 1]), new(3, 1, "bad", [1, 1, 1, 1, 2, 5]), new(4, 2, Html, [])],
            Artifacts = [.. new[] { "good", "bad" }.SelectMany((stem, i) => kinds.Select((kind, k) => new JournalArtifact(5 + (4 * i) + k, kind, stem, $"{stem}-{kind}.png")))],
        });
        return run;
    }
}
