using System.Security.Cryptography;
using Experiments.Engine.Journal;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Cli;

/// <summary>A disk that is full or read-only, really.</summary>
public sealed class FullDiskTests
{
    private const int DiskExitCode = 3;

    [Fact]
    public void A_training_that_finds_no_room_leaves_nothing_torn_and_ends_with_the_same_bits_when_there_is_some()
    {
        using var disk = SmallDisk.Require(megabytes: 7);
        using var elsewhere = new TemporaryFolder();
        // A snapshot of about 2 MB an iteration, none of which may be deleted within a minute.
        var configuration = EngineRun.Write(elsewhere.Path, Training());
        var folder = Path.Combine(disk.Path, "attempt");

        var cut = EngineRun.Of("train", "--config", configuration, "--out", folder);

        Assert.Equal(DiskExitCode, cut.ExitCode);
        Assert.Contains($"The disk of \"{folder}\" is full: nothing more could be written. Make room on it; the work goes on from its newest checkpoint.", cut.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder, "*.tmp", SearchOption.AllDirectories));
        Assert.EndsWith("\n", File.ReadAllText(Path.Combine(folder, "events.jsonl")), StringComparison.Ordinal);
        var written = EngineRun.Journal(folder).OfType<CheckpointEvent>().ToList();
        Assert.NotEmpty(written);
        Assert.All(written, c => Assert.Equal(c.Sha256, Sha256(Path.Combine(folder, c.Path))));
        Assert.DoesNotContain(written, c => c.Final);

        disk.Grow(megabytes: 64);
        var gone = EngineRun.Of("train", "--config", configuration, "--out", folder, "--resume");
        var whole = EngineRun.Of("train", "--config", configuration, "--out", Path.Combine(elsewhere.Path, "whole"));

        Assert.Equal((0, 0), (gone.ExitCode, whole.ExitCode));
        var sequences = EngineRun.Journal(folder).Select(e => e.Sequence).ToList();
        Assert.Equal(Enumerable.Range(1, sequences.Count).Select(n => (long)n), sequences);
        Assert.Equal(
            EngineRun.Journal(Path.Combine(elsewhere.Path, "whole")).OfType<CheckpointEvent>().Single(c => c.Final).Sha256,
            EngineRun.Journal(folder).OfType<CheckpointEvent>().Single(c => c.Final).Sha256);
    }

    [Fact]
    public void A_read_only_disk_is_told_as_such()
    {
        using var disk = SmallDisk.Require(megabytes: 1);
        using var elsewhere = new TemporaryFolder();
        var configuration = EngineRun.Write(elsewhere.Path, Training());
        disk.MakeReadOnly();

        var refused = EngineRun.Of("train", "--config", configuration, "--out", Path.Combine(disk.Path, "attempt"));

        Assert.Equal(DiskExitCode, refused.ExitCode);
        Assert.Contains($"The disk of \"{Path.Combine(disk.Path, "attempt")}\" became read-only", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_for_which_there_is_no_room_is_not_in_the_journal_and_the_next_one_is_whole()
    {
        using var disk = SmallDisk.Require(megabytes: 1);
        using var journal = new JournalWriter(disk.Path, TimeProvider.System);
        journal.Write(new PointEvent { Key = "train/loss", Step = 1, Value = 1 });
        disk.Fill();

        // Longer than what is left of the file's last page.
        var error = Assert.Throws<IOException>(() => journal.Write(new FailedEvent { Message = new string('x', 10_000), FailureClass = "internal" }));

        Assert.Equal(DiskTrouble.Full, DiskTrouble.Of(error));
        Assert.Single(EngineRun.Journal(disk.Path));
        disk.MakeRoom();
        journal.Write(new PointEvent { Key = "train/loss", Step = 2, Value = 2 });
        Assert.Equal([1, 2], EngineRun.Journal(disk.Path).Select(e => e.Sequence));
    }

    [Fact]
    public void Other_errors_are_not_the_disks()
    {
        Assert.Null(DiskTrouble.Of(new IOException("Broken pipe")));
        Assert.Equal(DiskTrouble.Full, DiskTrouble.Of(new InvalidOperationException("outer", new IOException("No space left on device", 28))));
    }

    private static RunConfiguration Training() => new()
    {
        Network = new NetworkSettings { Backbone = Backbone.CifarResNet20 },
        Synthetic = new SyntheticSettings { Height = 48, Width = 48, TrainCount = 4, ValidationCount = 2 },
        Training = new TrainingSettings { Iterations = 6, BatchSize = 2, Crop = 24 },
        Regulariser = new RegulariserSettings { Kind = RegulariserName.L2 },
        Execution = new ExecutionSettings { LogEvery = 1, SnapshotEvery = 1, Threads = 1 },
    };

    private static string Sha256(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}
