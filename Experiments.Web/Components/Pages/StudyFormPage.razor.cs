using System.Globalization;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Grids;
using Experiments.Web.Results;
using Experiments.Web.Studies;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>Declares an uncertainty study, or one anew.</summary>
public sealed partial class StudyFormPage : DeclarationPage<StudyDefinition>
{
    private static readonly (StudyDesign Design, string Title, string Help)[] Designs =
    [
        (StudyDesign.OneAtATime, "One at a time", "The baseline, and each other level with all else as the baseline. The cheapest; sees no interaction of factors."),
        (StudyDesign.Full, "Every combination", "Main effects and every interaction; the number of settings multiplies."),
        (StudyDesign.FractionalIV, "Fractional factorial, resolution IV", "Two levels a factor. Main effects are free of two-factor interactions, which are confounded with each other."),
        (StudyDesign.FractionalIII, "Fractional factorial, resolution III", "Two levels a factor. The fewest settings; main effects are confounded with two-factor interactions."),
    ];

    private List<HeadingText> _factors = [];
    private StudyDesign _design;
    private string _name = "";
    private string _a = "";
    private string _b = "";
    private string _base = "";
    private string _seeds = "";
    private string _protocol = "";
    private string _smallest = "";
    private string _heading = "";

    [Inject]
    private StudyMaker Maker { get; set; } = null!;

    [Inject]
    private PretrainedWeights Pretrained { get; set; } = null!;

    private string Title => GridId is null ? "Declare a study" : "Change a study";

    /// <inheritdoc/>
    protected override Task<StoredDeclaration<StudyDefinition>?> StoredAsync(long gridId) => Maker.DefinitionAsync(gridId, Gone);

    /// <inheritdoc/>
    protected override async Task<StudyDefinition> StartAsync(string? template) => StudyTemplates.Find(template)?.Definition is { } definition
        ? definition with { Base = await Pretrained.FillAsync(definition.Base, Gone) }
        : new StudyDefinition();

    /// <inheritdoc/>
    protected override void Fill(StudyDefinition definition)
    {
        (_name, _seeds, _protocol, _design, _heading) = (definition.Name, definition.Seeds, definition.Protocol, definition.Design, definition.MethodHeading);
        (_a, _b) = (GridText.Choices([definition.A]), GridText.Choices([definition.B]));
        _smallest = definition.SmallestDifference.ToString(CultureInfo.InvariantCulture);
        _base = GridText.Lines(definition.Base);
        _factors = [.. definition.Factors.Select(HeadingText.Of)];
    }

    /// <inheritdoc/>
    protected override void Restore(IReadOnlyDictionary<string, string> kept)
    {
        (_name, _seeds, _protocol, _heading) = (kept.GetValueOrDefault("name", _name), kept.GetValueOrDefault("seeds", _seeds), kept.GetValueOrDefault("protocol", _protocol), kept.GetValueOrDefault("heading", _heading));
        (_a, _b) = (kept.GetValueOrDefault("a", _a), kept.GetValueOrDefault("b", _b));
        (_smallest, _base) = (kept.GetValueOrDefault("smallest", _smallest), kept.GetValueOrDefault("base", _base));
        foreach (var (design, _, _) in Designs.Where(d => IsChosen($"design-{d.Design}", kept))) _design = design;
        Restore(_factors, "factor", kept);
    }

    /// <inheritdoc/>
    protected override StudyDefinition Read(List<string> problems)
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

    /// <inheritdoc/>
    protected override GridPlan Expand(StudyDefinition definition) => StudyExpansion.Expand(definition, Datasets);

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Outside(Confinement confinement, StudyDefinition definition) => confinement.Problems(definition);

    /// <inheritdoc/>
    protected override Task<long> StoreAsync(StudyDefinition definition) => Maker.SaveAsync(definition, GridId, Seen, Gone);

    private static GridChoice Method(string name, string text, List<string> problems) =>
        Try(name, () => GridText.Choices(text) is [var choice] ? choice : throw new UsageException("name one method with what it sets, for example L2-SP: regulariser.kind = l2-sp."), new GridChoice { Label = name }, problems);
}
