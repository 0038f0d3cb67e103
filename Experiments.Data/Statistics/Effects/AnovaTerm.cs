namespace Experiments.Data.Statistics.Effects;

/// <summary>A line of an analysis of variance.</summary>
/// <param name="Name">Factor, <c>factor × factor</c>, or <c>seed</c> for the blocks.</param>
/// <param name="Factors">Indices of its factors: one of a main effect, two of an interaction, none of the blocks.</param>
/// <param name="DegreesOfFreedom">Its degrees of freedom.</param>
/// <param name="SumOfSquares">Type III: what the model without its columns leaves more.</param>
/// <param name="F">Mean square over that of the error; infinite where there is no error, null where it has no degrees of freedom.</param>
/// <param name="PValue">Of "no effect"; null with <paramref name="F"/>.</param>
/// <param name="PartialEtaSquared">SS / (SS + SS of the error); null with <paramref name="F"/>.</param>
/// <param name="Confounded">Interactions that the design cannot tell from this main effect: it is theirs as well unless they are nothing.</param>
public sealed record AnovaTerm(
    string Name, IReadOnlyList<int> Factors, int DegreesOfFreedom, double SumOfSquares, double? F, double? PValue, double? PartialEtaSquared,
    IReadOnlyList<string> Confounded);

/// <summary>An effect that the design cannot estimate.</summary>
/// <param name="Name">Factor or <c>factor × factor</c>.</param>
/// <param name="Why">Why, a sentence that names what it cannot be told from.</param>
public sealed record AliasedTerm(string Name, string Why);

/// <summary>A value with where it was measured.</summary>
/// <param name="Levels">Index of the level of each factor.</param>
/// <param name="Seed">Seed.</param>
/// <param name="Value">Value; one that is not finite is left out and counted.</param>
public sealed record AnovaValue(IReadOnlyList<int> Levels, int Seed, double Value);
