using System.Text.Json.Nodes;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Models;

/// <summary>The networks behind published values; the counts in the index were made by PyTorch (<c>Golden/generators/recipes.py</c>).</summary>
public class RecipeNetworkTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "recipes");

    public static TheoryData<string, int, long> Recipes
    {
        get
        {
            var data = new TheoryData<string, int, long>();
            foreach (var recipe in JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "index.json")))!.AsArray())
                data.Add((string)recipe!["file"]!, (int)recipe["classes"]!, (long)recipe["parameters"]!);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public void Network_of_a_recipe_has_the_parameters_that_PyTorch_counts(string file, int classes, long parameters)
    {
        var configuration = SchemaJson.ReadConfiguration(File.ReadAllText(Path.Combine(Folder, file)), file);
        // The meta device knows shapes only: no memory, no time.
        using var network = new PspNet(new Placement([META]), configuration.Network, classes);
        Assert.Equal(parameters, network.parameters().Sum(p => p.numel()));
    }
}
