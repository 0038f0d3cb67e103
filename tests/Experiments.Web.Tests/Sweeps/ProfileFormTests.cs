using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Sweeps;

/// <summary>A profile (compat) in the sweep form: it lies under whatever else is said.</summary>
public class ProfileFormTests
{
    private static readonly SettingDescriptor Compat = SettingCatalog.Get("compat");
    private static readonly SettingDescriptor Resize = SettingCatalog.Get("network.resize");

    [Fact]
    public void Choosing_a_profile_moves_the_defaults_of_its_conventions()
    {
        var form = new SweepForm(new SweepDefinition { Name = "a" });
        form.SetText(Compat, "semseg");
        Assert.Equal("align-corners", form.TextOf(Resize));
        Assert.False(form.IsChanged(Resize));
        Assert.Equal(["compat"], form.Definition.Overrides.Keys);
    }

    [Fact]
    public void Choosing_a_data_set_moves_the_defaults_that_are_its_own()
    {
        var (dataset, mean) = (SettingCatalog.Get("data.dataset"), SettingCatalog.Get("data.mean"));
        var form = new SweepForm(new SweepDefinition { Name = "a" });
        form.SetText(dataset, "cityscapes");
        Assert.Equal("72.415, 82.936, 73.182", form.TextOf(mean));
        form.SetText(mean, mean.Default); // ImageNet's, typed over Cityscapes' own
        Assert.Equal(["data.dataset", "data.mean"], form.Definition.Overrides.Keys);
        Assert.Equal(mean.Default, mean.GetText(Assert.Single(SweepExpansion.Expand(form.Definition).Rows).Configuration));
        form.SetText(dataset, "cityscapes | ade20k");
        form.SetVaried(dataset, varied: true);
        Assert.Contains("data.mean", form.Definition.Overrides.Keys);
    }

    [Fact]
    public void Engine_default_typed_above_a_profile_is_kept()
    {
        var form = new SweepForm(new SweepDefinition { Name = "a" });
        form.SetText(Compat, "semseg");
        form.SetText(Resize, "half-pixel");
        var row = Assert.Single(SweepExpansion.Expand(form.Definition).Rows);
        Assert.Equal(ResizeConvention.HalfPixel, row.Configuration.Network.Resize);
        Assert.Equal(Stem.Deep64To128, row.Configuration.Network.Stem);
    }

    [Fact]
    public void Varied_profile_lies_under_the_settings_that_were_typed()
    {
        var form = new SweepForm(new SweepDefinition { Name = "a" });
        form.SetText(Compat, "reference | semseg");
        form.SetVaried(Compat, varied: true);
        form.SetText(Resize, "half-pixel");
        var rows = SweepExpansion.Expand(form.Definition).Rows;
        Assert.Equal([Compatibility.Reference, Compatibility.Semseg], rows.Select(r => r.Configuration.Compat));
        Assert.All(rows, r => Assert.Equal(ResizeConvention.HalfPixel, r.Configuration.Network.Resize));
        Assert.Equal([Stem.Single7x7, Stem.Deep64To128], rows.Select(r => r.Configuration.Network.Stem));
    }

    [Fact]
    public void What_differs_from_the_profile_is_all_that_is_said_of_a_run()
    {
        var configuration = SettingCatalog.With(new RunConfiguration(), [new("compat", "mmseg"), new("network.resize", "tf1-legacy")]);
        Assert.Equal(["compat", "network.resize"], SweepStart.Differing(configuration).Select(s => s.Key));
    }
}
