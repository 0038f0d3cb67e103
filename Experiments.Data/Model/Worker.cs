namespace Experiments.Data.Model;

/// <summary>A process that runs, or ran, jobs of this database.</summary>
public sealed class Worker
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Machine and process, as jobs name it.</summary>
    public required string Name { get; set; }

    /// <summary>Whether it is a site that runs jobs beside its pages.</summary>
    public bool IsSite { get; set; }

    /// <summary>Version of the program, with the commit it was built from.</summary>
    public required string Version { get; set; }

    /// <summary>Queues that it takes jobs from.</summary>
    public List<string> Queues { get; set; } = [];

    /// <summary>Devices that it tells its jobs, in turn.</summary>
    public List<string> Devices { get; set; } = [];

    /// <summary>Jobs that it runs at a time; 0 for a site that only shows pages.</summary>
    public int Concurrency { get; set; }

    /// <summary>Raised by it while it lives; compared only with its own earlier value.</summary>
    public long BeatCounter { get; set; }

    /// <summary>What became of it.</summary>
    public WorkerState State { get; set; }

    /// <summary>Why, in a sentence; empty while it works.</summary>
    public string Note { get; set; } = "";

    /// <summary>When it started, Unix milliseconds.</summary>
    public long StartedMs { get; set; }

    /// <summary>When it left, was refused, or was given up; Unix milliseconds.</summary>
    public long? EndedMs { get; set; }
}

/// <summary>What became of a worker.</summary>
public enum WorkerState
{
    /// <summary>It has not said that it left; whether it is alive, its counter tells.</summary>
    Working,

    /// <summary>It ended in order.</summary>
    Left,

    /// <summary>Its counter stood still too long.</summary>
    Lost,

    /// <summary>It is of another version than the site.</summary>
    Refused,
}
