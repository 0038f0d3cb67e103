using System.Text.Json;
using Experiments.Engine.Schema;
using Experiments.Web.Grids;
using Experiments.Web.Studies;

namespace Experiments.Web.Tests.Grids;

/// <summary>Tables and studies as files.</summary>
public sealed class GridYamlTests
{
    private const string Table = """
        name: The paper's table
        base: {dataset: street, training.crop: 96, network.pyramidBins: [6, 3, 2, 1]}
        rows:
        - name: Data set
          choices:
          - {label: Cityscapes, set: {data.dataset: cityscapes}}
          - {label: 0.5, set: {training.baseLearningRate: 0.5}}
        - name: Training subset
          choices:
          - label: fine
            only: {Data set: Cityscapes}
        columns:
        - name: Regulariser
          choices:
          - {label: L2, set: {regulariser.kind: l2}}
        seeds: [0, 3-4]
        protocols: [SS, MS]
        showsPublished: false
        publishedSource: the source
        """;

    private const string Study = """
        name: Does it?
        a: {label: L2-SP, set: {regulariser.kind: l2-sp}}
        b: {label: L2, set: {regulariser.kind: l2}}
        methodHeading: Penalty
        base: {training.crop: 96}
        factors:
        - name: BN decay
          choices:
          - {label: 0.9, set: {network.batchNormDecay: 0.9}}
          - {label: 0.95, set: {network.batchNormDecay: 0.95}}
        design: fractional-factorial-4
        seeds: 0-4
        protocol: MS
        smallestDifference: 0.25
        """;

    [Fact]
    public void A_file_says_all_that_a_table_can()
    {
        var table = GridYaml.Read(Table, "table.yaml");

        Assert.Equal(("The paper's table", "0, 3-4", false, "the source"), (table.Name, table.Seeds, table.ShowsPublished, table.PublishedSource));
        Assert.Equal(["street", "96", "6, 3, 2, 1"], table.Base.Values);
        Assert.Equal(["Data set", "Training subset"], table.Rows.Select(r => r.Name));
        Assert.Equal(["Cityscapes", "0.5"], table.Rows[0].Choices.Select(c => c.Label));
        Assert.Equal("Cityscapes", table.Rows[1].Choices[0].Only["Data set"]);
        Assert.Equal("l2", table.Columns[0].Choices[0].Set["regulariser.kind"]);
        Assert.Equal(["SS", "MS"], table.Protocols);
    }

    [Fact]
    public void A_file_says_all_that_a_study_can()
    {
        var study = StudyYaml.Read(Study, "study.yaml");

        Assert.Equal(("Does it?", "Penalty", "0-4", "MS", 0.25, StudyDesign.FractionalIV), (study.Name, study.MethodHeading, study.Seeds, study.Protocol, study.SmallestDifference, study.Design));
        Assert.Equal(("L2-SP", "L2"), (study.A.Label, study.B.Label));
        Assert.Equal(["0.9", "0.95"], study.Factors[0].Choices.Select(c => c.Set["network.batchNormDecay"]));
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        foreach (var table in GridTemplates.All.Select(t => t.Definition).Append(GridYaml.Read(Table, "table.yaml")))
            Assert.Equal(Json(table), Json(GridYaml.Read(GridYaml.Write(table), "again")));
        foreach (var study in StudyTemplates.All.Select(t => t.Definition).Append(StudyYaml.Read(Study, "study.yaml")))
            Assert.Equal(Json(study), Json(StudyYaml.Read(StudyYaml.Write(study), "again")));
        foreach (var text in new[] { "a: b", "# no comment", "- x", "~", "null", "true", "'", "\"", " ends with a space ", "ü × α", "{", "*a", "a\tb", "1e5", "&x", "%" })
        {
            GridChoice odd = new() { Label = text, Set = new Dictionary<string, string> { ["data.root"] = text }, Only = new Dictionary<string, string> { [text] = text } };
            var table = new GridDefinition { Name = text, Rows = [new GridAxis(text, [odd])], PublishedSource = text };
            Assert.Equal(Json(table), Json(GridYaml.Read(GridYaml.Write(table), "odd")));
            var study = new StudyDefinition { Name = text, A = odd, Factors = [new GridAxis(text, [odd])] };
            Assert.Equal(Json(study), Json(StudyYaml.Read(StudyYaml.Write(study), "odd")));
        }
    }

    /// <summary>What stores kept before designs had names.</summary>
    [Fact]
    public void A_study_that_was_stored_with_the_number_of_its_design_still_reads() =>
        Assert.Equal(StudyDesign.FractionalIII, JsonSerializer.Deserialize<StudyDefinition>("""{"name":"old","design":2}""", JsonSerializerOptions.Web)!.Design);

    [Theory]
    [InlineData("name: a\nrow: []", "f, line 2: a table has no key \"row\". Did you mean rows?")]
    [InlineData("name: a\nbase: {training.corp: 96}", "f, line 2: there is no setting \"training.corp\". Did you mean training.crop?")]
    [InlineData("name: a\nrows:\n- name: R\n  choices:\n  - set: {}", "f, line 5: a choice has no label: name it, for example label: L2-SP.")]
    [InlineData("name: a\nrows:\n- name: R\n  choices:\n  - {label: x, only: Cityscapes}", "f, line 5: only is a mapping of a heading's name to a label, for example Data set: Cityscapes.")]
    [InlineData("name: a\nshowsPublished: perhaps", "f, line 2: showsPublished is \"perhaps\": it must be true or false.")]
    [InlineData("name: a\nprotocols: [SX]", "f, line 2: there is no protocol \"SX\". Available: SS, MS, 10-crop.")]
    [InlineData("", "f has 0 documents: a table file has one; begin with name: and the table's name.")]
    public void What_is_no_table_says_the_line(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => GridYaml.Read(text, "f")).Problems[0]);

    [Theory]
    [InlineData("name: a\nfactor: []", "f, line 2: a study has no key \"factor\". Did you mean factors?")]
    [InlineData("name: a\ndesign: full", "f, line 2: design is \"full\". Available: one-at-a-time, full-factorial, fractional-factorial-3, fractional-factorial-4.")]
    [InlineData("name: a\nsmallestDifference: small", "f, line 2: smallestDifference is \"small\": it must be a number, for example 0.5.")]
    public void What_is_no_study_says_the_line(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => StudyYaml.Read(text, "f")).Problems[0]);

    private static string Json<T>(T definition) => JsonSerializer.Serialize(definition, JsonSerializerOptions.Web);
}
