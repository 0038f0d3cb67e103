using System.Globalization;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights.Conventions;
using Experiments.Web.Runs;

namespace Experiments.Web.Sweeps;

/// <summary>One row of a sweep: a combination of the axes' values, before seeds.</summary>
/// <param name="Values">The axes' values, in the order of the axes.</param>
/// <param name="Configuration">The configuration, its seed the default.</param>
public sealed record SweepRow(IReadOnlyList<string> Values, RunConfiguration Configuration)
{
    /// <summary>What tells the row from the others, for example <c>l2-sp, 0.01</c>; empty in a sweep without axes.</summary>
    public string Label => string.Join(", ", Values.Select(v => v.Length == 0 ? "(empty)" : v));
}

/// <summary>One problem of a sweep.</summary>
/// <param name="Key">The setting (or <c>name</c>, <c>seeds</c>, <c>protocols</c>) at whose field it is shown.</param>
/// <param name="Message">Rule, value, remedy.</param>
/// <param name="Rows">How many rows have it; 0 where it is no row's.</param>
public sealed record SweepProblem(string Key, string Message, int Rows = 0);

/// <summary>A sweep expanded, before anything runs, to its known list of rows and runs.</summary>
public sealed record SweepPlan
{
    /// <summary>Settings that take several values.</summary>
    public IReadOnlyList<SweepAxis> Axes { get; init; } = [];

    /// <summary>Combinations of the axes' values; the last axis varies fastest.</summary>
    public IReadOnlyList<SweepRow> Rows { get; init; } = [];

    /// <summary>Seeds of each row.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [];

    /// <summary>Protocols that score each run.</summary>
    public IReadOnlyList<Protocol> Protocols { get; init; } = [];

    /// <summary>Every problem of every configuration, each once.</summary>
    public IReadOnlyList<SweepProblem> Problems { get; init; } = [];

    /// <summary>Whether it may be queued.</summary>
    public bool IsReady => Problems.Count == 0;

    /// <summary>Number of runs.</summary>
    public int RunCount => Rows.Count * Seeds.Count;

    /// <summary>Number of jobs: each run trains once, or once a stage, and is scored once a protocol that fits it; a classifier of patches is only trained.</summary>
    public int JobCount => Rows.Sum(r => Seeds.Count * ((TwoStage.Applies(r.Configuration) ? 2 : 1) + Scoring.ProtocolsOf(r.Configuration, Protocols).Count));

    /// <summary>Every run's configuration: row by row, within a row seed by seed.</summary>
    public IReadOnlyList<RunConfiguration> Runs =>
        [.. Rows.SelectMany(row => Seeds.Select(seed => row.Configuration with { Seed = seed }))];
}

/// <summary>Expands a <see cref="SweepDefinition"/>: a function of it, and of what the weights files that it names say of themselves.</summary>
public static class SweepExpansion
{
    /// <summary>Most runs of one sweep.</summary>
    public const int MostRuns = 5000;

    /// <summary>Rows, seeds and every problem at once.</summary>
    public static SweepPlan Expand(SweepDefinition definition)
    {
        var problems = new List<SweepProblem>();
        if (string.IsNullOrWhiteSpace(definition.Name))
            problems.Add(new("name", "The sweep has no name: give it one; its results grid carries it."));
        var seeds = Seeds(definition, problems);
        var axes = Axes(definition, problems);
        var fixedValues = FixedValues(definition, problems);
        var rows = problems.Exists(p => p.Key is not ("name" or "seeds")) ? [] : Rows(fixedValues, axes, seeds.Count, problems);
        CheckRows(rows, definition.ProtocolTemplates, problems);
        CheckProtocols(definition.ProtocolTemplates, rows, problems);

        return new SweepPlan { Axes = axes, Rows = rows, Seeds = seeds, Protocols = definition.ProtocolTemplates, Problems = problems };
    }

    /// <summary>The setting that a validation message is about: the first key that it names; empty for none.</summary>
    public static string KeyOf(string message) => KeysOf(message).FirstOrDefault("");

    /// <summary>Every setting that a validation message names: it is shown at each of their fields.</summary>
    public static IEnumerable<string> KeysOf(string message) => message
        .Split([' ', ',', ':', ';', '"'], StringSplitOptions.RemoveEmptyEntries)
        .Select(word => Keys.GetValueOrDefault(word.TrimEnd('.')))
        .OfType<string>()
        .Distinct();

    private static readonly Dictionary<string, string> Keys =
        SettingCatalog.All.Where(s => s.Section.Length > 0).ToDictionary(s => s.Key, s => s.Key, StringComparer.OrdinalIgnoreCase);

    private static IReadOnlyList<int> Seeds(SweepDefinition definition, List<SweepProblem> problems)
    {
        try
        {
            return SeedList.Parse(definition.Seeds);
        }
        catch (UsageException e)
        {
            problems.AddRange(e.Problems.Select(p => new SweepProblem("seeds", p)));
            return [];
        }
    }

