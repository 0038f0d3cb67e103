namespace Experiments.Web.Grids;

/// <summary>A table or study as it is stored.</summary>
/// <typeparam name="TDefinition">What declares it.</typeparam>
/// <param name="Definition">The declaration.</param>
/// <param name="Json">The same, JSON, letter by letter: who changes it says with it what he has seen.</param>
public sealed record StoredDeclaration<TDefinition>(TDefinition Definition, string Json)
    where TDefinition : class;
