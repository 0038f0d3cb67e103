using Experiments.Engine.Schema;
using Experiments.Web.Results;

namespace Experiments.Web.Tests.OneRun;

public sealed class ConfigurationRowsTests
{
    private static readonly RunConfiguration Configuration = SettingCatalog.With(
        new RunConfiguration(), new Dictionary<string, string> { ["training.iterations"] = "20", ["data.dataset"] = "cityscapes", ["regulariser.kind"] = "l2" });

    [Fact]
    public void Against_the_defaults_every_setting_says_whose_default_it_has()
    {
        var rows = ConfigurationRows.AgainstDefaults(Configuration);

        Assert.Equal(SettingCatalog.All, rows.Select(r => r.Setting));
        var iterations = rows.Single(r => r.Setting.Key == "training.iterations");
        Assert.Equal(("20", SettingCatalog.Get("training.iterations").Default, "default", true), (iterations.Value, iterations.Other, iterations.Source, iterations.Differs));
        var mean = rows.Single(r => r.Setting.Key == "data.mean");
        Assert.Equal(("Cityscapes", false), (mean.Source, mean.Differs));
    }

    [Fact]
    public void Against_another_run_what_differs_is_told_both_ways()
    {
        var other = SettingCatalog.With(Configuration, new Dictionary<string, string> { ["seed"] = "4", ["training.iterations"] = "30" });

        var rows = ConfigurationRows.Against(Configuration, other, "the other");

        Assert.Equal([("seed", "0", "4"), ("training.iterations", "20", "30")], rows.Where(r => r.Differs).Select(r => (r.Setting.Key, r.Value, r.Other)).Order());
        Assert.All(rows, r => Assert.Equal("the other", r.Source));
        Assert.DoesNotContain(ConfigurationRows.Against(Configuration, Configuration, "itself"), r => r.Differs);
    }

    [Fact]
    public void A_search_looks_at_keys_values_and_help_among_what_is_wanted()
    {
        var rows = ConfigurationRows.AgainstDefaults(Configuration);

        Assert.Equal(["training.iterations"], ConfigurationRows.Wanted(rows, all: false, " ITERATIONS ").Select(r => r.Setting.Key));
        Assert.Contains("training.crop", ConfigurationRows.Wanted(rows, all: true, "training.").Select(r => r.Setting.Key));
        Assert.DoesNotContain("training.crop", ConfigurationRows.Wanted(rows, all: false, "training.").Select(r => r.Setting.Key));
        Assert.Contains("data.dataset", ConfigurationRows.Wanted(rows, all: false, "cityscapes").Select(r => r.Setting.Key));
        Assert.Empty(ConfigurationRows.Wanted(rows, all: true, "no such thing (["));
    }
}
