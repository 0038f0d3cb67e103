using System.Diagnostics;
using System.Globalization;
using Experiments.Data.Statistics;
using Experiments.Data.Tests.Statistics.Simulation;
using MathNet.Numerics.Random;

namespace Experiments.Benchmarks.Statistics;

/// <summary>Time of bootstrap intervals over 500 images × 19 classes with 10,000 resamples: the table of docs/performance.md.</summary>
internal static class BootstrapProcess
{
    private const int Images = 500;
    private const int Rounds = 7;

    /// <summary>Runs <c>bootstrap [--print]</c>: writes the section, or prints it.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments is not ([] or ["--print"]))
        {
            Console.Error.WriteLine("Use: bootstrap [--print]");
            return 2;
        }

        var (a, b) = SimulatedSet.WithRareClasses.Draw(new Xoshiro256StarStar(1), Images, networks: ImageBootstrap.FewestSeeds, seedDeviation: 0.05);
        (string Name, Func<Interval?> Work)[] works =
        [
            ("mIoU of one network, BCa", () => ImageBootstrap.OfMeanIoU(a[0])),
            ("difference of two networks, BCa", () => ImageBootstrap.OfDifference(a[..1], b[..1])),
            ("difference of 3 with 3 networks, BCa", () => ImageBootstrap.OfDifference(a[..3], b[..3])),
            ("difference of 8 with 8 networks, seeds and images", () => ImageBootstrap.OverSeedsAndImages(a, b)),
        ];
        var lines = works.Select(w =>
        {
            w.Work();
            var processor = Environment.CpuUsage.TotalTime;
            var seconds = Enumerable.Range(0, Rounds).Select(_ =>
            {
                var start = Stopwatch.GetTimestamp();
                w.Work();
                return Stopwatch.GetElapsedTime(start).TotalSeconds;
            }).Order().ToArray();
            var used = (Environment.CpuUsage.TotalTime - processor).TotalSeconds / Rounds;
            var line = string.Create(CultureInfo.InvariantCulture, $"| {w.Name} | {seconds[Rounds / 2]:0.00} | {seconds[0]:0.00}–{seconds[^1]:0.00} | {used:0.00} |");
            Console.WriteLine(line);
            return line;
        }).ToArray();
        var day = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var text = $"{day}, {Environment.ProcessorCount} cores. {ImageBootstrap.DefaultResamples.ToString("N0", CultureInfo.InvariantCulture)} resamples × {Images} images × {a[0].Classes} classes, {Rounds} rounds.{Load()}\n\n"
            + $"| interval | s, median | smallest–largest | s of processor time |\n| --- | --- | --- | --- |\n{string.Join('\n', lines)}";
        if (arguments.Length == 1) Console.WriteLine(text);
        else DocumentSection.Write("performance.md", "bootstrap", text);
        return 0;
    }

    /// <summary>What else the machine does; known on Linux.</summary>
    private static string Load()
    {
        const string File = "/proc/loadavg";
        return System.IO.File.Exists(File) ? $" Load of the machine: {System.IO.File.ReadAllText(File).Split(' ')[0]}." : "";
    }
}
