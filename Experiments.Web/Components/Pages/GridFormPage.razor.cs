using Experiments.Data.Datasets;
using Experiments.Engine.Schema;
using Experiments.Web.Grids;
using Experiments.Web.Results;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>Declares a table, or one anew.</summary>
public sealed partial class GridFormPage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly HashSet<string> _protocols = new(StringComparer.Ordinal);
    private List<HeadingText> _rows = [];
    private List<HeadingText> _columns = [];
    private IReadOnlyList<string> _datasets = [];
    private IReadOnlyList<string> _problems = [];
    private GridPlan _plan = new([], [], [], []);
    private string _name = "";
    private string _seeds = "";
    private string _base = "";
    private string _source = "";
    private bool _published;
    private bool _missing;
    private bool _saving;

    /// <summary>The table to declare anew; null for a new one.</summary>
    [Parameter]
    public long? GridId { get; set; }

    [SupplyParameterFromQuery(Name = "template")]
    private string? Template { get; set; }

    [Inject]
    private GridMaker Maker { get; set; } = null!;

    [Inject]
    private DatasetStore Datasets { get; set; } = null!;

    [Inject]
    private PretrainedWeights Pretrained { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string Title => GridId is null ? "Declare a table" : "Change a table";

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        _datasets = [.. (await Datasets.ListAsync(_gone.Token)).Select(d => d.Name)];
        var start = GridId is { } id ? await Maker.DefinitionAsync(id, _gone.Token) : await StartAsync();
        _missing = start is null;
        if (start is null) return;
        Fill(start);
        await PlanAsync();
    }

    private async Task<GridDefinition> StartAsync() => GridTemplates.Find(Template)?.Definition is { } definition
        ? definition with { Base = await Pretrained.FillAsync(definition.Base, _gone.Token) }
        : new GridDefinition { Columns = [new GridAxis("Regulariser", [new GridChoice { Label = "L2", Set = Kind("l2") }, new GridChoice { Label = "L2-SP", Set = Kind("l2-sp") }])] };

    private static Dictionary<string, string> Kind(string name) => new() { ["regulariser.kind"] = name };

    private void Fill(GridDefinition definition)
    {
        (_name, _seeds, _source, _published) = (definition.Name, definition.Seeds, definition.PublishedSource, definition.ShowsPublished);
        _base = GridText.Lines(definition.Base);
        _protocols.Clear();
        _protocols.UnionWith(definition.Protocols);
        _rows = [.. definition.Rows.Select(HeadingText.Of)];
        _columns = [.. definition.Columns.Select(HeadingText.Of)];
    }

    private GridDefinition Read(List<string> problems)
    {
        IReadOnlyDictionary<string, string> settings = new Dictionary<string, string>();
        try
        {
            settings = GridText.Settings(_base);
        }
        catch (UsageException e)
        {
            problems.AddRange(e.Problems.Select(p => $"Base settings: {p}"));
        }

        return new GridDefinition
        {
            Name = _name.Trim(),
            Base = settings,
            Rows = [.. _rows.Select(r => r.Read(problems))],
            Columns = [.. _columns.Select(c => c.Read(problems))],
            Seeds = _seeds,
            Protocols = [.. SweepDefinition.AllProtocols.Where(_protocols.Contains)],
            ShowsPublished = _published,
            PublishedSource = _source.Trim(),
        };
    }

    private async Task PlanAsync()
    {
        var problems = new List<string>();
        var definition = Read(problems);
        if (problems.Count == 0)
        {
            _plan = await Maker.PlanAsync(definition, _gone.Token);
            problems.AddRange(_plan.Problems);
        }

        _problems = problems;
    }

    private async Task Typed(Action change)
    {
        change();
        await PlanAsync();
    }

    private void Choose(string protocol, bool chosen)
    {
        if (chosen) _protocols.Add(protocol);
        else _protocols.Remove(protocol);
    }

    private async Task SaveAsync()
    {
        if (_saving) return;
        _saving = true;
        try
        {
            var saved = await Maker.SaveAsync(Read([]), GridId, _gone.Token);
            Navigation.NavigateTo(Urls.Grid(saved));
        }
        catch (UsageException e)
        {
            _problems = e.Problems;
        }
        finally
        {
            _saving = false;
        }
    }

    private static string Text(ChangeEventArgs e) => e.Value as string ?? "";

    private static int Lines(string text) => Math.Clamp(text.Count(c => c == '\n') + 2, 3, 14);
}
