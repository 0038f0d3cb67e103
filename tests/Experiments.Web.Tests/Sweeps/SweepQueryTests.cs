using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Sweeps;

public sealed class SweepQueryTests
{
    private static readonly SweepDefinition Definition = new()
    {
        Name = "L2 & L2-SP, 50 % wide",
        Seeds = "0-2, 7",
        Protocols = ["SS"],
        Overrides = new Dictionary<string, string> { ["training.crop"] = "96", ["weights.path"] = "/data/w 0=1.safetensors" },
        Axes = [new("network.pyramidBins", ["6, 3, 2, 1", "1"]), new("regulariser.kind", ["l2", "l2-sp"])],
    };

    [Fact]
    public void A_definition_survives_its_way_through_the_url()
    {
        var back = SweepQuery.Read("?" + SweepQuery.Write(Definition), new SweepDefinition());

        Assert.Equal(Definition.Name, back.Name);
        Assert.Equal(Definition.Seeds, back.Seeds);
        Assert.Equal(Definition.Protocols, back.Protocols);
        Assert.Equal(Definition.Overrides, back.Overrides);
        Assert.Equal(Definition.Axes.Select(a => (a.Key, string.Join('/', a.Values))), back.Axes.Select(a => (a.Key, string.Join('/', a.Values))));
    }

    [Fact]
    public void What_the_url_says_stands_over_what_the_form_starts_from()
    {
        var back = SweepQuery.Read("?preset=street&training.crop=144&seeds=3", SweepPresets.Find("street")!.Definition);

        Assert.Equal("144", back.Overrides["training.crop"]);
        Assert.Equal("resnet18", back.Overrides["network.backbone"]);
        Assert.Equal("3", back.Seeds);
        Assert.Equal("Synthetic street", back.Name);
    }

    [Fact]
    public void The_form_gives_back_the_definition_that_it_was_filled_from()
    {
        var back = new SweepForm(Definition).Definition;

        Assert.Equal(Definition.Overrides, back.Overrides);
        Assert.Equal(["6, 3, 2, 1", "1"], back.Axes[0].Values);
        Assert.Equal(["l2", "l2-sp"], back.Axes[1].Values);
        Assert.Equal(["SS"], back.Protocols);
    }

    [Fact]
    public void A_field_put_back_to_its_default_is_no_override()
    {
        var form = new SweepForm(Definition);
        var crop = Experiments.Engine.Schema.SettingCatalog.Get("training.crop");
        form.SetText(crop, " 480 ");

        Assert.False(form.Definition.Overrides.ContainsKey("training.crop"));
        Assert.False(form.IsChanged(crop));
    }

    [Fact]
    public void A_setting_that_varies_no_more_keeps_its_first_value()
    {
        var form = new SweepForm(Definition);
        form.SetVaried(Experiments.Engine.Schema.SettingCatalog.Get("regulariser.kind"), varied: false);

        Assert.Equal("l2", form.Definition.Overrides["regulariser.kind"]);
        Assert.Equal("network.pyramidBins", Assert.Single(form.Definition.Axes).Key);
    }

    [Fact]
    public void Everything_that_a_definition_can_say_survives_url_and_form()
    {
        var full = Definition with
        {
            Design = SweepDesign.List,
            Draws = 7,
            DesignSeed = 2,
            Resolution = 3,
            TestCrop = 144,
            Extends = 12,
            Axes =
            [
                new("weights.path", ["", "/w.pth"]),
                new("training.baseLearningRate", []) { Range = new("0.001", "0.1", SweepScale.Log, 5) },
                new("regulariser.beta", ["0.1", "0.2"]) { When = "weights.path is not empty" },
            ],
            Overrides = new Dictionary<string, string> { ["training.crop"] = "96" },
            Rows = [new Dictionary<string, string> { ["data.root"] = "a;b = c", ["training.momentum"] = "0.5" }, new Dictionary<string, string> { ["weights.path"] = "" }],
            Constraints = ["training.crop <= 96", "not (regulariser.kind = l2)"],
            Links = ["regulariser.alpha = pull(0.16)"],
        };

        Assert.Equal(full.ToJson(), SweepQuery.Read(SweepQuery.Write(full), new SweepDefinition()).ToJson());
        Assert.Equal(
            (full with { Overrides = new Dictionary<string, string> { ["training.crop"] = "96" } }).ToJson(),
            (new SweepForm(full).Definition with { Axes = full.Axes }).ToJson());
        Assert.Equal(full.Axes.Select(a => (a.Key, a.Text, a.When)).Order(), new SweepForm(full).Definition.Axes.Select(a => (a.Key, a.Text, a.When)).Order());
    }
}
