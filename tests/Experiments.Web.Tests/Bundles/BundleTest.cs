using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Experiments.Data.Jobs;
using Experiments.Data.Journal;
using Experiments.Data.Model;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Schema;
using Experiments.Web.Bundles;
using Experiments.Web.Tests.Pages;
using Experiments.Web.Attempts;

namespace Experiments.Web.Tests.Bundles;

/// <summary>A table with two methods, two seeds each, whose runs left journals, logs and counts; and its bundle, to be looked into and tampered with.</summary>
public abstract class BundleTest : PageTest
{
    /// <summary>The machine that the runs ran on.</summary>
    protected const string Machine = "lab-box-17";

    protected const int Images = 3;

    /// <summary>Evaluations that the bundle proves: two methods × two seeds, single-scale.</summary>
    protected const int Evaluations = 4;

    /// <summary>A table of two methods × two seeds, played to its end.</summary>
    /// <param name="images">Images that each evaluation scored.</param>
    protected async Task<long> ScoredGridAsync(int images = Images)
    {
        var created = await QueueAsync(TwoRows);
        foreach (var run in created.RunIds)
        {
            await PlayAsync(run, JobKind.Training, [new StartedEvent { EngineVersion = "1.2.3+abc" }, new CheckpointEvent { Path = "checkpoints/final.safetensors", Iteration = 20, Sha256 = Sha(run), Final = true }, new FinishedEvent()]);
            await PlayAsync(run, JobKind.Evaluation, Scored(run, await ProtocolOfAsync(run), images));
        }

        return created.GridId!.Value;
    }

    protected async Task<string> BundleAsync(long grid, bool anonymous = false, params string[] hidden)
    {
        var path = Path.Combine(RunsFolder, $"bundle-{Guid.NewGuid():N}.zip");
        await using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);
        await Get<EvidenceBundle>().WriteAsync(grid, new BundleOptions(anonymous, hidden), stream, Stop);
        return path;
    }

    /// <summary>The names and texts of a bundle's files.</summary>
    protected static IReadOnlyDictionary<string, string> Read(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return zip.Entries.ToDictionary(e => e.FullName, e =>
        {
            using var reader = new StreamReader(e.Open(), Encoding.UTF8);
            return reader.ReadToEnd();
        });
    }

    /// <summary>Writes a zip of files; whoever is thorough makes the sums anew.</summary>
    protected string Write(IEnumerable<KeyValuePair<string, string>> files, bool newSums = false)
    {
        var entries = new SortedDictionary<string, string>(files.ToDictionary(f => f.Key, f => f.Value), StringComparer.Ordinal);
        if (newSums) entries["SHA256SUMS"] = string.Concat(entries.Where(e => e.Key != "SHA256SUMS").Select(e => $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(e.Value)))}  {e.Key}\n"));
        var path = Path.Combine(RunsFolder, $"tampered-{Guid.NewGuid():N}.zip");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, text) in entries)
        {
            using var stream = zip.CreateEntry(name).Open();
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return path;
    }

    private static string Sha(long run) => new((char)('a' + (run % 6)), 64);

    private async Task<Protocol> ProtocolOfAsync(long run) => SchemaJson.ReadProtocol((await RunAsync(run)).Jobs.First(j => j.ProtocolName == "SS").RequestJson);

    /// <summary>What the engine says of some images of two classes; the numbers are the engine's own.</summary>
    private static List<JournalEvent> Scored(long run, Protocol protocol, int images)
    {
        var events = new List<JournalEvent> { new StartedEvent { EngineVersion = "1.2.3+abc", Classes = ["road", "sky"], Colours = ["#804080", "#4682b4"] } };
        var all = new Confusion(2);
        for (var i = 0; i < images; i++)
        {
            var image = new Confusion(2, [1000 + (37 * run) + i, 50, 0, 400 - (11 * run * ((i % Images) + 1))]);
            events.Add(new ImageScoredEvent { Index = i, Stem = $"city/image, {i}", Counts = image.Sparse() });
            all.Add(image);
        }

        events.Add(new EvaluationEvent
        {
            Protocol = protocol,
            CheckpointSha256 = Sha(run),
            Classes = 2,
            Confusion = all.Counts,
            MeanIoU = all.MeanIoU(protocol.AbsentClass),
            MeanAccuracy = all.MeanAccuracy(),
            PixelAccuracy = all.PixelAccuracy(),
            ClassIoU = all.ClassIoU(),
            Metrics = FurtherMetrics.Of(all, protocol.AbsentClass, [], null),
        });
        events.Add(new FinishedEvent());
        return events;
    }

    /// <summary>Plays a job from claim to success, with folder, journal and log as an engine leaves them.</summary>
    private async Task PlayAsync(long run, JobKind kind, List<JournalEvent> events)
    {
        var job = (await RunAsync(run)).Jobs.First(j => j.Kind == kind && (kind == JobKind.Training || j.ProtocolName == "SS"));
        var claimed = (await Get<JobStore>().ClaimAsync(job.Id, $"{Machine}/77", "cpu", 1, Stop))!;
        var folder = string.Create(CultureInfo.InvariantCulture, $"{run}/jobs/{job.Id}/attempts/{claimed.Attempt}");
        await Get<JobStore>().StartAsync(job.Id, claimed.Attempt, folder, cancellationToken: Stop);
        events = [.. events.Select((e, i) => e with { Sequence = i + 1, TimeMs = 1000 + i })];
        var full = Path.Combine(RunsFolder, folder);
        Directory.CreateDirectory(full);
        await File.WriteAllLinesAsync(Path.Combine(full, "events.jsonl"), events.Select(e => JsonSerializer.Serialize(e, SchemaJson.Compact)), Stop);
        await File.WriteAllTextAsync(Path.Combine(full, "engine.log"), $"read {RunsFolder}/data/image.png on {Machine}\nby Ada Lovelace, C:\\Users\\ada\\set, /mnt/ada/secret\n", Stop);
        await File.WriteAllTextAsync(Path.Combine(full, "configuration.json"), claimed.ConfigurationJson, Stop);
        await Get<JournalStore>().AppendAsync(job.Id, claimed.Attempt, JournalMapping.ToBatch(0, events), Stop);
        await Get<JobStore>().SucceedAsync(job.Id, claimed.Attempt, new AttemptEnd(0), Stop);
    }
}
