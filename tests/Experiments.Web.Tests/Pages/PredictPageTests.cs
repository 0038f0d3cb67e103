using System.Text.Json;
using Bunit;
using Experiments.Data.Journal;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Engine;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using Experiments.Web.Components;
using Experiments.Web.Components.Pages;
using Experiments.Web.Predictions;
using Experiments.Web.Tests.Predictions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace Experiments.Web.Tests.Pages;

public sealed class PredictPageTests : PageTest
{
    [Fact]
    public void Without_a_trained_run_the_page_says_what_lacks()
    {
        var page = Context.Render<PredictPage>();

        Assert.Equal("No run is trained yet: a run can predict once its training has ended.", page.Find("[data-testid='none-a']").TextContent);
        Assert.True(page.Find("[data-testid='predict']").HasAttribute("disabled"));
        Assert.Contains("Bring an image first.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trained_runs_are_found_by_name_and_number_and_the_choice_is_in_the_address()
    {
        var created = await QueueAsync(TwoRows);
        await FinishAsync(created.RunIds[1]);
        await TrainAsync(created.RunIds[2]); // without a checkpoint

        Assert.Equal([created.RunIds[1]], (await Get<TrainedRunQuery>().FindAsync("", ("task", "classification"), 9, Stop)).Select(r => r.RunId));
        Assert.Empty(await Get<TrainedRunQuery>().FindAsync("", ("task", "segmentation"), 9, Stop));
        Assert.Single(await Get<TrainedRunQuery>().FindAsync("TWO", ("task", "classification"), 9, Stop));
        Assert.Single(await Get<TrainedRunQuery>().FindAsync($"#{created.RunIds[1]}", ("task", "classification"), 9, Stop));

        var page = Context.Render<PredictPage>();
        await page.Find("[data-testid='search-a']").InputAsync(new() { Value = "no such run" });
        Assert.Equal("No trained run is called so.", page.WaitForElement("[data-testid='none-a']").TextContent);
        await page.Find("[data-testid='search-a']").InputAsync(new() { Value = "two rows" });
        await page.WaitForElement($"[data-testid='choose-a-{created.RunIds[1]}']").ClickAsync(new());
        Assert.EndsWith($"/predict?a={created.RunIds[1]}-SS", Get<NavigationManager>().Uri, StringComparison.Ordinal);

        var chosen = Context.Render<PredictPage>();
        await chosen.Find("[data-testid='multi-a']").ChangeAsync(true);
        Assert.EndsWith($"/predict?a={created.RunIds[1]}-MS", Get<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_image_is_refused_with_a_sentence_and_a_good_one_is_in_the_address()
    {
        var page = Context.Render<PredictPage>();
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary([.. "GIF89a"u8], "x.gif"));
        Assert.Equal("x.gif cannot be used: it is GIF, not PNG or JPEG; choose a PNG or JPEG that other programs open.", page.WaitForElement("[data-testid='predict-problem']").TextContent.Trim());

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(PredictionFilesTests.Png(4, 6), "../../a street.png"));
        page.WaitForState(() => Get<NavigationManager>().Uri.Contains("image=", StringComparison.Ordinal));
        var image = Get<NavigationManager>().Uri.Split("image=")[1];
        Assert.Equal(new BroughtImage("a street.png", 6, 4), Get<PredictionFiles>().Find(image));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Two_predictions_stand_side_by_side_with_their_areas_and_where_they_differ()
    {
        var created = await QueueAsync(TwoRows);
        var (a, b) = (new PredictionKey(created.RunIds[0], false), new PredictionKey(created.RunIds[1], false));
        var image = Get<PredictionFiles>().Keep("street.png", PredictionFilesTests.Png(1, 4));
        Predicted(image, a, [0, 0, 0, 1]);
        Predicted(image, b, [0, 0, 1, 1]);

        Get<NavigationManager>().NavigateTo(Urls.PredictWith(image, a.ToString(), b.ToString()));
        var page = Context.Render<PredictPage>();
        Assert.Equal(2, page.FindAll("[data-testid='prediction'] figure").Count);
        Assert.Equal(Urls.PredictionFile(image, a.ToString(), PredictionFiles.Labels), page.Find($"[data-testid='download-{a}']").GetAttribute("href"));
        var road = page.Find("[data-testid='area-road']").QuerySelectorAll("td.n").Select(c => c.TextContent);
        Assert.Equal(["75.00 %", "50.00 %", "\u221225.00"], road);

        Get<NavigationManager>().NavigateTo(Urls.PredictWith(image, a.ToString(), b.ToString(), "difference"));
        var difference = Context.Render<PredictPage>().Find("[data-testid='difference']");
        Assert.Equal("0.25", difference.GetAttribute("data-share"));
        Assert.Contains("road against sky 25.00 %", difference.TextContent, StringComparison.Ordinal);
        Assert.Equal([0, 0, 1, 0], LabelFile.Read(Get<PredictionQuery>().DifferencePicture(image, a, b)!).Values);
    }

    [Fact]
    public async Task A_run_that_cannot_predict_says_why()
    {
        var created = await QueueAsync(TwoRows);
        var image = Get<PredictionFiles>().Keep("street.png", PredictionFilesTests.Png(4, 6));

        var untrained = await Assert.ThrowsAsync<UsageException>(() => Get<PredictionActions>().PredictAsync(image, new PredictionKey(created.RunIds[0], false), null, Stop));
        Assert.Contains("has no final checkpoint to score: train it first", untrained.Message, StringComparison.Ordinal);
        var gone = await Assert.ThrowsAsync<UsageException>(() => Get<PredictionActions>().PredictAsync(new string('0', 32), new PredictionKey(created.RunIds[0], false), null, Stop));
        Assert.Equal("The image is gone: images are kept for a day. Bring it again.", gone.Message);
    }

    private void Predicted(string image, PredictionKey key, byte[] labels)
    {
        var folder = Get<PredictionFiles>().FolderOf(image, key);
        var classes = new DatasetClass[] { new("road", 1, 2, 3), new("sky", 4, 5, 6) };
        PngFile.WritePalette(Path.Combine(folder, PredictionFiles.Labels), new LabelMap(1, labels.Length, labels), classes);
        var report = PredictionReport.Of(new LabelMap(1, labels.Length, labels), classes, 20, Protocol.SingleScale);
        WholeFile.WriteText(PredictionFiles.ReportIn(folder), JsonSerializer.Serialize(report, SchemaJson.Indented));
    }

    /// <summary>Plays a training that leaves its final checkpoint.</summary>
    private async Task FinishAsync(long run)
    {
        var (job, attempt, _) = await BeginAsync(run, j => j.Kind == JobKind.Training);
        var checkpoint = new JournalArtifact(1, Artifact.Checkpoint, "", "checkpoints/final.safetensors", IsFinal: true);
        await Get<JournalStore>().AppendAsync(job, attempt, new JournalBatch(1, 1) { Artifacts = [checkpoint] }, Stop);
        await Get<Experiments.Data.Jobs.JobStore>().SucceedAsync(job, attempt, new Experiments.Data.Jobs.AttemptEnd(0), Stop);
    }
}
