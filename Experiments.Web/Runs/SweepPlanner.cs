using System.Globalization;
using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Runs;
using Experiments.Data.Sweeps;
using Experiments.Engine.Schema;
using Experiments.Web.Grids;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Runs;

/// <summary>Turns a wanted sweep into the records that the database stores. Reads the images' and weights' files; writes nothing.</summary>
public static class SweepPlanner
{
    private const string MethodKey = "regulariser.kind";
    private const string BackboneKey = "network.backbone";

    /// <summary>The sweep, expanded: every run, its jobs and the results grid.</summary>
    /// <exception cref="UsageException">Every problem of every row, each once.</exception>
    public static NewSweep Plan(SweepRequest request)
    {
        CheckRequest(request);
        var rows = ResolveAll(request.Rows);
        CheckProtocols(request, rows);
        var keys = request.HeaderKeys.Count > 0 ? request.HeaderKeys : Differing(request.Rows);
        var headers = rows.Select(r => Header(r.Configuration, keys)).ToList();
        CheckDistinct(rows, headers);
        var columnKeys = ColumnKeys(rows, keys);
        var runs = rows.SelectMany((row, i) => request.Seeds.Select(seed =>
            Run(row with { Configuration = row.Configuration with { Seed = seed } }, request.Protocols, Label(headers[i], request.Name)) with { Labels = request.Labels }));
        return new NewSweep
        {
            Experiment = request.Experiment,
            Name = request.Name,
            BaseConfigurationJson = SchemaJson.Write(request.Base),
            AxesJson = request.DefinitionJson,
            Seeds = request.Seeds,
            Runs = [.. runs],
            Grid = Grid(request, rows, keys, columnKeys),
        };
    }

    /// <summary>
    /// One run with its jobs: a training, which in a two-stage recipe waits for a first stage, and, where it is scored, an
    /// evaluation for each protocol that fits it, which waits for the training.
    /// </summary>
    public static NewRun Run(ResolvedConfiguration row, IReadOnlyList<Protocol> protocols, string label)
    {
        var configuration = row.Configuration;
        var jobs = new List<NewJob>();
        if (TwoStage.Applies(configuration)) jobs.Add(new NewJob { Kind = JobKind.FirstStage, Total = configuration.FirstStage.Iterations });
        var training = jobs.Count;
        jobs.Add(Work(configuration) with { WaitsForIndex = training == 0 ? null : 0 });
        jobs.AddRange(Scoring.ProtocolsOf(configuration, protocols).Select(row.Resolve)
            .Select(p => Evaluation(p) with { WaitsForIndex = training, Total = row.ImagesOf(p) }));
        return new NewRun
        {
            Name = RunName(label, configuration.Seed),
            Fingerprint = Fingerprint.Of(configuration),
            Seed = configuration.Seed,
            ConfigurationJson = SchemaJson.Write(configuration),
            Settings = SettingCatalog.All.ToDictionary(s => s.Key, s => s.GetText(configuration), StringComparer.Ordinal),
            Jobs = [.. jobs.Select(j => j with { Queue = configuration.Execution.Queue })],
        };
    }

    private static NewJob Work(RunConfiguration configuration) => configuration.Task switch
    {
        LearningTask.Segmentation => new NewJob { Kind = JobKind.Training, Total = configuration.Training.Iterations },
        // A classifier that nobody scores makes weights for others.
        LearningTask.Classification when Scoring.MetricOf(configuration) is not null => new NewJob { Kind = JobKind.Training, Total = configuration.Training.Iterations },
        LearningTask.Classification => new NewJob { Kind = JobKind.Pretraining, Total = configuration.Training.Iterations },
        LearningTask.Fisher => new NewJob { Kind = JobKind.FisherEstimation, Total = configuration.Fisher.Images },
        var other => throw new ArgumentOutOfRangeException(nameof(configuration), other, "Unknown task."),
    };

    /// <summary>The evaluation under a resolved protocol.</summary>
    public static NewJob Evaluation(Protocol protocol) => new()
    {
        Kind = JobKind.Evaluation,
        RequestJson = SchemaJson.Write(protocol),
        ProtocolFingerprint = Fingerprint.Of(protocol),
        ProtocolName = protocol.Name,
    };

    /// <summary>Name of a run for people.</summary>
    public static string RunName(string label, int seed) => string.Create(CultureInfo.InvariantCulture, $"{label} seed {seed}");

    /// <summary>What tells a row from the others; the table's name when nothing does.</summary>
    public static string Label(IReadOnlyList<GridHeader> header, string name) =>
        header.Count == 0 ? name : string.Join(", ", header.Select(h => h.Value.Length == 0 ? "(empty)" : h.Value));

