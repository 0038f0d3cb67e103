using System.Globalization;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets.Check;

/// <summary>A report as lines of text, for people: bounded lists, the whole of them is in the JSON.</summary>
internal static class ReportText
{
    private const int FilesNamed = 5;
    private const int SizesNamed = 5;

    /// <summary>The verdict and what to do, then files, then subsets, then classes.</summary>
    public static IReadOnlyList<string> Of(DatasetReport report)
    {
        var lines = new List<string> { Verdict(report) };
        foreach (var finding in report.Findings) lines.AddRange(Lines(finding));
        lines.AddRange(Problems(report));
        lines.Add("");
        lines.AddRange(report.Subsets.Select(Line));
        lines.Add("");
        lines.AddRange(ClassTable(report));
        lines.Add("");
        foreach (var subset in report.Subsets) lines.Add($"image list of {SettingDescriptor.NameOf(subset.Subset)}: {subset.ImageList}");
        if (report.Manifest.Length > 0) lines.Add($"manifest: {report.Manifest}");
        return lines;
    }

    /// <summary>One sentence.</summary>
    public static string Verdict(DatasetReport report)
    {
        var what = $"{report.Name}: {Show.Count(report.ImageCount, "image")}, {report.Classes.Count} classes";
        if (!report.IsSound) return $"{what}: not sound ({string.Join(", ", Wrongs(report))}).";
        var doubts = report.Findings.Count(f => f.Weight == FindingWeight.Doubtful);
        return doubts == 0 ? $"{what}: sound." : $"{what}: sound, with {Show.Count(doubts, "doubt")}.";
    }

    /// <summary>What is wrong, counted by kind.</summary>
    public static IEnumerable<string> Wrongs(DatasetReport report)
    {
        var mistakes = report.Findings.Count(f => f.Weight == FindingWeight.Wrong);
        if (mistakes > 0) yield return $"{mistakes} probable {(mistakes == 1 ? "mistake" : "mistakes")}";
        var ofFolders = OfFolders(report).Count;
        if (ofFolders > 0) yield return $"{Show.Count(ofFolders, "problem")} of folders and lists";
        var images = report.Faulty.Select(f => (f.Subset, f.Stem)).Distinct().Count();
        if (images > 0) yield return Show.Count(images, "faulty image");
    }

    private static List<string> OfFolders(DatasetReport report)
    {
        var ofFiles = report.Faulty.Select(f => f.Reason).ToHashSet(StringComparer.Ordinal);
        return [.. report.Problems.Where(p => !ofFiles.Contains(p))];
    }

    private static IEnumerable<string> Lines(DatasetFinding finding)
    {
        yield return "";
        yield return $"{finding.Weight switch { FindingWeight.Wrong => "WRONG", FindingWeight.Doubtful => "DOUBTFUL", _ => "REMARK" }}: {finding.Title}";
        foreach (var evidence in finding.Evidence) yield return $"  - {evidence}";
        yield return $"  > {finding.Remedy}";
    }

    private static IEnumerable<string> Problems(DatasetReport report)
    {
        var ofFiles = report.Faulty.Where(f => f.Fault is not (FileFault.Unpaired or FileFault.Value)).ToList();
        var ofFolders = OfFolders(report);
        if (ofFolders.Count > 0) yield return "";
        foreach (var problem in ofFolders) yield return problem;
        foreach (var kind in ofFiles.GroupBy(f => f.Fault).OrderBy(g => g.Key))
        {
            yield return "";
            yield return $"{Heading(kind.Key)}: {kind.Count()}";
            foreach (var file in kind.Take(FilesNamed)) yield return $"  {file.Reason}";
            if (kind.Count() > FilesNamed) yield return $"  and {kind.Count() - FilesNamed} more";
        }

        if (report.OutOfRange.Count == 0) yield break;
        yield return "";
        yield return $"Labels with values that are no class and not ignored: {report.OutOfRange.Select(v => v.File).Distinct(StringComparer.Ordinal).Count()}";
        var values = report.OutOfRange.GroupBy(v => v.Value).OrderByDescending(g => g.Sum(v => v.Pixels)).ToList();
        foreach (var value in values.Take(FilesNamed))
            yield return $"  value {value.Key}: {value.Sum(v => v.Pixels)} pixels in {Show.Count(value.Count(), "label")}: {CheckedSet.Few([.. value.Select(v => Path.GetFileName(v.File))])}";
        if (values.Count > FilesNamed) yield return $"  and {values.Count - FilesNamed} more values";
    }

    private static string Heading(FileFault fault) => fault switch
    {
        FileFault.Image => "Images that cannot be read",
        FileFault.Label => "Labels that cannot be used",
        _ => "Labels of another size than their image",
    };

    private static string Line(SubsetReport subset)
    {
        var sizes = string.Join(", ", subset.Sizes.OrderByDescending(s => s.Value).ThenBy(s => s.Key, StringComparer.Ordinal).Take(SizesNamed).Select(s => $"{s.Value} of {s.Key}"));
        var more = subset.Sizes.Count > SizesNamed ? $" and {subset.Sizes.Count - SizesNamed} more sizes" : "";
        return $"{SettingDescriptor.NameOf(subset.Subset)}: {Show.Count(subset.Images, "image")}, {subset.Readable} usable{(sizes.Length > 0 ? $" ({sizes}{more})" : "")}";
    }

    private static IEnumerable<string> ClassTable(DatasetReport report)
    {
        var width = Math.Clamp(report.Classes.Select((c, i) => $"{i} {c.Name}".Length).DefaultIfEmpty(0).Max(), 12, 40);
        yield return $"{"class".PadRight(width)}{string.Concat(report.Subsets.Select(s => $"{$"{SettingDescriptor.NameOf(s.Subset)} pixels",26}{"images",8}"))}";
        for (var c = 0; c < report.Classes.Count; c++)
            yield return Row($"{c} {report.Classes[c].Name}", s => s.ClassPixels[c], s => s.ClassImages[c].ToString(CultureInfo.InvariantCulture));
        yield return Row("ignored", s => s.IgnoredPixels, _ => "");
        if (report.Subsets.Any(s => s.OutOfRangePixels > 0)) yield return Row("no class", s => s.OutOfRangePixels, _ => "");

        string Row(string heading, Func<SubsetReport, long> pixels, Func<SubsetReport, string> images) =>
            $"{(heading.Length > width ? heading[..width] : heading).PadRight(width)}{string.Concat(report.Subsets.Select(s => string.Create(CultureInfo.InvariantCulture, $"{$"{pixels(s)} ({Share(s, pixels(s)):P2})",26}{images(s),8}")))}".TrimEnd();
    }

    private static double Share(SubsetReport subset, long pixels)
    {
        var all = subset.ClassPixels.Sum() + subset.IgnoredPixels + subset.OutOfRangePixels;
        return all == 0 ? 0 : (double)pixels / all;
    }
}
