using Experiments.Data.Published;
using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Sweeps;

public class RecipeTests
{
    public static TheoryData<string> Ids => [.. Recipes.All.Select(r => r.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Recipe_is_a_valid_configuration_of_its_profile(string id)
    {
        var recipe = Recipes.Find(id)!;
        var configuration = recipe.Read();
        Assert.Empty(ConfigurationValidator.Problems(configuration));
        Assert.Equal(id.Split('-')[0], SettingDescriptor.NameOf(configuration.Compat));
        Assert.All(recipe.Stated.Concat(recipe.Assumed), key => SettingCatalog.Get(key));
        Assert.Empty(recipe.Stated.Intersect(recipe.Assumed));
        Assert.Equal(recipe.Dataset, configuration.Data.DisplayName);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Recipe_as_a_starting_point_expands_to_its_own_configuration(string id)
    {
        var recipe = Recipes.Find(id)!;
        var plan = SweepExpansion.Expand(SweepPresets.Find(id)!.Definition);
        Assert.Empty(plan.Problems);
        Assert.Equal(Fingerprint.Of(recipe.Read()), Fingerprint.Of(Assert.Single(plan.Rows).Configuration));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Recipe_stands_behind_published_values(string id)
    {
        var recipe = Recipes.Find(id)!;
        var found = PublishedTable.Read().Where(v => v.Source == recipe.Source && v.Dataset == recipe.Dataset && v.TrainingSubset == recipe.TrainingSubset
            && v.Backbone == recipe.Backbone && v.Regulariser == recipe.Regulariser && v.Value is not null).ToList();
        Assert.NotEmpty(found);
        foreach (var value in recipe.Values.Split(", "))
            Assert.Contains(found, v => value == $"{v.Value!.Value.ToString($"F{v.Decimals}", System.Globalization.CultureInfo.InvariantCulture)} {v.Protocol}");
    }

    [Fact]
    public void No_file_lies_in_the_folder_that_the_index_does_not_name() => Assert.Equal(
        Recipes.All.Select(r => r.File).Append("index.json").Order(StringComparer.Ordinal),
        Directory.GetFiles(Recipes.Folder, "*.json").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
}