    private static void CheckProtocols(SweepRequest request, List<ResolvedConfiguration> rows)
    {
        var problems = rows.SelectMany(r => Scoring.Problems(r.Configuration, request.Protocols))
            .Distinct(StringComparer.Ordinal).ToList();
        if (problems.Count > 0) throw new UsageException(problems);
    }

    private static void CheckRequest(SweepRequest request)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(request.Name)) problems.Add("The sweep has no name: give it one.");
        if (request.Rows.Count == 0) problems.Add("The sweep has no row: give at least one configuration.");
        if (request.Seeds.Count == 0) problems.Add("The sweep has no seed: give at least one.");
        if (request.Seeds.Distinct().Count() < request.Seeds.Count) problems.Add("A seed is named twice: each seed is one run; name it once.");
        if (problems.Count > 0) throw new UsageException(problems);
    }

    private static List<ResolvedConfiguration> ResolveAll(IReadOnlyList<RunConfiguration> rows)
    {
        var resolution = new ConfigurationResolution();
        var resolved = new List<ResolvedConfiguration>();
        var problems = new List<string>();
        foreach (var row in rows)
        {
            try
            {
                resolved.Add(resolution.Add(row));
            }
            catch (UsageException e)
            {
                problems.AddRange(e.Problems);
            }
        }

        return problems.Count == 0 ? resolved : throw new UsageException([.. problems.Distinct(StringComparer.Ordinal)]);
    }

    private static void CheckDistinct(List<ResolvedConfiguration> rows, List<List<GridHeader>> headers)
    {
        var same = rows.Select((r, i) => (Print: Fingerprint.Of(r.Configuration), Index: i))
            .GroupBy(p => p.Print, StringComparer.Ordinal)
            .FirstOrDefault(g => g.Count() > 1)?.ToList();
        if (same is null) return;
        throw new UsageException(
            $"Rows \"{Label(headers[same[0].Index], "1")}\" and \"{Label(headers[same[1].Index], "2")}\" have the same fingerprint: what they differ in cannot change the numbers, so both would be the same runs; vary something else, or use seeds for repeats.");
    }

    private static List<string> Differing(IReadOnlyList<RunConfiguration> rows) =>
    [
        .. SettingCatalog.All
            // Hashes follow from other settings and say nothing to a reader of the table.
            .Where(s => s.Key != "seed" && !s.Attribute.IsFilledIn && rows.Select(s.GetText).Distinct(StringComparer.Ordinal).Count() > 1)
            .Select(s => s.Key),
    ];

    private static List<GridHeader> Header(RunConfiguration configuration, IEnumerable<string> keys) =>
        [.. keys.Select(k => new GridHeader(SettingGroups.LabelOf(k), PublishedNames.Display(k, SettingCatalog.Get(k).GetText(configuration))))];

    /// <summary>
    /// The settings that head columns: the regulariser, where rows differ in nothing else, so that L2 and L2-SP stand beside each other and
    /// are compared.
    /// </summary>
    private static IReadOnlyList<string> ColumnKeys(List<ResolvedConfiguration> rows, IReadOnlyList<string> keys) =>
        keys.Contains(MethodKey, StringComparer.Ordinal) && Lines(rows, keys, [MethodKey]).Exists(g => g.Count() > 1) ? [MethodKey] : [];

    /// <summary>Rows that differ in the columns' settings alone, in order.</summary>
    private static List<IGrouping<string, ResolvedConfiguration>> Lines(List<ResolvedConfiguration> rows, IEnumerable<string> keys, IReadOnlyList<string> columnKeys) =>
        [.. rows.GroupBy(r => string.Join('\n', keys.Except(columnKeys).Select(k => SettingCatalog.Get(k).GetText(r.Configuration))))];

    private static NewGrid? Grid(SweepRequest request, List<ResolvedConfiguration> rows, IReadOnlyList<string> keys, IReadOnlyList<string> columnKeys)
    {
        var left = keys.Except(columnKeys).ToList();
        if (left.Count == 0) left = [BackboneKey];
        var lines = Lines(rows, keys, columnKeys)
            .Select(g => new GridLine(Header(g.First().Configuration, left), [.. g.Select(r => new GridMethod(Header(r.Configuration, columnKeys), r))]))
            .ToList();
        return GridBuilder.Build(request.Name, GridKind.Sweep, lines, request.Protocols) is { } grid
            ? grid with { Seeds = request.Seeds, DefinitionJson = request.DefinitionJson }
            : null;
    }
}
