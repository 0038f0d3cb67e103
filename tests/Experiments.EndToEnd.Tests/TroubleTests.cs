using System.Globalization;
using System.Text.Json;
using Experiments.Engine.Imaging;
using Experiments.Web.Components;
using Experiments.Web.Sweeps;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>What goes wrong is said, and takes nothing else with it.</summary>
public sealed class TroubleTests(Chromium chromium) : BrowserTest(chromium)
{
    private const float WatchdogMs = 300_000;

    [Fact]
    public async Task A_crop_that_does_not_fit_the_pyramid_is_explained_and_nothing_is_queued()
    {
        await OpenAsync(Urls.NewSweepFrom(Tiny("Wrong crop", ("training.crop", "50"))));
        await Assertions.Expect(Find("problem-training.crop")).ToHaveTextAsync(
            "training.crop is 50: it must be a multiple of 48 (6 bins × output stride 8); use 48 or 96.");
        await Assertions.Expect(Find("queue-sweep")).ToBeDisabledAsync();
        await OpenAsync(Urls.Queue);
        await Assertions.Expect(Page.GetByText("The queue is empty")).ToBeVisibleAsync();
        await OpenAsync(Urls.RunsTable);
        await Assertions.Expect(Page.GetByText("There are no runs yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_queue_is_reordered_paused_and_resumed_and_a_cancelled_run_keeps_what_it_had_recorded()
    {
        await Site.QueueSweepAsync(SweepYaml.Write(Endless("To be cancelled")));
        await Site.QueueSweepAsync(SweepYaml.Write(Tiny("Can wait")));
        await Site.QueueSweepAsync(SweepYaml.Write(Tiny("In a hurry", ("regulariser.kind", "none"))));
        await OpenRunAsync(1, "Running");
        await FirstPointAsync(1);

        await OpenAsync(Urls.Queue);
        var queued = Page.Locator("section:has(h2:text-is('Queued')) tbody tr");
        await Assertions.Expect(queued).ToContainTextAsync(["L2 seed 0", "none seed 0"]);
        await queued.Nth(1).GetByRole(AriaRole.Button, new() { Name = "First" }).ClickAsync();
        await Assertions.Expect(queued).ToContainTextAsync(["none seed 0", "L2 seed 0"]);
        await queued.Nth(1).GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Assertions.Expect(queued).ToContainTextAsync(["none seed 0"]);

        await OpenRunAsync(1, "Running");
        await Find("cancel-run").ClickAsync();
        await RunIsAsync("Cancelled");
        await Assertions.Expect(Find("log-tail")).ToBeVisibleAsync();
        Assert.NotEmpty(await LossStepsAsync(1));

        // What was set aside stays so while the other ends, and goes on when it is told to.
        await OpenRunAsync(3, "Succeeded");
        await OpenRunAsync(2, "Paused");
        await OpenAsync(Urls.Queue);
        await Find("resume-all").ClickAsync();
        await OpenRunAsync(2, "Succeeded");
    }

    [Fact]
    public async Task A_run_whose_folder_vanished_fails_with_message_and_log_while_the_site_goes_on()
    {
        // The one worker is kept busy until the folder is gone.
        await QueueAsync(Endless("Keeps the worker busy"));
        await OpenRunAsync(1, "Running");
        var root = WriteFolderSet();
        await QueueAsync(Tiny("Folder set", ("data.dataset", "folder"), ("data.root", root)));
        Directory.Delete(root, recursive: true);
        await OpenRunAsync(1, "Running");
        await Find("cancel-run").ClickAsync();
        await RunIsAsync("Cancelled");

        await OpenRunAsync(2, "Failed");
        await Assertions.Expect(Find("run-failure").First).ToContainTextAsync(root);
        await Assertions.Expect(Find("log-tail")).ToContainTextAsync(root);
        await QueueAsync(Tiny("Afterwards"));
        await OpenRunAsync(3, "Succeeded");
    }

    [Fact]
    public async Task A_run_whose_site_was_killed_is_finished_by_the_next_one_from_its_checkpoint()
    {
        await QueueAsync(Tiny("Survivor", ("training.iterations", "200"), ("execution.snapshotEvery", "5"), ("execution.logEvery", "1")));
        await OpenRunAsync(1, "Running");
        // Journals are stored in order: a point of a later iteration is stored after the checkpoint.
        await EventuallyAsync("a stored checkpoint", async () => (await LossStepsAsync(1)).Any(step => step > 5));
        var engine = Assert.Single(EngineProcesses());
        await Site.KillAsync();
        await Assertions.Expect(Find("reconnecting")).ToBeVisibleAsync();
        await EventuallyAsync("the end of the engine process", () => Task.FromResult(!EngineProcesses().Contains(engine)));

        await Site.StartAsync();
        await OpenRunAsync(1, "Succeeded");
        var journals = Directory.GetFiles(Site.Folder, "events.jsonl", SearchOption.AllDirectories)
            .Select(File.ReadAllLines).Where(lines => lines.Any(l => l.Contains("train/loss", StringComparison.Ordinal))).ToList();
        Assert.True(journals.Count >= 2, $"{journals.Count} training attempts left a journal.");
        Assert.Single(journals, lines => lines[^1].Contains("\"finished\"", StringComparison.Ordinal));
        Assert.Contains(journals, lines => ResumedFrom(lines) > 0);
        Assert.Equal(Enumerable.Range(0, 200), (await LossStepsAsync(1)).Order());
    }

    internal static SweepDefinition Tiny(string name, params (string Key, string Value)[] changes)
    {
        var overrides = new Dictionary<string, string>
        {
            ["network.backbone"] = "resnet18",
            ["network.widthMultiplier"] = "0.25",
            ["training.crop"] = "48",
            ["training.batchSize"] = "2",
            ["training.iterations"] = "4",
            ["regulariser.kind"] = "l2",
            ["synthetic.height"] = "48",
            ["synthetic.width"] = "64",
            ["synthetic.trainCount"] = "4",
            ["synthetic.validationCount"] = "2",
        };
        foreach (var (key, value) in changes) overrides[key] = value;
        return new SweepDefinition { Name = name, Seeds = "0", Protocols = [SweepDefinition.SingleScale], Overrides = overrides };
    }

    private static SweepDefinition Endless(string name) => Tiny(name, ("training.iterations", "1000000"), ("execution.logEvery", "1"));

    private async Task QueueAsync(SweepDefinition definition)
    {
        await OpenAsync(Urls.NewSweepFrom(definition));
        await new SweepForm(Page).QueueAsync();
    }

    private async Task OpenRunAsync(long run, string state)
    {
        await OpenAsync(Urls.Run(run));
        await RunIsAsync(state);
    }

    private async Task RunIsAsync(string state) =>
        await Assertions.Expect(Find("run-state")).ToHaveAttributeAsync("data-state", state, new() { Timeout = WatchdogMs });

    private Task FirstPointAsync(long run) => EventuallyAsync("a point of the loss", async () => (await LossStepsAsync(run)).Count > 0);

    private async Task<IReadOnlyList<int>> LossStepsAsync(long run)
    {
        using var json = JsonDocument.Parse(await Site.GetStringAsync(Urls.RunSeries(run, "train/loss")));
        return [.. json.RootElement.GetProperty("series").EnumerateArray().SelectMany(s => s.GetProperty("points").EnumerateArray()).Select(p => (int)p[0].GetDouble())];
    }

    private static int ResumedFrom(string[] journal)
    {
        using var started = JsonDocument.Parse(journal.First(l => l.Contains("\"started\"", StringComparison.Ordinal)));
        return started.RootElement.GetProperty("resumedFrom").GetInt32();
    }

    /// <summary>Engine processes that work for this site: their command line names its folder.</summary>
    private IReadOnlyList<int> EngineProcesses()
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process)) continue;
            try
            {
                var arguments = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
                if (arguments.Any(a => a.StartsWith(Site.Folder, StringComparison.Ordinal)) && arguments.Any(a => a.EndsWith("Experiments.Engine.dll", StringComparison.Ordinal)))
                    found.Add(process);
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        return found;
    }

    private static async Task EventuallyAsync(string what, Func<Task<bool>> holds)
    {
        using var watchdog = new CancellationTokenSource(TimeSpan.FromMilliseconds(WatchdogMs));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await holds())
        {
            try
            {
                await timer.WaitForNextTickAsync(watchdog.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"There never was {what}.");
            }
        }
    }

    private static string WriteFolderSet()
    {
        var root = Directory.CreateTempSubdirectory("experiments-e2e-set-").FullName;
        foreach (var subset in new[] { "train", "val" })
        {
            foreach (var kind in new[] { "images", "labels" }) Directory.CreateDirectory(Path.Combine(root, kind, subset));
            for (var i = 0; i < 2; i++)
            {
                var pixels = new byte[48 * 64 * 3];
                var labels = new byte[48 * 64];
                for (var p = 0; p < labels.Length; p++) (pixels[3 * p], labels[p]) = ((byte)(p % 251), (byte)(p % 3));
                PngFile.WriteRgb(Path.Combine(root, "images", subset, $"{i}.png"), new RgbImage(48, 64, pixels));
                PngFile.WriteGrey(Path.Combine(root, "labels", subset, $"{i}.png"), new LabelMap(48, 64, labels));
            }
        }

        return root;
    }
}
