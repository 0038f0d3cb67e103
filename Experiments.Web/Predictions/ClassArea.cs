using Experiments.Engine.Datasets;

namespace Experiments.Web.Predictions;

/// <summary>The area of a class in one prediction of an image, or in two.</summary>
/// <param name="Name">Class.</param>
/// <param name="Colour">Its colour as #rrggbb.</param>
/// <param name="A">Pixels in the first.</param>
/// <param name="B">Pixels in the second; null where there is no second, or it does not know the class.</param>
public sealed record ClassArea(string Name, string Colour, long A, long? B)
{
    /// <summary>The classes that occur, the largest area first; those that occur nowhere are left out.</summary>
    /// <param name="a">What was predicted.</param>
    /// <param name="b">A second prediction of the same image; null for none. Classes are joined by name.</param>
    public static IReadOnlyList<ClassArea> Of(PredictionReport a, PredictionReport? b)
    {
        ArgumentNullException.ThrowIfNull(a);
        var second = b?.Classes.GroupBy(c => c.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var known = a.Classes.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. a.Classes.Select(c => new ClassArea(c.Name, c.Colour, c.Pixels, second?.GetValueOrDefault(c.Name)?.Pixels))
                .Concat((b?.Classes ?? []).Where(c => !known.Contains(c.Name)).Select(c => new ClassArea(c.Name, c.Colour, 0, c.Pixels)))
                .Where(c => c.A > 0 || c.B > 0)
                .OrderByDescending(c => Math.Max(c.A, c.B ?? 0)).ThenBy(c => c.Name, StringComparer.Ordinal),
        ];
    }
}
