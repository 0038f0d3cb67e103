using System.CommandLine;
using System.Globalization;
using Experiments.Fuzzing;

var formatOption = new Option<string?>("--format") { Description = $"One format: {string.Join(", ", FuzzedFormat.All.Select(f => f.Name))}; all without it." };
var casesOption = new Option<int>("--cases") { Description = "Cases a format.", DefaultValueFactory = _ => 2000 };
var seedOption = new Option<int>("--seed") { Description = "Seed of all cases.", DefaultValueFactory = _ => 1 };
var caseOption = new Option<int?>("--case") { Description = "Run this case alone, again." };
var command = new RootCommand("Runs mutated files through the readers of every format.") { formatOption, casesOption, seedOption, caseOption };
command.SetAction(parsed =>
{
    var (name, seed, only) = (parsed.GetValue(formatOption), parsed.GetValue(seedOption), parsed.GetValue(caseOption));
    var formats = FuzzedFormat.All.Where(f => name is null || f.Name == name).ToList();
    if (formats.Count == 0)
    {
        Console.Error.WriteLine($"Unknown format \"{name}\". Available: {string.Join(", ", FuzzedFormat.All.Select(f => f.Name))}.");
        return 2;
    }

    var folder = Directory.CreateTempSubdirectory("fuzzing-").FullName;
    Console.WriteLine($"Files are written below {folder}; if the process dies, the last one is there.");
    var failed = 0;
    foreach (var format in formats)
    {
        var report = new FuzzRun(format, seed, Path.Combine(folder, format.Name)).Run(only ?? 0, only is null ? parsed.GetValue(casesOption) : 1);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{format.Name}: {report.Cases} cases, {report.Accepted} read, {report.Refused} refused, {report.Failures.Count} failed; slowest {report.Slowest.Time.TotalMilliseconds:f0} ms (case {report.Slowest.Case}), most memory {report.Largest.Bytes / 1048576.0:f1} of {report.Largest.Allowed / 1048576.0:f1} MiB (case {report.Largest.Case})"));
        foreach (var (number, what) in report.Failures) Console.WriteLine($"  --format {format.Name} --seed {seed} --case {number}: {what}");
        failed += report.Failures.Count;
    }

    // What failed stays to be looked at.
    if (failed == 0) Directory.Delete(folder, recursive: true);
    return failed == 0 ? 0 : 1;
});
return command.Parse(args).Invoke();
