using System.Globalization;
using Experiments.Data.Jobs;
using Experiments.Data.Metrics;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Runs;
using Experiments.Data.Storage;
using Experiments.Data.Sweeps;
using Experiments.Engine.Schema;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Benchmarks.Storage;

/// <summary>
/// Fills a database as a lab's would be after a year: sweeps of 100 runs with their tables, each run trained and scored twice, with every
/// setting, 1,000 points in six curves, attempts and history. Sweeps are created as the site creates them; what workers would have done since is written at once.
/// </summary>
internal static class LargeDatabase
{
    /// <summary>Runs of a sweep.</summary>
    public const int RunsASweep = Rows * Seeds;

    /// <summary>Points of a run.</summary>
    public const int PointsARun = 1000;

    /// <summary>Repeats of a configuration.</summary>
    public const int Seeds = 5;

    private const int Rows = 20;
    private const int Classes = 19;
    private static readonly string[] TrainingCurves = ["train/loss", "train/loss_main", "train/loss_aux", "train/regulariser"];
    private static readonly string[] ValidationCurves = ["validation/miou", "validation/pixel_accuracy"];
    private static readonly Protocol[] Protocols = [Protocol.SingleScale, Protocol.MultiScale];

    /// <summary>Runs <c>large FOLDER [SWEEPS]</c>: makes a runs folder with such a database to look at, by <c>serve --runs FOLDER</c>.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var sweeps = 100;
        if (arguments is not ([_] or [_, _]) || (arguments.Length == 2 && (!int.TryParse(arguments[1], CultureInfo.InvariantCulture, out sweeps) || sweeps < 1)))
        {
            await Console.Error.WriteLineAsync("large FOLDER [SWEEPS]: a new folder, and how many sweeps of 100 runs to put into its database (default 100).");
            return 2;
        }

        if (File.Exists(Path.Combine(arguments[0], "experiments.db")))
        {
            await Console.Error.WriteLineAsync($"\"{arguments[0]}\" has a database already: name a new folder.");
            return 2;
        }

