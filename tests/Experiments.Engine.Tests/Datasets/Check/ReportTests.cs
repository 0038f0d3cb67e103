using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Cli;

namespace Experiments.Engine.Tests.Datasets.Check;

public sealed class ReportTests : IDisposable
{
    private readonly MadeSet _set = new MadeSet().WithBands(0, 1, 2, 255).WithClasses(3);

    public void Dispose() => _set.Dispose();

    [Fact]
    public void The_report_has_image_lists_stored_values_and_samples()
    {
        _set.WriteLabel("train", "t_3", (_, y) => y < 12 ? 2 : 0);
        var train = _set.Check().Subsets[0];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("t_0\nt_1\nt_2\nt_3\nt_4\nt_5\n"))), train.ImageList);
        Assert.Equal([0, 1, 2, 255], train.Stored.Select(v => v.Value));
        Assert.Equal(train.ClassPixels, train.Stored.Take(3).Select(v => v.Pixels));
        Assert.Equal((6, 5), (train.Stored[0].Images, train.Stored[1].Images));
        Assert.Equal(_set["labels/train/t_0.png"], train.Stored[1].Example);
        Assert.Equal(6, train.Samples.Count);
        Assert.Equal([0, 2], train.Samples.Single(s => s.Stem == "t_3").Classes);
    }

    [Fact]
    public void Samples_show_every_class_before_they_show_more_of_the_same()
    {
        for (var i = 0; i < 30; i++)
        {
            _set.WriteImage("train", $"u_{i:00}", 20 + i);
            _set.WriteLabel("train", $"u_{i:00}", (x, _) => i == 17 ? 4 + (x % 2) : i == 23 ? 3 : 0);
        }

        var samples = _set.WithClasses(6).Check().Subsets[0].Samples;
        Assert.Equal(8, samples.Count);
        Assert.Contains(samples, s => s.Stem == "u_17");
        Assert.Contains(samples, s => s.Stem == "u_23");
        Assert.Equal(samples.Select(s => s.Stem).Order(StringComparer.Ordinal), samples.Select(s => s.Stem));
    }

    [Fact]
    public void Two_checks_give_the_same_report()
    {
        File.Delete(_set["labels/train/t_1.png"]);
        _set.Write("images/val/v_2.png", "broken"u8.ToArray());
        _set.WriteLabel("val", "v_1", (x, _) => 40 + x);
        Assert.Equal(JsonSerializer.Serialize(_set.Check(), SchemaJson.Indented), JsonSerializer.Serialize(_set.Check(), SchemaJson.Indented));
    }

    [Fact]
    public void Faulty_images_are_all_named_with_their_reason_and_listed_to_leave_out()
    {
        for (var i = 0; i < 4; i++) _set.WriteImage("train", $"w_{i}", 30 + i);
        _set.WriteImage("train", "x_0", 40);
        _set.WriteImage("train", "x_1", 41);
        _set.Write("images/train/t_1.png", []);
        _set.WriteLabel("train", "t_2", (_, _) => 1, width: 30);
        _set.WriteLabel("val", "v_1", (x, _) => x < 3 ? 9 : 1);
        var report = _set.Check();
        Assert.Equal(
            [
                (null, "w_0", FileFault.Unpaired), (null, "w_1", FileFault.Unpaired), (null, "w_2", FileFault.Unpaired), (null, "w_3", FileFault.Unpaired),
                (null, "x_0", FileFault.Unpaired), (null, "x_1", FileFault.Unpaired),
                (Subset.Train, "t_1", FileFault.Image), (Subset.Train, "t_2", FileFault.Size), (Subset.Validation, "v_1", FileFault.Value),
            ],
            report.Faulty.Select(f => (f.Subset, f.Stem, f.Fault)));
        Assert.Equal("images: 10 images, 3 classes: not sound (1 problem of folders and lists, 9 faulty images).", report.Verdict.Replace(report.Name, "images", StringComparison.Ordinal));
        var lines = LeaveOutFile.TextOf(report).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["train: t_1", "train: t_2", "validation: v_1", "w_0", "w_1", "w_2", "w_3", "x_0", "x_1"], lines.Select(l => l.Split(" # ")[0]));
        Assert.Equal("w_3 # Image without label in \"labels/train\" (train)", lines[6]);
    }

    [Fact]
    public void The_console_names_a_few_files_of_each_kind_and_the_JSON_all()
    {
        for (var i = 0; i < 6; i++) _set.Write($"images/train/t_{i}.png", "broken"u8.ToArray());
        var report = _set.Check();
        Assert.Equal(6, report.Faulty.Count);
        var lines = report.ToLines();
        Assert.Contains("Images that cannot be read: 6", lines);
        Assert.Equal(5, lines.Count(l => l.Contains("is corrupt", StringComparison.Ordinal)));
        Assert.Contains("  and 1 more", lines);
    }

    [Fact]
    public void Values_are_bounded_for_each_file_and_counted_over_all()
    {
        _set.WriteLabel("train", "t_0", (x, _) => x < 2 ? 100 : x < 30 ? 101 + x : 0);
        var report = _set.Check();
        Assert.Equal(8, report.OutOfRange.Count);
        Assert.Equal(new OutOfRangeValue(_set["labels/train/t_0.png"], 100, 48), report.OutOfRange[0]);
        Assert.EndsWith("at 720 pixels: 100, 103, 104, 105, 106, 107, 108, 109 and 21 more.", report.Faulty[0].Reason, StringComparison.Ordinal);
        Assert.Equal(720, report.Subsets[0].OutOfRangePixels);
    }

    [Fact]
    public void A_check_ends_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => DatasetCheck.Run(new RunConfiguration { Data = _set.Settings }, cancellation: source.Token));
    }

    [Fact]
    public void The_command_leaves_report_list_pictures_and_journal_in_a_folder_and_exits_with_1_for_an_unsound_set()
    {
        _set.WriteLabel("val", "v_1", (x, _) => x < 3 ? 9 : 1);
        var configuration = EngineRun.Write(_set["."], new RunConfiguration { Data = _set.Settings });
        var run = EngineRun.Of("dataset", "check", "--config", configuration, "--out", _set["out"], "--json", _set["copy.json"], "--leave-out", _set["bad.txt"]);
        Assert.True(run.ExitCode == 1, run.Error);
        var text = File.ReadAllText(_set["out/report.json"]);
        Assert.Equal(text, File.ReadAllText(_set["copy.json"]));
        Assert.Equal(File.ReadAllText(_set["out/leave-out.txt"]), File.ReadAllText(_set["bad.txt"]));
        var report = JsonSerializer.Deserialize<DatasetReport>(text, SchemaJson.Indented)!;
        Assert.StartsWith(report.Verdict, run.Error, StringComparison.Ordinal);
        Assert.Contains(report.Verdict, run.Output, StringComparison.Ordinal);
        var sample = report.Subsets[1].Samples[1];
        Assert.Equal(("v_1", "validation-2.png", "validation-2-labels.png"), (sample.Stem, sample.Image, sample.Labels));
        Assert.Equal(ImageFile.ReadRgb(_set["images/val/v_1.png"]).Pixels, ImageFile.ReadRgb(_set[$"out/pictures/{sample.Image}"]).Pixels);
        // Value 9 is no class: white. Class 1 has the second colour of the Pascal VOC palette.
        Assert.Equal([255, 255, 255, 255, 255, 255, 255, 255, 255, 128, 0, 0], ImageFile.ReadRgb(_set[$"out/pictures/{sample.Labels}"]).Pixels[..12]);
        var journal = EngineRun.Journal(_set["out"]);
        Assert.Equal((10, 10), journal.OfType<ProgressEvent>().Select(e => (e.Done, e.Total)).Last());
        Assert.IsType<FinishedEvent>(journal[^1]);
    }

    [Fact]
    public void A_sound_set_exits_with_0_and_one_that_cannot_be_opened_with_2()
    {
        Assert.Equal(0, EngineRun.Of("dataset", "check", "--config", EngineRun.Write(_set["."], new RunConfiguration { Data = _set.Settings })).ExitCode);
        var missing = EngineRun.Of("dataset", "check", "--config", EngineRun.Write(_set["."], new RunConfiguration { Data = _set.Settings with { Root = _set["none"] } }), "--out", _set["out"]);
        Assert.Equal(2, missing.ExitCode);
        Assert.Equal("configuration", Assert.IsType<FailedEvent>(EngineRun.Journal(_set["out"])[^1]).FailureClass);
    }
}
