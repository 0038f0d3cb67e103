using System.Text.Json;
using Experiments.Data.Datasets;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;

namespace Experiments.Web.Datasets;

/// <summary>A data set as its page shows it.</summary>
/// <param name="Row">Name, settings, last checks.</param>
/// <param name="Report">Report of <see cref="DatasetRow.Reported"/>; null while there is none.</param>
public sealed record DatasetView(DatasetRow Row, DatasetReport? Report)
{
    /// <summary>Whether the settings were changed after the check whose report is shown.</summary>
    public bool IsOutdated => Row.Reported is { } check && check.SettingsJson != Row.SettingsJson;
}

/// <summary>Reads data sets with their reports.</summary>
public sealed class DatasetViewQuery(DatasetStore datasets)
{
    /// <summary>Every data set, by name, with its last checks.</summary>
    public Task<IReadOnlyList<DatasetRow>> ListAsync(CancellationToken cancellationToken) => datasets.ListAsync(cancellationToken);

    /// <summary>A data set without its report; null where there is none.</summary>
    public Task<DatasetRow?> RowAsync(long datasetId, CancellationToken cancellationToken) => datasets.FindAsync(datasetId, cancellationToken);

    /// <summary>A data set; null where there is none.</summary>
    /// <param name="datasetId">Data set.</param>
    /// <param name="known">What is shown now: a report that is there already is not read again.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<DatasetView?> FindAsync(long datasetId, DatasetView? known, CancellationToken cancellationToken)
    {
        if (await datasets.FindAsync(datasetId, cancellationToken) is not { } row) return null;
        if (row.Reported is not { } check) return new DatasetView(row, null);
        if (known?.Report is not null && known.Row.Reported?.CheckId == check.CheckId) return known with { Row = row };
        var json = await datasets.ReportAsync(check.CheckId, cancellationToken);
        return new DatasetView(row, json is null ? null : JsonSerializer.Deserialize<DatasetReport>(json, SchemaJson.Indented));
    }
}
