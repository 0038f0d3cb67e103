using Experiments.Engine.Cli;
using Experiments.Engine.Journal;
using Experiments.Engine.Measuring;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Training;
using Microsoft.Extensions.Time.Testing;

namespace Experiments.Engine.Tests.Measuring;

/// <summary>What an engine process says of the processor, memory, disk and GPUs that it uses.</summary>
public sealed class SystemMetricsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Figures_are_those_of_the_system()
    {
        var clock = new FakeTimeProvider();
        var usage = new ProcessUsage(clock);
        var before = Environment.CpuUsage.TotalTime;
        var block = new byte[64 << 20];
        while ((Environment.CpuUsage.TotalTime - before).TotalSeconds < 0.2) Array.Fill(block, (byte)1);
        clock.Advance(TimeSpan.FromSeconds(2));
        GC.Collect();
        var figures = usage.Look().ToDictionary(f => f.Series, f => f.Value);
        GC.KeepAlive(block);

        // Two seconds went by on the clock that the rate is over.
        Assert.InRange(figures[SystemSeries.Processor], 0.1, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        Assert.InRange(figures[SystemSeries.Memory], 64 << 20, figures[SystemSeries.MemoryPeak]);
        Assert.InRange(figures[SystemSeries.Heap], 64 << 20, figures[SystemSeries.Memory] * 2);
        Assert.InRange(figures[SystemSeries.Threads], 2, 10_000);
        if (OperatingSystem.IsLinux()) Assert.True(figures[SystemSeries.DiskRead] >= 0 && figures[SystemSeries.DiskWritten] >= 0);
    }

    [Fact]
    public void Bytes_to_and_from_disk_are_told_a_second_and_left_out_where_the_system_hides_them()
    {
        var clock = new FakeTimeProvider();
        File.WriteAllText(_folder["io"], "rchar: 9\nread_bytes: 4096\nwrite_bytes: 100\ncancelled_write_bytes: 7\n");
        var usage = new ProcessUsage(clock, _folder["io"]);
        File.WriteAllText(_folder["io"], "rchar: 9\nread_bytes: 14096\nwrite_bytes: 100\ncancelled_write_bytes: 7\n");
        clock.Advance(TimeSpan.FromSeconds(5));
        var figures = usage.Look().ToDictionary(f => f.Series, f => f.Value);
        Assert.Equal((2000, 0), (figures[SystemSeries.DiskRead], figures[SystemSeries.DiskWritten]));
        Assert.DoesNotContain(new ProcessUsage(clock, _folder["none"]).Look(), f => f.Series == SystemSeries.DiskRead);
    }

    [Fact]
    public void The_pace_is_that_of_steps_that_ended_and_of_none_before_the_first()
    {
        var clock = new FakeTimeProvider();
        var pace = new WorkPace(clock);
        Assert.Empty(pace.Look());
        // Loading took ten seconds; a resumed job goes on at 40.
        clock.Advance(TimeSpan.FromSeconds(10));
        pace.Advance(40);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(pace.Look());
        pace.Advance(43);
        clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal([new(SystemSeries.Throughput, 3)], pace.Look());
        Assert.Empty(pace.Look());
        // One step as long as several looks.
        pace.Advance(44);
        Assert.Equal([new(SystemSeries.Throughput, 0.01)], pace.Look());
    }

    [Fact]
    public void Of_the_gpus_those_of_the_run_are_told_by_the_numbers_it_gives_them()
    {
        const string Answer = "0, GPU-11111111-2222, 97, 40536\n1, GPU-33333333-4444, [N/A], 12\n";
        Assert.Equal([new(SystemSeries.GpuUse(0), 0.97), new(SystemSeries.GpuMemory(0), 40536.0 * (1 << 20))], new GpuUsage(["cuda"], null).Read(Answer));
        Assert.Equal([new(SystemSeries.GpuMemory(1), 12.0 * (1 << 20))], new GpuUsage(["cpu", "cuda:1"], "").Read(Answer));
        Assert.Equal(SystemSeries.GpuUse(1), new GpuUsage(["cuda:1"], "1,0").Read(Answer)[0].Series);
        Assert.Equal(0.97, new GpuUsage(["cuda:0"], "GPU-11111111").Read(Answer)[0].Value);
        Assert.Empty(new GpuUsage(["cuda:3"], null).Read(Answer));
        Assert.Empty(new GpuUsage(["cuda:0"], null).Read("No devices were found\n"));
        // A run on the CPU asks nobody.
        Assert.Empty(new GpuUsage(["cpu"], null).Look());
    }

    [Fact]
    public void Seconds_go_on_from_attempt_to_attempt_and_short_work_has_a_point_too()
    {
        using (var first = new AttemptFolder(_folder["job"], TimeProvider.System) { SecondsBefore = 100 })
        {
            first.MeasureSystem(new ExecutionSettings()).Dispose();
            first.MeasureSystem(new ExecutionSettings { SystemEvery = 0 }).Dispose();
        }

        using (var second = new AttemptFolder(_folder["job"], TimeProvider.System)) second.MeasureSystem(new ExecutionSettings()).Dispose();
        var points = JournalFile.Read(_folder["job/events.jsonl"]).OfType<PointEvent>().ToList();
        Assert.Equal([101, 102], points.Where(p => p.Key == SystemSeries.Memory).Select(p => p.Step));
        Assert.All(points, p => Assert.StartsWith(SystemSeries.Prefix, p.Key, StringComparison.Ordinal));
    }

    [Fact]
    public void Looking_moves_no_bit_of_a_training()
    {
        var configuration = TinyRuns.Segmentation(iterations: 20);
        var (weights, points) = (new List<string>(), new List<int>());
        foreach (var every in new[] { 0, 1 })
        {
            var file = Cli.EngineRun.Write(_folder.Path, configuration with { Execution = configuration.Execution with { SystemEvery = every } });
            Assert.Equal(0, TrainVerb.Run(new TrainArguments(file, new AttemptPlace(_folder[$"every-{every}"]), Resume: false, ResumeFrom: null), [LearningTask.Segmentation]));
            using var saved = Experiments.Engine.Weights.SafetensorsFile.Read(_folder[$"every-{every}/checkpoints/final.safetensors"]);
            weights.Add(string.Concat(saved.Tensors.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(t.Value.bytes)))));
            var journal = Cli.EngineRun.Journal(_folder[$"every-{every}"]).OfType<PointEvent>().ToList();
            points.Add(journal.Count(p => p.Key == SystemSeries.Processor));
            Assert.Equal(every > 0, journal.Any(p => p.Key == SystemSeries.Throughput && p.Value > 0));
        }

        Assert.Equal(weights[0], weights[1]);
        Assert.Equal(0, points[0]);
        Assert.InRange(points[1], 1, int.MaxValue);
    }
}
