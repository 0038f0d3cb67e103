using Experiments.Data.Datasets;
using Experiments.Data.Model;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Datasets;
using Experiments.Web.Evaluations;
using Experiments.Web.Grids;
using Experiments.Web.Studies;
using Experiments.Web.Tests.Pages;
using Microsoft.Extensions.DependencyInjection;

namespace Experiments.Web.Tests.Access;

/// <summary>Which files and folders a researcher may name, in forms as over HTTP.</summary>
public sealed class ConfinementTests : PageTest
{
    /// <summary>Texts that name no file.</summary>
    private static readonly string[] NoPaths =
    [
        "data.displayName", "data.labelMap", "data.manifest", "data.trainListSha256", "data.validationListSha256", "execution.devices", "execution.queue", "firstStage.manifest", "regulariser.newTensors", "regulariser.inheritedTensors",
        "regulariser.fisherSha256", "selection.manifest", "weights.sha256", "weights.leaveOut",
    ];

    protected override Person Visitor => new(null, "rosa", AccountRole.Researcher);

    [Fact]
    public void Every_setting_that_is_a_text_either_names_a_path_or_does_not()
    {
        var texts = SettingCatalog.All.Where(s => s.Get(new RunConfiguration()) is string or IReadOnlyList<string>).Select(s => s.Key).ToList();
        Assert.True(texts.Count > 25);
        var unknown = texts.Where(k => !PathSettings.Whole.Contains(k) && !PathSettings.BelowRoot.Contains(k) && !NoPaths.Contains(k)).Select(k => $"{k} is a text: name it in PathSettings if it names a file or folder, else in NoPaths.");
        Assert.Empty(unknown);
        Assert.All(PathSettings.Whole.Concat(PathSettings.BelowRoot).Concat(NoPaths), k => Assert.Contains(k, texts));
    }

    [Fact]
    public async Task What_an_admin_registered_may_be_named_by_all()
    {
        var outside = Directory.CreateTempSubdirectory("experiments-outside-").FullName;
        try
        {
            await Get<DatasetStore>().AddAsync(new NewDataset("Elsewhere", DatasetSettings.Write(new Dictionary<string, string> { ["data.root"] = outside, ["data.leaveOut"] = "/srv/lists/bad.txt" }), "folder", outside), Stop);
            var confinement = await Get<Confinements>().FindAsync(Stop);

            Assert.Empty(confinement.Problems([new("data.root", outside), new("data.leaveOut", "/srv/lists/bad.txt"), new("data.trainImages", "train/images")]));
            Assert.NotEmpty(confinement.Problems([new("data.leaveOut", "/srv/lists/other.txt")]));
            Assert.NotEmpty(confinement.Problems([new("data.root", $"{outside}-next-door")]));
        }
        finally
        {
            Directory.Delete(outside);
        }
    }

    [Fact]
    public async Task A_researcher_registers_nothing_outside_and_learns_nothing_of_it()
    {
        var (id, problems) = await Get<DatasetActions>().SaveAsync(null, "Mine", new Dictionary<string, string> { ["data.dataset"] = "folder", ["data.root"] = "/etc" }, Stop);
        var (_, missing) = await Get<DatasetActions>().SaveAsync(null, "Mine", new Dictionary<string, string> { ["data.dataset"] = "folder", ["data.root"] = "/no/such/folder" }, Stop);

        Assert.Null(id);
        Assert.Equal("data.root", Assert.Single(problems).Key);
        Assert.Equal(problems[0].Message.Replace("/etc", "", StringComparison.Ordinal), missing[0].Message.Replace("/no/such/folder", "", StringComparison.Ordinal));
        Assert.Empty(await Get<DatasetStore>().ListAsync(Stop));
    }

    [Fact]
    public async Task Tables_studies_and_lists_of_images_are_held_to_the_same()
    {
        var outside = new Dictionary<string, string> { ["weights.path"] = "/etc/passwd" };
        var choice = new GridChoice { Label = "a", Set = outside };
        GridDefinition[] tables =
        [
            new() { Name = "t", Base = outside }, new() { Name = "t", Rows = [new GridAxis("r", [choice])] }, new() { Name = "t", Columns = [new GridAxis("c", [choice])] },
        ];
        StudyDefinition[] studies = [new() { Name = "s", Base = outside }, new() { Name = "s", A = choice }, new() { Name = "s", B = choice }, new() { Name = "s", Factors = [new GridAxis("f", [choice])] }];

        foreach (var table in tables) Assert.Contains("outside of what you may name", (await Assert.ThrowsAsync<UsageException>(() => Get<GridMaker>().SaveAsync(table, cancellationToken: Stop))).Message, StringComparison.Ordinal);
        foreach (var study in studies) Assert.Contains("outside of what you may name", (await Assert.ThrowsAsync<UsageException>(() => Get<StudyMaker>().SaveAsync(study, cancellationToken: Stop))).Message, StringComparison.Ordinal);
        var list = await Assert.ThrowsAsync<UsageException>(() => Get<EvaluationPlanner>().PlanAsync([1], [new EvaluationRequest { ImageList = "../../etc/passwd" }], Stop));
        Assert.Contains("outside of what you may name", list.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_says_what_may_be_named_and_an_admin_has_none()
    {
        var confinement = new Confinement("/runs", ["/data", "/more"], []);
        Assert.Equal(
            ["data.root is \"/etc\", which is outside of what you may name: folders of runs, /data, /more. An admin can register a data set elsewhere, or start the site with --data-roots."],
            confinement.Problems([new("data.root", "/etc")]));
        Assert.Empty(confinement.Problems([new("data.root", "/data"), new("data.root", "/more/camvid"), new("weights.path", "/runs/7/jobs/1/attempts/1/checkpoints/last.safetensors"), new("training.crop", "/etc")]));
        Assert.Empty(Confinement.None.Problems([new("data.root", "/etc")]));
        Assert.NotEmpty(confinement.Problems(new RunConfiguration { Weights = new WeightsSettings { Path = "/etc/passwd" } }));
        Assert.Empty(confinement.Problems(new RunConfiguration()));
    }
}
