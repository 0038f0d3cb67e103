namespace Experiments.Web.Components.OneRun;

/// <summary>Parts of the page of one run; one is shown at a time, and only what it needs is read.</summary>
public enum RunPart
{
    /// <summary>What it is, how far it is, how good, and what went wrong.</summary>
    Overview,

    /// <summary>Its curves, and what its process uses.</summary>
    Curves,

    /// <summary>Images with truth, prediction and errors.</summary>
    Predictions,

    /// <summary>Evaluations, metrics, classes and confusions.</summary>
    Scores,

    /// <summary>Its settings against defaults or another run.</summary>
    Configuration,

    /// <summary>Ends of its attempts' logs.</summary>
    Log,

    /// <summary>Jobs, attempts, files, and what it can be traced back to.</summary>
    Files,

    /// <summary>What people wrote about it.</summary>
    Notes,
}

/// <summary>Names of the parts.</summary>
public static class RunParts
{
    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<RunPart> All { get; } = Enum.GetValues<RunPart>();

    /// <summary>Name in addresses.</summary>
    public static string NameOf(RunPart part) => part.ToString().ToLowerInvariant();

    /// <summary>Name for people.</summary>
    public static string TitleOf(RunPart part) => part switch
    {
        RunPart.Files => "Files and history",
        _ => part.ToString(),
    };

    /// <summary>What an address names; the overview where it names none.</summary>
    public static RunPart Parse(string? name) => All.FirstOrDefault(p => string.Equals(NameOf(p), name, StringComparison.OrdinalIgnoreCase));
}
