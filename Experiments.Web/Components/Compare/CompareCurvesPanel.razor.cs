namespace Experiments.Web.Components.Compare;

/// <summary>Curves of everything that is compared, one chart a curve.</summary>
public partial class CompareCurvesPanel
{
    private const int ShownUnasked = 2;

    /// <summary>Those that were chosen; unasked the loss and what validation gave.</summary>
    private IReadOnlyList<string> Shown => State.Curves.Where(View.Curves.Contains).ToList() is { Count: > 0 } chosen ? chosen : [.. View.Curves.Take(ShownUnasked)];

    private void Toggle(string key, bool shown) => Choose(State with { Curves = shown ? [.. Shown, key] : [.. Shown.Where(k => k != key)] });

    private static bool IsShare(string key) => key.StartsWith("validation/", StringComparison.Ordinal) || key.EndsWith("accuracy", StringComparison.Ordinal);
}
