using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Sweeps;

public sealed class SettingGroupsTests
{
    [Fact]
    public void Every_setting_but_the_seed_stands_in_exactly_one_group() =>
        Assert.Equal(
            SettingCatalog.All.Select(s => s.Key).Where(k => k != "seed").Order(StringComparer.Ordinal),
            SettingGroups.Rest.Prepend(SettingGroups.Common).SelectMany(g => g.Settings).Select(s => s.Key).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("training.baseLearningRate", "Base learning rate")]
    [InlineData("network.backbone", "Backbone")]
    [InlineData("regulariser.alpha", "α, rate of inherited weights")]
    public void Settings_have_names_in_words(string key, string name) => Assert.Equal(name, SettingGroups.LabelOf(key));

    [Theory]
    [InlineData("crop", "training.crop")]
    [InlineData("caffe", "training.newWeightMultiplier")]
    [InlineData("batch norm", "network.batchNormDecay")]
    public void A_setting_is_found_by_any_word_of_its_key_name_or_help(string search, string key) =>
        Assert.True(SettingGroups.Matches(SettingCatalog.Get(key), search));
}
