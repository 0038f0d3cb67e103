using Experiments.Data.Model;

namespace Experiments.Data.Datasets;

/// <summary>A data set to register, or its settings to change.</summary>
/// <param name="Name">Name; unique.</param>
/// <param name="SettingsJson">Settings, JSON.</param>
/// <param name="Kind">Kind of set.</param>
/// <param name="Root">Root folder; empty for none.</param>
public sealed record NewDataset(string Name, string SettingsJson, string Kind, string Root);

/// <summary>A check without its report.</summary>
/// <param name="CheckId">Check.</param>
/// <param name="DatasetId">Data set.</param>
/// <param name="SettingsJson">Settings that it was made with.</param>
/// <param name="State">State.</param>
/// <param name="Done">Images read.</param>
/// <param name="Total">Images in all; 0 while unknown.</param>
/// <param name="Rate">Images a second.</param>
/// <param name="Folder">Folder of report and pictures, relative to the runs folder.</param>
/// <param name="IsSound">Whether the set can be trained on; null while there is no report.</param>
/// <param name="Message">The verdict, or why there is none.</param>
/// <param name="Mistakes">Probable mistakes.</param>
/// <param name="FaultyImages">Images that cannot be used.</param>
/// <param name="CreatedMs">When it was asked for, Unix milliseconds.</param>
/// <param name="StartedMs">When it began.</param>
/// <param name="EndedMs">When it ended.</param>
public sealed record CheckRow(
    long CheckId, long DatasetId, string SettingsJson, DatasetCheckState State, int Done, int Total, double Rate, string Folder,
    bool? IsSound, string Message, int Mistakes, int FaultyImages, long CreatedMs, long? StartedMs, long? EndedMs)
{
    /// <summary>Whether it waits or runs.</summary>
    public bool IsOpen => State is DatasetCheckState.Queued or DatasetCheckState.Running;
}

/// <summary>A data set in a list.</summary>
/// <param name="DatasetId">Data set.</param>
/// <param name="Name">Name.</param>
/// <param name="Kind">Kind of set.</param>
/// <param name="Root">Root folder; empty for none.</param>
/// <param name="SettingsJson">Settings, JSON.</param>
/// <param name="CreatedMs">When it was registered, Unix milliseconds.</param>
/// <param name="Newest">Its newest check, whatever became of it; null for none.</param>
/// <param name="Reported">Its newest check with a report; null for none.</param>
public sealed record DatasetRow(long DatasetId, string Name, string Kind, string Root, string SettingsJson, long CreatedMs, CheckRow? Newest, CheckRow? Reported);

/// <summary>What a check found, in the words of whoever reads the report.</summary>
/// <param name="ReportJson">The whole report, JSON.</param>
/// <param name="IsSound">Whether the set can be trained on as it is.</param>
/// <param name="Verdict">One sentence.</param>
/// <param name="Mistakes">Probable mistakes.</param>
/// <param name="FaultyImages">Images that cannot be used as they are.</param>
public sealed record CheckReport(string ReportJson, bool IsSound, string Verdict, int Mistakes, int FaultyImages);
