using System.Text;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>
/// Writes the list of images to leave out: one stem a line, behind <c>train:</c> or <c>validation:</c> where one subset's image is
/// meant, with the reason behind a #.
/// </summary>
public static class LeaveOutFile
{
    /// <summary>The faulty images of a report, each once, sorted; the first reason of each.</summary>
    /// <param name="report">Report.</param>
    public static string TextOf(DatasetReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        foreach (var image in report.Faulty.DistinctBy(f => (f.Subset, f.Stem)).OrderBy(f => f.Stem, StringComparer.Ordinal).ThenBy(f => f.Subset))
            text.Append(image.Subset is { } subset ? $"{SettingDescriptor.NameOf(subset)}: " : "").Append(image.Stem).Append(" # ").Append(image.Reason.ReplaceLineEndings(" ")).Append('\n');
        return text.ToString();
    }

    /// <summary>Writes them.</summary>
    /// <param name="path">File.</param>
    /// <param name="report">Report.</param>
    public static void Write(string path, DatasetReport report) => WholeFile.WriteText(path, TextOf(report));
}
