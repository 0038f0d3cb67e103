using Experiments.Web.Comparing;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Compare;

/// <summary>The same image with what each run predicted of it, and a map of where two of them differ; biggest disagreement first.</summary>
public sealed partial class CompareImages : IDisposable
{
    private const int MostShown = 12;

    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<ComparedImage> _images = [];
    private IReadOnlyList<(ComparedGroup Group, long Job)> _shown = [];
    private string _pair = "";

    [Inject]
    private ComparePictures Pictures { get; set; } = null!;

    private ComparedProtocol? Protocol => View.ProtocolOf(State.Protocol);

    private ComparedImage? Chosen => _images.FirstOrDefault(i => i.Name == State.Image) ?? (_images.Count > 0 ? _images[0] : null);

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (Other is not { } other || Protocol is not { } protocol) return;
        var scores = View.Groups.ToDictionary(g => g.Slot, g => View.ScoresOf(g, protocol.Fingerprint));
        var (ofA, ofB) = (scores[Baseline.Slot], scores[other.Slot]);
        var common = ofA.Keys.Where(ofB.ContainsKey).Order().Select(s => (int?)s).FirstOrDefault();
        _shown = [.. View.Groups.OrderByDescending(g => g == Baseline).ThenByDescending(g => g == other)
            .Select(g => (Group: g, Score: common is { } seed && scores[g.Slot].TryGetValue(seed, out var same) ? same : scores[g.Slot].OrderBy(s => s.Key).Select(s => s.Value).FirstOrDefault()))
            .Where(s => s.Score is not null).Take(MostShown).Select(s => (s.Group, s.Score!.JobId))];
        if (ofA.Count == 0 || ofB.Count == 0)
        {
            (_images, _pair) = ([], "");
            return;
        }

        var pair = string.Join(' ', _shown.Select(s => s.Job));
        if (pair == _pair) return;
        _pair = pair;
        var found = await Pictures.OfAsync(_shown[0].Job, _shown[1].Job, [.. _shown.Skip(2).Select(s => s.Job)], _gone.Token);
        // Another pair may have been chosen meanwhile.
        if (pair == _pair) _images = found;
    }

    /// <summary>What the colours of a map mean; without a truth only that the two differ can be seen.</summary>
    private IEnumerable<(string Colour, string Words)> Keys(ComparedImage image)
    {
        var colours = DifferenceMap.Colours;
        if (image.Truth is null) return [(colours[DifferenceMap.BothRight].Colour, "the same"), (colours[DifferenceMap.Differ].Colour, "differ")];
        return
        [
            (colours[DifferenceMap.BothRight].Colour, colours[DifferenceMap.BothRight].Name), (colours[DifferenceMap.SameWrong].Colour, colours[DifferenceMap.SameWrong].Name),
            (colours[DifferenceMap.OnlyA].Colour, $"only {Baseline.Label} right"), (colours[DifferenceMap.OnlyB].Colour, $"only {Other!.Label} right"),
            (colours[DifferenceMap.Differ].Colour, colours[DifferenceMap.Differ].Name), (colours[DifferenceMap.Aside].Colour, colours[DifferenceMap.Aside].Name),
        ];
    }
}
