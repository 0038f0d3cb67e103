using System.Diagnostics;
using Experiments.Engine.Schema;

namespace Experiments.Fuzzing;

/// <summary>What fuzzing a format gave.</summary>
public sealed record FuzzReport
{
    /// <summary>Cases run.</summary>
    public int Cases { get; init; }

    /// <summary>Cases whose file was read.</summary>
    public int Accepted { get; init; }

    /// <summary>Cases whose file was refused with a message.</summary>
    public int Refused { get; init; }

    /// <summary>The slowest case and its time.</summary>
    public (int Case, TimeSpan Time) Slowest { get; init; }

    /// <summary>The case that took most memory, in bytes, and what it was allowed.</summary>
    public (int Case, long Bytes, long Allowed) Largest { get; init; }

    /// <summary>What went wrong: case, what happened.</summary>
    public IReadOnlyList<(int Case, string What)> Failures { get; init; } = [];
}

/// <summary>
/// Runs mutated files through a format's reader. Each must be read, or be refused by a <see cref="DataException"/> or
/// <see cref="UsageException"/> with a message, within the watchdog's time and within twice the file and 64 MiB of
/// managed memory. A case is a function of (format, seed, number): any can be run again alone.
/// </summary>
/// <param name="format">The format.</param>
/// <param name="seed">Seed of all cases.</param>
/// <param name="folder">Where the case's file is written; it is still there when the process dies of it.</param>
public sealed class FuzzRun(FuzzedFormat format, int seed, string folder)
{
    private const long Allowance = 64L << 20;

    /// <summary>How long a case may take before it counts as hanging: a thousand times what the slowest takes.</summary>
    public TimeSpan Watchdog { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Runs cases.</summary>
    /// <param name="first">Number of the first.</param>
    /// <param name="count">How many.</param>
    public FuzzReport Run(int first, int count)
    {
        var report = new FuzzReport();
        var failures = new List<(int, string)>();
        for (var number = first; number < first + count; number++)
        {
            var outcome = RunCase(number);
            report = report with
            {
                Cases = report.Cases + 1,
                Accepted = report.Accepted + (outcome is { Failure: null, IsRefused: false } ? 1 : 0),
                Refused = report.Refused + (outcome.IsRefused ? 1 : 0),
                Slowest = outcome.Time > report.Slowest.Time ? (number, outcome.Time) : report.Slowest,
                Largest = outcome.Bytes > report.Largest.Bytes ? (number, outcome.Bytes, outcome.Allowed) : report.Largest,
            };
            if (outcome.Failure is not null) failures.Add((number, outcome.Failure));
            // The thread of a case that hangs cannot be ended: no more of them beside it.
            if (outcome.Hangs) break;
        }

        return report with { Failures = failures };
    }

    /// <summary>Writes the file of a case, and what lies beside it.</summary>
    /// <returns>Its path, and how long the files are together.</returns>
    public (string Path, long Bytes) Write(int number)
    {
        var random = new Random(unchecked(seed * 1_000_003 + number));
        var start = format.Seeds[random.Next(format.Seeds.Count)];
        var bytes = start.Bytes;
        for (var i = random.Next(3); i >= 0; i--) bytes = random.Next(2) == 0 ? GenericMutations.Apply(bytes, random) : format.Mutate(bytes, random);
        bytes = format.Finish(bytes, random);
        return ((start with { Bytes = bytes }).WriteTo(folder), bytes.Length + start.Beside.Sum(b => (long)b.Bytes.Length));
    }

    private Outcome RunCase(int number)
    {
        var (path, length) = Write(number);
        var outcome = new Outcome { Allowed = 2 * length + Allowance };
        var clock = Stopwatch.StartNew();
        var thread = new Thread(() => outcome = Read(path, outcome)) { IsBackground = true };
        thread.Start();
        if (!thread.Join(Watchdog)) return outcome with { Failure = $"still reads after {Watchdog.TotalSeconds} s", Hangs = true };
        outcome = outcome with { Time = clock.Elapsed };
        return outcome.Failure is null && outcome.Bytes > outcome.Allowed
            ? outcome with { Failure = $"took {outcome.Bytes} bytes of memory, where {outcome.Allowed} are allowed" }
            : outcome;
    }

    private Outcome Read(string path, Outcome outcome)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return outcome with { Bytes = format.Read(path) };
        }
        catch (Exception e) when (e is DataException or UsageException && e.Message.Length > 0)
        {
            return outcome with { IsRefused = true, Bytes = GC.GetAllocatedBytesForCurrentThread() - before };
        }
        catch (Exception e)
        {
            return outcome with { Failure = e.ToString() };
        }
    }

    private sealed record Outcome
    {
        public bool IsRefused { get; init; }

        public bool Hangs { get; init; }

        public string? Failure { get; init; }

        public TimeSpan Time { get; init; }

        public long Bytes { get; init; }

        public long Allowed { get; init; }
    }
}
