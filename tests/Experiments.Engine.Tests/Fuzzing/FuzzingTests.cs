using Experiments.Fuzzing;

namespace Experiments.Engine.Tests.Fuzzing;

/// <summary>A fixed sample of what <c>tests/Experiments.Fuzzing</c> runs by the thousand.</summary>
public sealed class FuzzingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Formats => [.. FuzzedFormat.All.Select(f => f.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public void Seeds_are_read(string name) =>
        Assert.All(FuzzedFormat.All.Single(f => f.Name == name).Seeds, (seed, i) =>
        {
            var path = seed.WriteTo(_folder[$"{i}"]);
            FuzzedFormat.All.Single(f => f.Name == name).Read(path);
        });

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_mutated_file_is_read_or_refused_with_a_message(string name)
    {
        var report = new FuzzRun(FuzzedFormat.All.Single(f => f.Name == name), seed: 7, _folder.Path).Run(0, 200);
        Assert.Empty(report.Failures);
        Assert.True(report is { Accepted: > 0, Refused: > 50 }, $"{report.Accepted} read, {report.Refused} refused: the mutations do not reach the reader.");
    }

    [Fact]
    public void A_reader_that_fails_in_another_way_or_takes_too_much_memory_is_found()
    {
        var report = new FuzzRun(new Careless(), seed: 1, _folder.Path).Run(0, 20);
        Assert.Equal(20, report.Failures.Count);
        Assert.Contains(report.Failures, f => f.What.Contains("NotSupportedException", StringComparison.Ordinal));
        Assert.Contains(report.Failures, f => f.What.Contains("bytes of memory", StringComparison.Ordinal));
    }

    [Fact]
    public void A_reader_that_hangs_ends_the_run()
    {
        using var forever = new ManualResetEventSlim();
        var report = new FuzzRun(new Careless(forever), seed: 1, _folder.Path) { Watchdog = TimeSpan.Zero }.Run(0, 20);
        forever.Set();
        Assert.Contains("still reads", Assert.Single(report.Failures).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_is_the_same_when_it_is_run_again_alone()
    {
        var run = new FuzzRun(FuzzedFormat.All[0], seed: 3, _folder.Path);
        var first = File.ReadAllBytes(run.Write(11).Path);
        run.Write(12);
        Assert.Equal(first, File.ReadAllBytes(run.Write(11).Path));
    }

    /// <summary>Breaks at once, takes far too much, or waits.</summary>
    private sealed class Careless(ManualResetEventSlim? forever = null) : FuzzedFormat
    {
        public override string Name => "careless";

        public override IReadOnlyList<FuzzSeed> Seeds => [new("a", [1, 2, 3])];

        public override byte[] Mutate(byte[] bytes, Random random) => [1, 2, 3];

        public override long Read(string path)
        {
            forever?.Wait();
            return File.ReadAllBytes(path).Length == 3 ? 1L << 40 : throw new NotSupportedException();
        }
    }
}
