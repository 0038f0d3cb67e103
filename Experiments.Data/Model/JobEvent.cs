namespace Experiments.Data.Model;

/// <summary>A change of a job's state, written in the transaction that makes it. The events of a job form a chain: each begins where the one before ended.</summary>
public sealed class JobEvent
{
    /// <summary>Key; rises in the order of a job's changes.</summary>
    public long Id { get; set; }

    /// <summary>Job.</summary>
    public long JobId { get; set; }

    /// <summary>Job.</summary>
    public Job? Job { get; set; }

    /// <summary>Its newest attempt at that time; 0 before the first claim.</summary>
    public int AttemptNumber { get; set; }

    /// <summary>State before.</summary>
    public JobState FromState { get; set; }

    /// <summary>State after.</summary>
    public JobState ToState { get; set; }

    /// <summary>Worker that had or took it; empty where none did.</summary>
    public string Worker { get; set; } = "";

    /// <summary>Why, in a sentence.</summary>
    public string Reason { get; set; } = "";

    /// <summary>When, Unix milliseconds.</summary>
    public long TimeMs { get; set; }
}
