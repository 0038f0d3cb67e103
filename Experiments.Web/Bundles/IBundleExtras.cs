using Experiments.Data.Results;

namespace Experiments.Web.Bundles;

/// <summary>
/// Adds files to the bundles of some grids: what a study has to say beyond its table. Register one as a service and every bundle
/// asks it. Its files are hashed, anonymised and listed like all others.
/// </summary>
public interface IBundleExtras
{
    /// <summary>The files that a grid's bundle takes in; empty for grids that it knows nothing of.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<BundleExtra>> OfAsync(GridView grid, CancellationToken cancellationToken);
}

/// <summary>A file to add.</summary>
/// <param name="Path">Name in the bundle, below a folder that no other part uses, for example <c>study/verdict.json</c>.</param>
/// <param name="Title">What the report calls it.</param>
/// <param name="Text">Its text, UTF-8; the same for the same data.</param>
public sealed record BundleExtra(string Path, string Title, string Text);
