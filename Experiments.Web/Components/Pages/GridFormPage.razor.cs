using Experiments.Web.Access;
using Experiments.Web.Grids;
using Experiments.Web.Results;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>Declares a table, or one anew.</summary>
public sealed partial class GridFormPage : DeclarationPage<GridDefinition>
{
    private readonly HashSet<string> _protocols = new(StringComparer.Ordinal);
    private List<HeadingText> _rows = [];
    private List<HeadingText> _columns = [];
    private string _name = "";
    private string _seeds = "";
    private string _base = "";
    private string _source = "";
    private bool _published;

    [Inject]
    private GridMaker Maker { get; set; } = null!;

    [Inject]
    private PretrainedWeights Pretrained { get; set; } = null!;

    private string Title => GridId is null ? "Declare a table" : "Change a table";

    /// <inheritdoc/>
    protected override Task<StoredDeclaration<GridDefinition>?> StoredAsync(long gridId) => Maker.DefinitionAsync(gridId, Gone);

    /// <inheritdoc/>
    protected override async Task<GridDefinition> StartAsync(string? template) => GridTemplates.Find(template)?.Definition is { } definition
        ? definition with { Base = await Pretrained.FillAsync(definition.Base, Gone) }
        : new GridDefinition { Columns = [new GridAxis("Regulariser", [new GridChoice { Label = "L2", Set = Kind("l2") }, new GridChoice { Label = "L2-SP", Set = Kind("l2-sp") }])] };

    /// <inheritdoc/>
    protected override void Fill(GridDefinition definition)
    {
        (_name, _seeds, _source, _published) = (definition.Name, definition.Seeds, definition.PublishedSource, definition.ShowsPublished);
        _base = GridText.Lines(definition.Base);
        _protocols.Clear();
        _protocols.UnionWith(definition.Protocols);
        _rows = [.. definition.Rows.Select(HeadingText.Of)];
        _columns = [.. definition.Columns.Select(HeadingText.Of)];
    }

    /// <inheritdoc/>
    protected override void Restore(IReadOnlyDictionary<string, string> kept)
    {
        (_name, _seeds, _source) = (kept.GetValueOrDefault("name", _name), kept.GetValueOrDefault("seeds", _seeds), kept.GetValueOrDefault("source", _source));
        (_base, _published) = (kept.GetValueOrDefault("base", _base), IsChosen("published", kept));
        foreach (var protocol in SweepDefinition.AllProtocols) Choose(protocol, IsChosen($"protocol-{protocol}", kept));
        Restore(_rows, "row", kept);
        Restore(_columns, "column", kept);
    }

    /// <inheritdoc/>
    protected override GridDefinition Read(List<string> problems) => new()
    {
        Name = _name.Trim(),
        Base = Try("Base settings", () => GridText.Settings(_base), new Dictionary<string, string>(), problems),
        Rows = [.. _rows.Select(r => r.Read(problems))],
        Columns = [.. _columns.Select(c => c.Read(problems))],
        Seeds = _seeds,
        Protocols = [.. SweepDefinition.AllProtocols.Where(_protocols.Contains)],
        ShowsPublished = _published,
        PublishedSource = _source.Trim(),
    };

    /// <inheritdoc/>
    protected override GridPlan Expand(GridDefinition definition) => GridExpansion.Expand(definition, Datasets);

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Outside(Confinement confinement, GridDefinition definition) => confinement.Problems(definition);

    /// <inheritdoc/>
    protected override Task<long> StoreAsync(GridDefinition definition) => Maker.SaveAsync(definition, GridId, Seen, Gone);

    private static Dictionary<string, string> Kind(string name) => new() { ["regulariser.kind"] = name };

    private void Choose(string protocol, bool chosen)
    {
        if (chosen) _protocols.Add(protocol);
        else _protocols.Remove(protocol);
    }
}
