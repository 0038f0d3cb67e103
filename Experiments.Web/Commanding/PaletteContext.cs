namespace Experiments.Web.Commanding;

/// <summary>What the palette offers beside what everybody is offered everywhere.</summary>
/// <param name="Run">The run whose page is open; 0 for none.</param>
/// <param name="Views">The person's own views of the runs table.</param>
public sealed record PaletteContext(long Run, IReadOnlyList<PaletteEntry> Views);
