namespace Experiments.Data.Model;

/// <summary>A data set that somebody registered: a name and the settings that read it.</summary>
public sealed class Dataset
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Name; unique.</summary>
    public required string Name { get; set; }

    /// <summary>Settings that differ from their defaults, JSON, in the form its author chose.</summary>
    public required string SettingsJson { get; set; }

    /// <summary>Kind of set, for lists: <c>folder</c>, <c>class-folders</c>, ...</summary>
    public required string Kind { get; set; }

    /// <summary>Root folder, for lists; empty for none.</summary>
    public required string Root { get; set; }

    /// <summary>When it was registered, Unix milliseconds.</summary>
    public long CreatedMs { get; set; }

    /// <summary>Its checks.</summary>
    public List<DatasetCheck> Checks { get; } = [];
}

/// <summary>States of a check.</summary>
public enum DatasetCheckState
{
    /// <summary>Waits until no other check runs.</summary>
    Queued,

    /// <summary>A process reads the files.</summary>
    Running,

    /// <summary>Its report is there, whatever it says.</summary>
    Done,

    /// <summary>It could not be done; <see cref="DatasetCheck.Message"/> says why.</summary>
    Failed,

    /// <summary>A person ended it.</summary>
    Cancelled,

    /// <summary>The site went away while it ran.</summary>
    Interrupted,
}

/// <summary>One reading of a data set from end to end, and what it found.</summary>
public sealed class DatasetCheck
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Data set.</summary>
    public long DatasetId { get; set; }

    /// <summary>Data set.</summary>
    public Dataset? Dataset { get; set; }

    /// <summary>The settings that it was checked with, JSON: those of the set may have changed since.</summary>
    public required string SettingsJson { get; set; }

    /// <summary>State.</summary>
    public DatasetCheckState State { get; set; }

    /// <summary>Site that runs or ran it; empty before.</summary>
    public string Worker { get; set; } = "";

    /// <summary>Images read.</summary>
    public int Done { get; set; }

    /// <summary>Images in all; 0 while unknown.</summary>
    public int Total { get; set; }

    /// <summary>Images a second over the last stretch; 0 while unknown.</summary>
    public double Rate { get; set; }

    /// <summary>Folder of report and pictures, relative to the runs folder; empty until it starts.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Whether the set can be trained on as it is; null while there is no report.</summary>
    public bool? IsSound { get; set; }

    /// <summary>The verdict, or why there is none: one sentence; empty while it runs.</summary>
    public string Message { get; set; } = "";

    /// <summary>Number of probable mistakes.</summary>
    public int Mistakes { get; set; }

    /// <summary>Number of images that cannot be used as they are.</summary>
    public int FaultyImages { get; set; }

    /// <summary>The whole report, JSON as the engine wrote it; null while there is none.</summary>
    public string? ReportJson { get; set; }

    /// <summary>When it was asked for, Unix milliseconds.</summary>
    public long CreatedMs { get; set; }

    /// <summary>When it began, Unix milliseconds.</summary>
    public long? StartedMs { get; set; }

    /// <summary>When it ended, Unix milliseconds.</summary>
    public long? EndedMs { get; set; }
}
