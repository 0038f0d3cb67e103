using System.Text.Json;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Web.Results;

namespace Experiments.Web.Datasets;

/// <summary>Crops of a data set as a training sees them, with what they were asked for by.</summary>
/// <param name="Report">The crops.</param>
/// <param name="Overrides">Settings of crop and augmentation that differ from the defaults.</param>
/// <param name="Version">Changes whenever they are rendered anew.</param>
public sealed record TrainingCropsView(TrainingCropsReport Report, IReadOnlyDictionary<string, string> Overrides, long Version);

/// <summary>Reads the crops that were last rendered of a data set: <c>datasets/{id}/crops</c> in the runs folder, one result a set.</summary>
/// <param name="files">Finds files below the runs folder.</param>
public sealed class TrainingCropsQuery(RunFiles files)
{
    internal const string Report = "crops.json";
    internal const string Overrides = "overrides.json";

    /// <summary>The folder, relative to the runs folder.</summary>
    internal static string FolderOf(long datasetId) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"datasets/{datasetId}/crops");

    /// <summary>The crops; null where none were rendered.</summary>
    public TrainingCropsView? Find(long datasetId)
    {
        if (files.Find(FolderOf(datasetId), Report) is not { } report || files.Find(FolderOf(datasetId), Overrides) is not { } overrides) return null;
        try
        {
            return new TrainingCropsView(
                JsonSerializer.Deserialize<TrainingCropsReport>(File.ReadAllText(report), SchemaJson.Indented)!,
                DatasetSettings.Read(File.ReadAllText(overrides)),
                File.GetLastWriteTimeUtc(report).Ticks);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null; // They are being replaced, or an older version wrote them: then they are not there.
        }
    }

    /// <summary>A picture of them; null where there is none.</summary>
    public string? Picture(long datasetId, string file) => file.EndsWith(".png", StringComparison.Ordinal) ? files.Find(FolderOf(datasetId), file) : null;
}
