using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Experiments.Engine.Native;
using Experiments.Engine.Schema;
using TorchSharp;

namespace Experiments.Benchmarks.Peers;

/// <summary>
/// The engine's side of <c>benchmarks/peers/run</c>: does one work a number of times and prints one line of JSON, the
/// same as <c>peer.py</c> prints.
/// </summary>
internal static class PeerProcess
{
    private const int WarmUp = 2;
    private const int PenaltyRepeats = 9;

    /// <summary>Runs <c>peer train|infer|memory WORK STEPS THREADS</c>.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments is not [var verb, var name, var steps, var threads])
        {
            Console.Error.WriteLine("Use: peer train|infer|memory WORK STEPS THREADS");
            return 2;
        }

        // What the engine does at its start.
        Allocator.KeepLargeBlocks();
        TorchLibrary.EnsureLoaded();
        torch.set_num_threads(int.Parse(threads, CultureInfo.InvariantCulture));
        using var work = PeerWork.Create(name);
        ForgetConstruction();
        var count = int.Parse(steps, CultureInfo.InvariantCulture);
        var report = verb switch
        {
            "train" => Timed(work.Train, count, work.Penalise),
            "infer" => Timed(work.Infer, count, null),
            "memory" => Memory(work, count),
            _ => throw new UsageException($"Unknown verb \"{verb}\". Available: train, infer, memory."),
        };
        Console.WriteLine(JsonSerializer.Serialize(report));
        return 0;
    }

    private static Dictionary<string, object> Timed(Func<double> step, int count, Action? penalty)
    {
        var first = step();
        for (var i = 1; i < WarmUp; i++) step();
        var processor = Environment.CpuUsage.TotalTime;
        var report = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["value"] = first,
            ["milliseconds"] = Enumerable.Range(0, count).Select(_ => Milliseconds(() => step())).ToArray(),
        };
        report["processorMilliseconds"] = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / count;
        if (penalty is not null) report["penalty"] = Enumerable.Range(0, PenaltyRepeats).Select(_ => Milliseconds(penalty)).ToArray();
        report["peakMebibytes"] = Mebibytes("VmHWM");
        return report;
    }

    /// <summary>Resident memory after each hundred of steps.</summary>
    private static Dictionary<string, object> Memory(PeerWork work, int count)
    {
        var resident = new List<double>();
        for (var i = 1; i <= count; i++)
        {
            work.Train();
            if (i % 100 == 0) resident.Add(Mebibytes("VmRSS"));
        }

        return new(StringComparer.Ordinal) { ["residentMebibytes"] = resident };
    }

    private static double Milliseconds(Action step)
    {
        var start = Stopwatch.GetTimestamp();
        step();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Gives back what making the weights took and sets the peak to what is resident now.</summary>
    private static void ForgetConstruction()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        File.WriteAllText("/proc/self/clear_refs", "5");
    }

    /// <summary>A figure of /proc/self/status, which Linux gives in KiB.</summary>
    private static double Mebibytes(string key)
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(key, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
