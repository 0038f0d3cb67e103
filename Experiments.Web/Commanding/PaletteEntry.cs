namespace Experiments.Web.Commanding;

/// <summary>What choosing an entry does beside going somewhere.</summary>
public enum PaletteDeed
{
    /// <summary>Nothing: it goes to the entry's address.</summary>
    None,

    /// <summary>Sets the run aside.</summary>
    Pause,

    /// <summary>Lets the run go on.</summary>
    Resume,

    /// <summary>Ends what is left of the run.</summary>
    Cancel,

    /// <summary>Queues the run's configuration with the next free seed.</summary>
    Rerun,

    /// <summary>Light colours.</summary>
    Light,

    /// <summary>Dark colours.</summary>
    Dark,

    /// <summary>The system's colours.</summary>
    System,
}

/// <summary>Something that the command palette offers.</summary>
/// <param name="Kind">What it is: <c>Page</c>, <c>Run</c>, <c>Table</c>, <c>View</c>, <c>Do</c>.</param>
/// <param name="Title">Its name.</param>
/// <param name="Url">Where it is; of a deed what tells it from others.</param>
public sealed record PaletteEntry(string Kind, string Title, string Url)
{
    /// <summary>What choosing it does.</summary>
    public PaletteDeed Deed { get; init; }

    /// <summary>The run that it is, or that something is done with; 0 for none.</summary>
    public long RunId { get; init; }
}
