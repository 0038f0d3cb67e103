namespace Experiments.Data.Model;

/// <summary>
/// What is left of a run that was deleted for good: enough to say what it was. Written in the transaction that deletes its rows; its
/// files go after that, so that whoever dies in between leaves a row that tells the next start what is still to be removed.
/// </summary>
public sealed class PurgedRun
{
    /// <summary>The run; keys are never given twice.</summary>
    public long RunId { get; set; }

    /// <summary>Name it had.</summary>
    public required string Name { get; set; }

    /// <summary>Name of its experiment.</summary>
    public required string Experiment { get; set; }

    /// <summary>Name of its sweep; empty for none.</summary>
    public string Sweep { get; set; } = "";

    /// <summary>Fingerprint of its configuration.</summary>
    public required string Fingerprint { get; set; }

    /// <summary>Its seed.</summary>
    public int Seed { get; set; }

    /// <summary>When it was created, Unix milliseconds.</summary>
    public long CreatedMs { get; set; }

    /// <summary>When it was put into the bin, Unix milliseconds.</summary>
    public long BinnedMs { get; set; }

    /// <summary>Who deleted it; empty where nobody said.</summary>
    public string BinnedBy { get; set; } = "";

    /// <summary>Why; empty where nobody said.</summary>
    public string BinnedReason { get; set; } = "";

    /// <summary>When its rows were deleted, Unix milliseconds.</summary>
    public long PurgedMs { get; set; }

    /// <summary>When its files were gone too, Unix milliseconds; null while they are still to be removed.</summary>
    public long? FilesGoneMs { get; set; }
}
