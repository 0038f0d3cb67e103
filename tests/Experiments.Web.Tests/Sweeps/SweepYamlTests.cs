using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Sweeps;

public sealed class SweepYamlTests
{
    private const string Full = """
        name: L2 against L2-SP
        extends: 12
        design: one-at-a-time
        draws: 7
        designSeed: 2
        resolution: 3
        overrides:
          training.crop: 96
          network.pyramidBins: [6, 3, 2, 1]
          weights.path: ''
        axes:
        - key: regulariser.kind
          values: [l2, "l2-sp"]
        - key: training.baseLearningRate
          range:
            min: 0.001
            max: 1e-1
            scale: log
            levels: 5
          when: regulariser.kind = l2-sp
        rows:
        - training.momentum: 0.9
          augmentation.mirror: true
        constraints:
        - training.crop <= 96
        links:
        - 'regulariser.alpha = pull(0.16)'
        seeds: [0, 1, 5-7]
        protocols: [SS, 10-crop]
        testCrop: 144
        """;

    [Fact]
    public void A_file_says_all_that_a_definition_can()
    {
        var definition = SweepYaml.Read(Full, "sweep.yaml");

        Assert.Equal(("L2 against L2-SP", 12L, SweepDesign.OneAtATime, 7, 2, 3, 144), (definition.Name, definition.Extends, definition.Design, definition.Draws, definition.DesignSeed, definition.Resolution, definition.TestCrop));
        Assert.Equal(["96", "6, 3, 2, 1", ""], definition.Overrides.Values);
        Assert.Equal(["l2", "l2-sp"], definition.Axes[0].Values);
        Assert.Equal((new SweepRange("0.001", "1e-1", SweepScale.Log, 5), "regulariser.kind = l2-sp"), (definition.Axes[1].Range!, definition.Axes[1].When));
        Assert.Equal("true", definition.Rows[0]["augmentation.mirror"]);
        Assert.Equal(["regulariser.alpha = pull(0.16)"], definition.Links);
        Assert.Equal([0, 1, 5, 6, 7], SeedList.Parse(definition.Seeds));
        Assert.Equal(["SS", "10-crop"], definition.Protocols);
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        var definition = SweepYaml.Read(Full, "sweep.yaml");
        Assert.Equal(definition.ToJson(), SweepYaml.Read(SweepYaml.Write(definition), "again").ToJson());
        Assert.Equal(SweepYaml.Write(definition), SweepYaml.Write(SweepYaml.Read(SweepYaml.Write(definition), "again")));
    }

    [Fact]
    public void Every_starting_point_and_odd_text_survives_a_file()
    {
        foreach (var preset in SweepPresets.All)
            Assert.Equal(preset.Definition.ToJson(), SweepYaml.Read(SweepYaml.Write(preset.Definition), preset.Id).ToJson());
        foreach (var text in new[] { "a: b", "# no comment", "- x", "~", "null", "true", "'", "\"", " ends with a space ", "ü × α", "{", "*a", "a\tb", "a\nb", "1e5", "&x", "!t", "%", "" })
        {
            var definition = new SweepDefinition { Name = text, Overrides = new Dictionary<string, string> { ["data.root"] = text }, Axes = [new("weights.path", [text, "b"])] };
            Assert.Equal(definition.ToJson(), SweepYaml.Read(SweepYaml.Write(definition), "odd").ToJson());
        }
    }

    [Fact]
    public void Json_is_yaml_too() => Assert.Equal("96", SweepYaml.Read("""{"name": "a", "overrides": {"training.crop": 96}}""", "a.json").Overrides["training.crop"]);

    [Theory]
    [InlineData("name: a\naxis: []", "f, line 2: a sweep has no key \"axis\". Did you mean axes?")]
    [InlineData("name: a\noverrides:\n  training.corp: 96", "f, line 3: there is no setting \"training.corp\". Did you mean training.crop?")]
    [InlineData("name: a\naxes:\n- key: training.crop\n  value: [1]", "f, line 4: an axis has no key \"value\". Did you mean values?")]
    [InlineData("name: a\naxes:\n- values: [1]", "f, line 3: an axis has no key: name its setting, for example key: regulariser.kind.")]
    [InlineData("name: a\ndesign: gird", "f, line 2: design is \"gird\". Did you mean grid?")]
    [InlineData("name: a\ndraws: many", "f, line 2: draws is \"many\": it must be a whole number from 0.")]
    [InlineData("name: a\nprotocols: [SX]", "f, line 2: there is no protocol \"SX\". Available: SS, MS, 10-crop.")]
    [InlineData("name: a\nconstraints: training.crop < 3", "f, line 2: constraints is a list: write [a, b], or one item a line behind a hyphen.")]
    [InlineData("name: [a]", "f, line 1: name is one value, not a list.")]
    [InlineData("just text", "f, line 1: a sweep is a mapping (key: value): known keys are name")]
    [InlineData("", "f has 0 documents: a sweep file has one; begin with name: and the sweep's name.")]
    [InlineData("name: a\n---\nname: b", "f has 2 documents: a sweep file has one; begin with name: and the sweep's name.")]
    [InlineData("name: 'a\nb: c", "f, line ")]
    [InlineData("name: a\nname: b", "f, line 2: no YAML: ")]
    public void What_is_no_sweep_says_the_line(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<UsageException>(() => SweepYaml.Read(text, "f")).Problems[0], StringComparison.Ordinal);

    [Fact]
    public void All_problems_of_a_file_are_told_at_once() =>
        Assert.Equal(3, Assert.Throws<UsageException>(() => SweepYaml.Read("nam: a\ndraws: x\noverrides: {a.b: 1}", "f")).Problems.Count);

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void Deep_nesting_does_no_harm(string open) =>
        Assert.StartsWith("f, line 1: ", Assert.Throws<UsageException>(() => SweepYaml.Read(string.Concat(Enumerable.Repeat(open, 20_000)), "f")).Message, StringComparison.Ordinal);
}
