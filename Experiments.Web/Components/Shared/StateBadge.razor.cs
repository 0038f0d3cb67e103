using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>A run's or job's state as a dot and a word.</summary>
public partial class StateBadge
{
    /// <summary>The state: any enumeration whose names are known to the style sheet.</summary>
    [Parameter, EditorRequired]
    public Enum State { get; set; } = null!;

    /// <summary>Whether its end was asked for.</summary>
    [Parameter]
    public bool Ending { get; set; }

    /// <summary>Further attributes.</summary>
    [Parameter(CaptureUnmatchedValues = true)]
    public IReadOnlyDictionary<string, object>? Attributes { get; set; }

    private string Name => State.ToString();

    private string Words => Ending ? $"{Name}, being cancelled" : Name;
}
