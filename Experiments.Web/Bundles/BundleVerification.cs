using System.Globalization;
using Experiments.Data.Results.Export;

namespace Experiments.Web.Bundles;

/// <summary>What checking a bundle found.</summary>
/// <param name="Problems">What is wrong, a sentence each: rule, value, remedy. Empty where all is well.</param>
/// <param name="Notes">What could not be checked, a sentence each.</param>
/// <param name="Cells">Cells computed anew.</param>
/// <param name="Images">Images that they were computed from, over all evaluations.</param>
/// <param name="Evaluations">Evaluations computed anew.</param>
/// <param name="Files">Files whose hash matches.</param>
public sealed record BundleVerification(IReadOnlyList<string> Problems, IReadOnlyList<string> Notes, int Cells, long Images, int Evaluations, int Files)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Problems.Count == 0;

    /// <summary>The result in a line.</summary>
    public string Line => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsSound ? "OK" : $"NOT OK: {ExportText.Plural(Problems.Count, "problem")}")}: {ExportText.Plural(Cells, "cell")} recomputed from {Images} images of {ExportText.Plural(Evaluations, "evaluation")}; {ExportText.Plural(Files, "file matches", "files match")}");
}
