using Experiments.Data.Datasets;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Datasets;

namespace Experiments.Web.Tests.Datasets;

/// <summary>Crops of a data set by the real engine.</summary>
public sealed class TrainingCropsTests : IDisposable
{
    private static readonly Dictionary<string, string> Synthetic = new()
    {
        ["data.dataset"] = "synthetic",
        ["synthetic.trainCount"] = "2",
        ["synthetic.validationCount"] = "1",
        ["synthetic.height"] = "48",
        ["synthetic.width"] = "48",
    };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Crops_are_rendered_by_the_engine_with_the_settings_that_are_tried_and_no_others()
    {
        await using var site = await TestSite.StartAsync(TestSite.Settings(_folder.Path) with { Concurrency = 0 });
        var id = (await site.Get<DatasetStore>().AddAsync(new NewDataset("Streets", DatasetSettings.Write(Synthetic), "synthetic", ""), Stop))!.Value;
        var actions = site.GetAs<TrainingCropsActions>(Person.CommandLine);

        var refused = await Assert.ThrowsAsync<UsageException>(() => actions.RenderAsync(id, 5, new Dictionary<string, string> { ["augmentation.scaleMin"] = "-1" }, null, Stop));
        Assert.Contains("augmentation.scaleMin", refused.Message, StringComparison.Ordinal);
        Assert.Null(site.Get<TrainingCropsQuery>().Find(id));

        await actions.RenderAsync(id, 5, new Dictionary<string, string> { ["training.crop"] = "96", ["augmentation.mirror"] = "false", ["data.root"] = "/etc" }, null, Stop);

        var view = site.Get<TrainingCropsQuery>().Find(id)!;
        Assert.Equal((5, 96, TrainingCropsActions.Count), (view.Report.Seed, view.Report.Crop, view.Report.Crops.Count));
        Assert.Equal(["augmentation.mirror", "training.crop"], view.Overrides.Keys.Order());
        Assert.NotNull(site.Get<TrainingCropsQuery>().Picture(id, view.Report.Crops[0].Labels));
        Assert.Null(site.Get<TrainingCropsQuery>().Picture(id, "../../experiments.db.png"));
        Assert.Null(site.Get<TrainingCropsQuery>().Picture(id, "configuration.json"));
    }
}
