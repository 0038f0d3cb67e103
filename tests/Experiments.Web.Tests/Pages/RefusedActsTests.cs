using Bunit;
using Experiments.Data.Datasets;
using Experiments.Data.Deletions;
using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Web.Access;
using Experiments.Web.Components.Pages;
using Experiments.Web.Datasets;

namespace Experiments.Web.Tests.Pages;

/// <summary>The account of who sits before the pages is gone: what is still tried is refused in words, and the page stays as it is.</summary>
public sealed class RefusedActsTests : PageTest
{
    protected override Person Visitor => new(99, "rosa", AccountRole.Researcher);

    [Fact]
    public async Task A_check_that_is_refused_says_why_on_the_page_and_in_the_list()
    {
        const string why = "To check data set you must be signed in: sign in and try again.";
        var settings = DatasetSettings.Write(new Dictionary<string, string> { ["data.dataset"] = "folder", ["data.root"] = RunsFolder });
        var dataset = (await Get<DatasetStore>().AddAsync(new NewDataset("CamVid", settings, "folder", RunsFolder), Stop))!.Value;

        var page = Context.Render<OneDatasetPage>(p => p.Add(x => x.DatasetId, dataset));
        await page.Find("[data-testid='start-check']").ClickAsync(new());
        Assert.Equal(why, page.Find("[data-testid='dataset-problem'][role='alert']").TextContent);
        var list = Context.Render<DatasetsPage>();
        await list.Find("[aria-label='Check CamVid']").ClickAsync(new());
        Assert.Equal(why, list.Find("[data-testid='datasets-problem'][role='alert']").TextContent);

        Assert.Null((await Get<DatasetStore>().FindAsync(dataset, Stop))!.Newest);
    }

    [Fact]
    public async Task A_run_that_may_not_be_restored_stays_in_the_bin_and_says_why()
    {
        var experiment = await Get<RunStore>().GetOrCreateExperimentAsync("test", Stop);
        var wanted = new NewRun { Name = "a run", Fingerprint = "print", Seed = 0, ConfigurationJson = "{}", Settings = new Dictionary<string, string>(), Jobs = [new NewJob { Kind = JobKind.Training }] };
        var run = (await Get<RunStore>().CreateAsync(experiment, null, [wanted], Stop)).RunIds[0];
        await Get<JobStore>().RequestCancelRunAsync(run, Stop);
        await Get<BinStore>().PutRunsAsync([run], new Deletion(), Stop);

        var bin = Context.Render<BinPage>();
        bin.WaitForElement($"[data-testid='restore-{run}']");
        await bin.Find($"[data-testid='restore-{run}']").ClickAsync(new());

        Assert.Equal("To restore you must be signed in: sign in and try again.", bin.Find("[data-testid='bin-message'][role='alert']").TextContent);
        Assert.NotNull(await Get<BinQueries>().FindAsync(run, Stop));
    }
}