    /// <summary>The values that every row has; an axis' own values replace whatever the base says.</summary>
    private static List<KeyValuePair<string, string>> FixedValues(SweepDefinition definition, List<SweepProblem> problems)
    {
        var values = definition.Overrides.Where(o => definition.Axes.All(a => a.Key != o.Key)).ToList();
        foreach (var (key, text) in values)
        {
            try
            {
                SettingCatalog.Get(key).Parse(text);
            }
            catch (UsageException e)
            {
                problems.AddRange(e.Problems.Select(p => new SweepProblem(key, p)));
            }
        }

        return values;
    }

    /// <summary>The axes with their values in the form that the setting prints, so that 0.01 and 1e-2 are seen to be one value.</summary>
    private static List<SweepAxis> Axes(SweepDefinition definition, List<SweepProblem> problems)
    {
        var axes = new List<SweepAxis>();
        foreach (var axis in definition.Axes)
        {
            var values = new List<string>();
            try
            {
                var setting = SettingCatalog.Get(axis.Key);
                if (axis.Key == "seed")
                    problems.Add(new("seeds", "The seed cannot be varied like a setting: seeds repeat a configuration; name them under Seeds."));
                if (axis.Values.Count == 0)
                    problems.Add(new(axis.Key, $"{axis.Key} is varied but has no value: give several, separated by {SweepAxis.Separator}, or stop varying it."));
                foreach (var text in axis.Values)
                {
                    try
                    {
                        var value = SettingDescriptor.Format(setting.Parse(text));
                        if (values.Contains(value, StringComparer.Ordinal))
                            problems.Add(new(axis.Key, $"{axis.Key} has the value {value} twice: both would be the same runs; remove one."));
                        values.Add(value);
                    }
                    catch (UsageException e)
                    {
                        problems.AddRange(e.Problems.Select(p => new SweepProblem(axis.Key, p)));
                    }
                }
            }
            catch (UsageException e)
            {
                problems.AddRange(e.Problems.Select(p => new SweepProblem(axis.Key, p)));
            }

            axes.Add(new SweepAxis(axis.Key, values));
        }

        return axes;
    }

    private static List<SweepRow> Rows(List<KeyValuePair<string, string>> fixedValues, List<SweepAxis> axes, int seeds, List<SweepProblem> problems)
    {
        var count = axes.Aggregate((double)Math.Max(1, seeds), (product, axis) => product * axis.Values.Count);
        if (count > MostRuns)
        {
            problems.Add(new("seeds", string.Create(CultureInfo.InvariantCulture, $"The sweep has {count:0} runs: at most {MostRuns} are allowed; vary fewer settings or give fewer seeds.")));
            return [];
        }

        IEnumerable<IReadOnlyList<string>> combinations = [[]];
        foreach (var axis in axes) combinations = combinations.SelectMany(values => axis.Values.Select(value => (IReadOnlyList<string>)[.. values, value]));
        // All values of a row at once: a profile among them is laid under the others, wherever it stands; between the two,
        // what the row's weights file says of the network that it is for.
        var rows = new List<SweepRow>();
        foreach (var values in combinations)
        {
            var stated = fixedValues.Concat(axes.Zip(values, (axis, value) => KeyValuePair.Create(axis.Key, value))).ToList();
            var configuration = SettingCatalog.With(new RunConfiguration(), stated);
            try
            {
                configuration = WeightsConvention.Lay(configuration, [.. stated.Select(s => s.Key)]);
            }
            catch (UsageException e)
            {
                problems.AddRange(e.Problems.Select(p => new SweepProblem("weights.path", p)).Except(problems));
            }

            rows.Add(new SweepRow(values, configuration));
        }

        return rows;
    }

    private static void CheckProtocols(IReadOnlyList<Protocol> chosen, List<SweepRow> rows, List<SweepProblem> problems)
    {
        var unscored = rows.Where(r => Scoring.MetricOf(r.Configuration) is not null && Scoring.ProtocolsOf(r.Configuration, chosen).Count == 0)
            .Select(r => r.Configuration.Task).Distinct().ToList();
        if (unscored.Contains(LearningTask.Segmentation))
            problems.Add(new("protocols", "No protocol is chosen: the table would have no column; choose SS, MS or both."));
        if (unscored.Contains(LearningTask.Classification))
            problems.Add(new("protocols", "No protocol for classifiers is chosen: the table would have no column; choose SS (centre crop), 10-crop or both."));
    }

    /// <summary>Validates every row; a message that several rows share is said once, with their number.</summary>
    private static void CheckRows(List<SweepRow> rows, IReadOnlyList<Protocol> protocols, List<SweepProblem> problems)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var message in rows.SelectMany(r => ProblemsOf(r.Configuration, protocols)))
        {
            if (!found.TryGetValue(message, out var n)) order.Add(message);
            found[message] = n + 1;
        }

        problems.AddRange(order.Select(m => new SweepProblem(KeyOf(m), m, found[m])));
    }

    /// <summary>Problems of a row's configuration; where it has none, those of the protocols that its profile scores by.</summary>
    private static IReadOnlyList<string> ProblemsOf(RunConfiguration configuration, IReadOnlyList<Protocol> protocols)
    {
        var problems = ConfigurationValidator.Problems(configuration);
        if (problems.Count > 0 || configuration.Task != LearningTask.Segmentation) return problems;
        return [.. Scoring.ProtocolsOf(configuration, protocols).SelectMany(p => ProtocolValidator.Problems(p.Resolve(configuration.Training.Crop, ""), configuration))];
    }
}
