using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>A run's or job's state as a dot and a word.</summary>
public partial class StateBadge
{
    /// <summary>The state: any enumeration whose names are known to the style sheet.</summary>
    [Parameter, EditorRequired]
    public Enum State { get; set; } = null!;

    /// <summary>What was asked of it and is not done yet, <c>being cancelled</c>; empty for nothing.</summary>
    [Parameter]
    public string Asked { get; set; } = "";

    /// <summary>Further attributes.</summary>
    [Parameter(CaptureUnmatchedValues = true)]
    public IReadOnlyDictionary<string, object>? Attributes { get; set; }

    private string Name => State.ToString();

    private string Words => Asked.Length > 0 ? $"{Name}, {Asked}" : Name;
}
