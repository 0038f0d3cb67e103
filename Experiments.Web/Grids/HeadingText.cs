using Experiments.Engine.Schema;

namespace Experiments.Web.Grids;

/// <summary>A heading or factor as a person types it: half-typed text is never rewritten under their fingers.</summary>
public sealed class HeadingText
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its choices, a line each; see <see cref="GridText"/>.</summary>
    public string Choices { get; set; } = "";

    /// <summary>As typed for a declared heading.</summary>
    public static HeadingText Of(GridAxis axis) => new() { Name = axis.Name, Choices = GridText.Choices(axis.Choices) };

    /// <summary>What it means; what cannot be read becomes a problem.</summary>
    public GridAxis Read(List<string> problems)
    {
        try
        {
            return new GridAxis(Name.Trim(), GridText.Choices(Choices));
        }
        catch (UsageException e)
        {
            problems.AddRange(e.Problems.Select(p => Name.Length > 0 ? $"{Name}: {p}" : p));
            return new GridAxis(Name.Trim(), []);
        }
    }
}
