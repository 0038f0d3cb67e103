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
}
