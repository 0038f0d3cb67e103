using System.Globalization;

namespace Experiments.Web.Datasets;

/// <summary>The folder of one check in the runs folder: only that check writes into it.</summary>
public static class CheckFolder
{
    /// <summary>Report, as the engine names it.</summary>
    public const string Report = "report.json";

    /// <summary>List of faulty images, one a line with the reason.</summary>
    public const string LeaveOut = "leave-out.txt";

    /// <summary>Pictures of a few images and their labels.</summary>
    public const string Pictures = "pictures";

    /// <summary>Configuration handed to the engine.</summary>
    public const string Configuration = "configuration.json";

    /// <summary>The folder, relative to the runs folder, as the database keeps it.</summary>
    public static string Of(long datasetId, long checkId) => string.Create(CultureInfo.InvariantCulture, $"datasets/{datasetId}/{checkId}");
}
