using System.Globalization;
using Experiments.Data.Sweeps.Designs;
using Experiments.Engine.Schema;
using Experiments.Web.Runs;

namespace Experiments.Web.Sweeps;

/// <summary>Expands a <see cref="SweepDefinition"/>: a function of it, and of what the weights files that it names say of themselves.</summary>
public static class SweepExpansion
{
    /// <summary>Most runs of one sweep, unless the site is told otherwise.</summary>
    public const int DefaultMostRuns = 10_000;

    /// <summary>Rows, seeds and every problem at once.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="mostRuns">Most runs; a sweep that may have more is refused before it is expanded.</param>
    public static SweepPlan Expand(SweepDefinition definition, int mostRuns = DefaultMostRuns)
    {
        var problems = new List<SweepProblem>();
        if (string.IsNullOrWhiteSpace(definition.Name))
            problems.Add(new("name", "The sweep has no name: give it one; its results grid carries it."));
        var seeds = SeedList.Parse(definition.Seeds, out var wrongSeeds);
        problems.AddRange(wrongSeeds.Select(p => new SweepProblem("seeds", p)));
        var factors = SweepFactor.Read(definition, problems);
        var fixedValues = FixedValues(definition, problems);
        var constraints = SweepConstraints.Read(definition, problems);
        var links = SweepLinks.Read(definition, problems);
        SweepCandidates.Check(definition, factors, problems);
        CheckNumbers(definition, problems);
        var plan = new SweepPlan { Axes = AxesOf(definition, factors), Seeds = seeds, Protocols = definition.ProtocolTemplates };
        if (problems.Exists(p => p.Key is not ("name" or "seeds")) || IsTooLarge(definition, SweepCandidates.Count(definition, factors), seeds.Count, mostRuns, problems))
        {
            CheckProtocols(plan.Protocols, [], problems);
            return plan with { Problems = problems };
        }

        plan = definition.Design == SweepDesign.List ? Listed(plan, definition, fixedValues, links, problems) : Combined(plan, definition, fixedValues, factors, links, problems);
        var rows = SweepConstraints.Filter([.. plan.Rows], constraints, plan.Axes, problems);
        var notes = plan.Notes.ToList();
        if (rows.Count > 0 && rows.Count < plan.Rows.Count)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"The constraints leave out {plan.Rows.Count - rows.Count} of {plan.Rows.Count} rows."));
            if (definition.Design == SweepDesign.FractionalFactorial) notes.Add("A fraction without some of its rows is not balanced: its effects are no longer told apart as listed.");
        }

        CheckRows(rows, plan.Protocols, problems);
        CheckProtocols(plan.Protocols, rows, problems);
        return plan with { Rows = rows, Notes = notes, Problems = problems };
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

    /// <summary>The values that every row has; an axis' own values replace whatever the base says, where the axis applies.</summary>
    private static List<KeyValuePair<string, string>> FixedValues(SweepDefinition definition, List<SweepProblem> problems)
    {
        var values = definition.Overrides.Where(o => definition.Axes.All(a => a.Key != o.Key || !string.IsNullOrWhiteSpace(a.When))).ToList();
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

    /// <summary>The axes as a table heads them: with the values that the design takes; a list's are the settings that its rows name.</summary>
    private static List<SweepAxis> AxesOf(SweepDefinition definition, List<SweepFactor> factors) => definition.Design == SweepDesign.List
        ? [.. definition.Rows.SelectMany(r => r.Keys).Distinct(StringComparer.Ordinal).Select(k => new SweepAxis(k, [.. definition.Rows.Select(r => r.GetValueOrDefault(k)).OfType<string>().Distinct(StringComparer.Ordinal)]))]
        : [.. factors.Select(f => f.Axis with { Values = f.Levels })];

    private static bool IsTooLarge(SweepDefinition definition, double rows, int seeds, int mostRuns, List<SweepProblem> problems)
    {
        var runs = rows * Math.Max(1, seeds);
        if (runs <= mostRuns) return false;
        var before = definition.Constraints.Count > 0 || definition.Axes.Any(a => !string.IsNullOrWhiteSpace(a.When)) ? " before conditions and constraints" : "";
        problems.Add(new("seeds", string.Create(CultureInfo.InvariantCulture, $"The sweep has {runs:0} runs{before}: at most {mostRuns} are allowed; vary fewer settings, give fewer seeds, choose another design, or raise Experiments:MostRuns.")));
        return true;
    }

    private static void CheckNumbers(SweepDefinition definition, List<SweepProblem> problems)
    {
        if (definition.TestCrop < 0)
            problems.Add(new("testCrop", string.Create(CultureInfo.InvariantCulture, $"The test crop is {definition.TestCrop}: it must be 0 (each row's training crop) or a side in pixels.")));
    }

    private static SweepPlan Combined(
        SweepPlan plan, SweepDefinition definition, List<KeyValuePair<string, string>> fixedValues, List<SweepFactor> factors, List<SweepLink> links, List<SweepProblem> problems)
    {
        var notes = new List<string>();
        var confounded = (IReadOnlyList<string>)[];
        if (definition.Design == SweepDesign.FractionalFactorial)
        {
            var fraction = FractionalFactorial.Of(factors.Count, definition.Resolution);
            notes.Add(SweepCandidates.Describe(fraction));
            confounded = SweepCandidates.Confounded(fraction, [.. factors.Select(f => f.Setting.Key)]);
        }

        var maker = new SweepRows(fixedValues, factors, links, problems);
        var rows = maker.Of(SweepCandidates.Of(definition, factors));
        if (maker.Joined > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{rows.Count + maker.Joined} combinations are {rows.Count} rows: the others differ from one of them only in a setting that does not vary there, or in nothing."));
        return plan with { Rows = rows, Notes = notes, Confounded = confounded };
    }

    private static SweepPlan Listed(SweepPlan plan, SweepDefinition definition, List<KeyValuePair<string, string>> fixedValues, List<SweepLink> links, List<SweepProblem> problems)
    {
        var list = new List<IReadOnlyDictionary<string, string>>();
        foreach (var (row, index) in definition.Rows.Select((r, i) => (r, i)))
        {
            var read = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (key, text) in row)
            {
                try
                {
                    read[key] = key == "seed"
                        ? throw new UsageException("the seed is no setting of a row; name seeds under Seeds.")
                        : SettingDescriptor.Format(SettingCatalog.Get(key).Parse(text));
                }
                catch (UsageException e)
                {
                    problems.AddRange(e.Problems.Select(p => new SweepProblem("rows", string.Create(CultureInfo.InvariantCulture, $"Row {index + 1}: {p}"))));
                }
            }

            list.Add(read);
        }

        return problems.Exists(p => p.Key == "rows") ? plan : plan with { Rows = new SweepRows(fixedValues, [], links, problems).Of([.. plan.Axes.Select(a => a.Key)], list) };
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
        foreach (var message in rows.SelectMany(r => Scoring.Problems(r.Configuration, protocols)))
        {
            if (!found.TryGetValue(message, out var n)) order.Add(message);
            found[message] = n + 1;
        }

        problems.AddRange(order.Select(m => new SweepProblem(m.StartsWith("Crop of protocol", StringComparison.Ordinal) ? "testCrop" : KeyOf(m), m, found[m])));
    }
}
