namespace Experiments.Data.Model;

/// <summary>
/// Something that is being written and not yet queued: a sweep's description. Its version is raised with every change, so that
/// whoever writes over a version that he has not seen is told before anything is overwritten.
/// </summary>
public sealed class Draft
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Whose it is, by account name; empty on a site where nobody signs in.</summary>
    public string Owner { get; set; } = "";

    /// <summary>What it will become, for example <c>sweep</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>Name; may be empty while it is being written.</summary>
    public string Name { get; set; } = "";

    /// <summary>The text, as its author left it.</summary>
    public required string Text { get; set; }

    /// <summary>Number of the last change, from 1.</summary>
    public int Version { get; set; }

    /// <summary>When it was changed last, Unix milliseconds.</summary>
    public long SavedMs { get; set; }
}