        await using var database = await BenchmarkDatabase.CreateAsync(server: null, kept: arguments[0]);
        await FillAsync(database, sweeps);
        return 0;
    }

    /// <summary>Fills it.</summary>
    /// <param name="database">A new database.</param>
    /// <param name="sweeps">Number of sweeps.</param>
    public static async Task FillAsync(BenchmarkDatabase database, int sweeps)
    {
        var noise = new Random(1);
        for (var i = 0; i < sweeps; i++)
        {
            var created = await database.Get<SweepStore>().CreateSweepAsync(Sweep(i));
            await DoWorkAsync(database, created, noise);
        }

        await using var db = await database.ContextAsync();
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO run_setting (run_id, key, value)
             SELECT r.id, s.key, s.value FROM run r CROSS JOIN run_setting s
             WHERE s.run_id = (SELECT MIN(id) FROM run) AND NOT EXISTS (SELECT 1 FROM run_setting o WHERE o.run_id = r.id AND o.key = s.key)
             """);
        await PointsAsync(db, "train/", PointsARun / TrainingCurves.Length - 10);
        await PointsAsync(db, "validation/", 20);
        await SeriesSummaries.FillMissingAsync(db, CancellationToken.None);
        if (database.Provider == DatabaseProvider.PostgreSql) await db.Database.ExecuteSqlAsync($"ANALYZE");
    }

    private static NewSweep Sweep(int number)
    {
        var rows = Enumerable.Range(0, Rows).Select(row => SmallStreet.Configuration with
        {
            Training = SmallStreet.Configuration.Training with { BaseLearningRate = 0.001 * (1 + number), Iterations = 1 + row / 2 },
            Regulariser = SmallStreet.Configuration.Regulariser with { Kind = row % 2 == 0 ? RegulariserName.L2 : RegulariserName.L2Sp },
        }).ToList();
        var name = string.Create(CultureInfo.InvariantCulture, $"Sweep {number:000}");
        return new NewSweep
        {
            Experiment = name,
            Name = name,
            BaseConfigurationJson = SchemaJson.Write(rows[0]),
            AxesJson = "{}",
            Seeds = [.. Enumerable.Range(0, Seeds)],
            Runs = [.. rows.SelectMany(_ => Enumerable.Range(0, Seeds), (row, seed) => Run(row with { Seed = seed }, full: number == 0))],
            Grid = new NewGrid
            {
                Name = name,
                Seeds = [.. Enumerable.Range(0, Seeds)],
                Columns = [new NewGridColumn("SS", "SS"), new NewGridColumn("MS", "MS")],
                Rows = [.. rows.Select((row, i) => new NewGridRow
                {
                    Header = [new GridHeader("Row", $"{i}")],
                    Arms = [new NewGridArm { Fingerprint = Fingerprint.Of(row), ConfigurationJson = SchemaJson.Write(row) }],
                    Cells = [.. Protocols.Select(p => new NewGridCell(Fingerprint.Of(p), SchemaJson.Write(p)))],
                })],
            },
        };
    }

    /// <summary>A run; its settings in full only where others copy them.</summary>
    private static NewRun Run(RunConfiguration configuration, bool full) => new()
    {
        Name = $"{SettingDescriptor.NameOf(configuration.Regulariser.Kind)} lr {SettingDescriptor.Format(configuration.Training.BaseLearningRate)} seed {configuration.Seed}",
        Fingerprint = Fingerprint.Of(configuration),
        Seed = configuration.Seed,
        ConfigurationJson = SchemaJson.Write(configuration),
        Settings = SettingCatalog.All.Where(s => full || s.Key is "seed" or "regulariser.kind" or "training.baseLearningRate" or "training.iterations")
            .ToDictionary(s => s.Key, s => s.GetText(configuration), StringComparer.Ordinal),
        Jobs =
        [
            new NewJob { Kind = JobKind.Training },
            .. Protocols.Select(p => new NewJob { Kind = JobKind.Evaluation, WaitsForIndex = 0, ProtocolName = p.Name, ProtocolFingerprint = Fingerprint.Of(p), RequestJson = SchemaJson.Write(p) }),
        ],
    };

    /// <summary>Every job of a sweep, done.</summary>
    private static async Task DoWorkAsync(BenchmarkDatabase database, CreatedSweep sweep, Random noise)
    {
        await using var db = await database.ContextAsync();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var jobs = await db.Jobs.Where(j => j.Run!.SweepId == sweep.SweepId).ToListAsync();
        await db.Jobs.Where(j => j.Run!.SweepId == sweep.SweepId).ExecuteUpdateAsync(set => set
            .SetProperty(j => j.State, JobState.Succeeded).SetProperty(j => j.Attempt, 1).SetProperty(j => j.Worker, "benchmark").SetProperty(j => j.Device, "cpu")
            .SetProperty(j => j.StartedMs, now).SetProperty(j => j.EndedMs, now + 1000).SetProperty(j => j.Done, 100).SetProperty(j => j.Total, 100));
        foreach (var job in jobs)
        {
            db.Attempts.Add(new Attempt { JobId = job.Id, Number = 1, Folder = $"{job.RunId}/jobs/{job.Id}/attempts/1", Worker = "benchmark", StartedMs = now, EndedMs = now + 1000, Outcome = AttemptOutcome.Succeeded, LastSequence = PointsARun });
            JobState[] steps = [JobState.Queued, JobState.Claimed, JobState.Running, JobState.Succeeded];
            db.JobEvents.AddRange(steps.Zip(steps.Skip(1), (from, to) => new JobEvent { JobId = job.Id, AttemptNumber = 1, FromState = from, ToState = to, Worker = "benchmark", TimeMs = now }));
            if (job.Kind == JobKind.Training)
            {
                db.MetricSeries.AddRange(TrainingCurves.Concat(ValidationCurves).Select(key => new MetricSeries { JobId = job.Id, Key = key }));
                db.Artifacts.Add(new Artifact { JobId = job.Id, AttemptNumber = 1, Kind = Artifact.Checkpoint, Path = "checkpoints/final.safetensors", Iteration = 100, Sha256 = new string('0', 64), IsFinal = true });
                continue;
            }

            var score = 0.5 + 0.2 * noise.NextDouble();
            db.Evaluations.Add(new Evaluation
            {
                RunId = job.RunId,
                JobId = job.Id,
                AttemptNumber = 1,
                ProtocolFingerprint = job.ProtocolFingerprint!,
                ProtocolName = job.ProtocolName!,
                ProtocolJson = job.RequestJson,
                CheckpointSha256 = new string('0', 64),
                Classes = Classes,
                Confusion = ConfusionBlob.Pack(new long[Classes * Classes]),
                MeanIoU = score,
                MeanAccuracy = score,
                PixelAccuracy = score,
                ClassIoU = [.. Enumerable.Repeat(score, Classes)],
                CreatedMs = now,
            });
        }

        await db.SaveChangesAsync();
    }

    private static Task PointsAsync(ExperimentsContext db, string keys, int points) => db.Database.ExecuteSqlAsync(
        $"""
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {points})
         INSERT INTO metric_point (series_id, step, attempt_number, sequence, value, kind)
         SELECT s.id, n.i * 10, 1, n.i, 3.0 / (1 + n.i) + ((s.id * 7919 + n.i * 104729) % 1000) / 5000.0, 0
         FROM metric_series s CROSS JOIN n WHERE s.key LIKE {keys + "%"} ORDER BY s.id, n.i
         """);
}
