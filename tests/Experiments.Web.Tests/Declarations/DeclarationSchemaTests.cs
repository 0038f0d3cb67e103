using System.Text.Json;
using System.Text.Json.Nodes;
using Experiments.Web.Declarations;
using Experiments.Web.Grids;
using Experiments.Web.Studies;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Declarations;

public sealed class DeclarationSchemaTests
{
    public static TheoryData<string, object> Empty => new() { { "sweep", new SweepDefinition() }, { "table", new GridDefinition() }, { "study", new StudyDefinition() } };

    [Theory]
    [InlineData("sweep", "sweep schema")]
    [InlineData("table", "results table-schema")]
    [InlineData("study", "results study-schema")]
    public void Published_schema_is_the_one_that_the_types_give(string name, string command)
    {
        var file = Path.Combine(Root(), "docs", "schemas", $"{name}.schema.json");
        Assert.True(File.Exists(file) && File.ReadAllText(file) == Of(name).Text(), $"{file} is stale: run `dotnet run -c Release --project Experiments.Web -- {command} > docs/schemas/{name}.schema.json`.");
    }

    [Theory]
    [MemberData(nameof(Empty))]
    public void Schema_names_every_key_and_allows_no_other(string name, object definition)
    {
        var schema = JsonNode.Parse(Of(name).Text())!;
        var keys = JsonSerializer.SerializeToNode(definition, JsonSerializerOptions.Web)!.AsObject().Select(p => p.Key);
        Assert.Equal(keys.Order(), schema["properties"]!.AsObject().Select(p => p.Key).Order());
        Assert.False((bool)schema["additionalProperties"]!);
        Assert.All(schema["properties"]!.AsObject(), p => Assert.False(string.IsNullOrEmpty((string?)p.Value!["description"])));
    }

    [Fact]
    public void Names_of_designs_and_parts_are_those_of_the_files()
    {
        var sweep = JsonNode.Parse(DeclarationSchema.Sweep.Text())!["properties"]!;
        Assert.Equal(["key", "range", "values", "when"], sweep["axes"]!["items"]!["properties"]!.AsObject().Select(p => p.Key).Order());
        Assert.Contains("latin-hypercube", sweep["design"]!["enum"]!.AsArray().Select(n => (string?)n));
        var study = JsonNode.Parse(DeclarationSchema.Study.Text())!["properties"]!;
        Assert.Equal(["one-at-a-time", "full-factorial", "fractional-factorial-3", "fractional-factorial-4"], study["design"]!["enum"]!.AsArray().Select(n => (string?)n));
        Assert.Equal(SweepDefinition.AllProtocols, study["protocol"]!["enum"]!.AsArray().Select(n => (string?)n));
    }

    private static DeclarationSchema Of(string name) => DeclarationSchema.All.Single(s => s.Name == name);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Experiments.slnx"))) folder = folder.Parent;
        return folder.FullName;
    }
}
