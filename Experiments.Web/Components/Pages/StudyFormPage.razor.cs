using System.Globalization;
using Experiments.Engine.Schema;
using Experiments.Web.Grids;
using Experiments.Web.Results;
using Experiments.Web.Studies;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>Declares an uncertainty study, or one anew.</summary>
public sealed partial class StudyFormPage : IDisposable
{
    private static readonly (StudyDesign Design, string Title, string Help)[] Designs =
    [
        (StudyDesign.OneAtATime, "One at a time", "The baseline, and each other level with all else as the baseline. The cheapest; sees no interaction of factors."),
        (StudyDesign.Full, "Every combination", "Main effects and every interaction; the number of settings multiplies."),
        (StudyDesign.FractionalIV, "Fractional factorial, resolution IV", "Two levels a factor. Main effects are free of two-factor interactions, which are confounded with each other."),
        (StudyDesign.FractionalIII, "Fractional factorial, resolution III", "Two levels a factor. The fewest settings; main effects are confounded with two-factor interactions."),
    ];

    private readonly CancellationTokenSource _gone = new();
    private List<HeadingText> _factors = [];
    private IReadOnlyList<string> _problems = [];
    private GridPlan _plan = new([], [], [], []);
    private StudyDesign _design;
    private string _name = "";
    private string _a = "";
    private string _b = "";
    private string _base = "";
    private string _seeds = "";
    private string _protocol = "";
    private string _smallest = "";
    private string _heading = "";
    private bool _missing;
    private bool _saving;

    /// <summary>The table of the study to declare anew; null for a new one.</summary>
    [Parameter]
    public long? GridId { get; set; }

    [SupplyParameterFromQuery(Name = "template")]
    private string? Template { get; set; }

    [Inject]
    private StudyMaker Maker { get; set; } = null!;

    [Inject]
    private PretrainedWeights Pretrained { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string Title => GridId is null ? "Declare a study" : "Change a study";

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        var start = GridId is { } id ? await Maker.DefinitionAsync(id, _gone.Token) : await StartAsync();
        _missing = start is null;
        if (start is null) return;
        Fill(start);
        await PlanAsync();
    }

    private async Task<StudyDefinition> StartAsync() => StudyTemplates.Find(Template)?.Definition is { } definition
        ? definition with { Base = await Pretrained.FillAsync(definition.Base, _gone.Token) }
        : new StudyDefinition();

    private void Fill(StudyDefinition study)
    {
        (_name, _seeds, _protocol, _design, _heading) = (study.Name, study.Seeds, study.Protocol, study.Design, study.MethodHeading);
        (_a, _b) = (GridText.Choices([study.A]), GridText.Choices([study.B]));
        _smallest = study.SmallestDifference.ToString(CultureInfo.InvariantCulture);
        _base = GridText.Lines(study.Base);
        _factors = [.. study.Factors.Select(HeadingText.Of)];
    }

    private StudyDefinition Read(List<string> problems)
    {
        if (!double.TryParse(_smallest, NumberStyles.Float, CultureInfo.InvariantCulture, out var smallest))
            problems.Add($"The smallest difference that matters is \"{_smallest}\": give a number of points, for example 0.5.");
        return new StudyDefinition
        {
            Name = _name.Trim(),
            Base = Try("Baseline settings", () => GridText.Settings(_base), new Dictionary<string, string>(), problems),
            A = Method("Claimed to be better", _a, problems),
            B = Method("The other method", _b, problems),
            MethodHeading = _heading,
            Factors = [.. _factors.Select(f => f.Read(problems))],
            Design = _design,
            Seeds = _seeds,
            Protocol = _protocol,
            SmallestDifference = smallest,
        };
    }

    private static GridChoice Method(string name, string text, List<string> problems) =>
        Try(name, () => GridText.Choices(text) is [var choice] ? choice : throw new UsageException("name one method with what it sets, for example L2-SP: regulariser.kind = l2-sp."), new GridChoice { Label = name }, problems);

    private static T Try<T>(string name, Func<T> read, T otherwise, List<string> problems)
    {
        try
        {
            return read();
        }
        catch (UsageException e)
        {
            problems.AddRange(e.Problems.Select(p => $"{name}: {p}"));
            return otherwise;
        }
    }

    private async Task PlanAsync()
    {
        var problems = new List<string>();
        var study = Read(problems);
        if (problems.Count == 0)
        {
            _plan = await Maker.PlanAsync(study, _gone.Token);
            problems.AddRange(_plan.Problems);
        }

        _problems = problems;
    }

    private async Task Typed(Action change)
    {
        change();
        await PlanAsync();
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

    private static int Lines(string text) => Math.Clamp(text.Count(c => c == '\n') + 2, 3, 16);
}
