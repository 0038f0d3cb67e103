using System.Globalization;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights.Conventions;
using Experiments.Web.Sweeps.Expressions;

namespace Experiments.Web.Sweeps;

/// <summary>Makes rows of combinations: conditions decide which axes apply, links set what follows, constraints leave rows out.</summary>
/// <param name="fixedValues">Settings that every row has.</param>
/// <param name="factors">The axes.</param>
/// <param name="links">Settings that follow others, in order.</param>
/// <param name="problems">Where problems go.</param>
internal sealed class SweepRows(
    IReadOnlyList<KeyValuePair<string, string>> fixedValues, IReadOnlyList<SweepFactor> factors, IReadOnlyList<SweepLink> links, List<SweepProblem> problems)
{
    /// <summary>Combinations that were the same row as an earlier one.</summary>
    public int Joined { get; private set; }

    /// <summary>The rows of combinations of the axes' values; those that differ only where an axis does not apply are one.</summary>
    public List<SweepRow> Of(IEnumerable<IReadOnlyList<string>> combinations)
    {
        var rows = new List<SweepRow>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var combination in combinations) AddNew(rows, seen, RowOf(combination));
        return rows;
    }

    /// <summary>The rows of a list.</summary>
    /// <param name="keys">Every setting that some row names: the columns.</param>
    /// <param name="list">The rows: setting to value as the setting prints it.</param>
    public List<SweepRow> Of(IReadOnlyList<string> keys, IEnumerable<IReadOnlyDictionary<string, string>> list)
    {
        var rows = new List<SweepRow>();
        foreach (var row in list)
            rows.Add(new SweepRow([.. keys.Select(row.GetValueOrDefault)], Configured([.. fixedValues.Where(f => !row.ContainsKey(f.Key)), .. row])));
        return rows;
    }

    private void AddNew(List<SweepRow> rows, HashSet<string> seen, SweepRow row)
    {
        if (seen.Add(string.Join('\u001f', row.Values.Select(v => v ?? "\u0000")))) rows.Add(row);
        else Joined++;
    }

    /// <summary>Axes without a condition come first; then each condition in turn is asked of what is settled so far.</summary>
    private SweepRow RowOf(IReadOnlyList<string> combination)
    {
        var values = combination.Select((v, i) => factors[i].When is null ? v : null).ToArray();
        var configuration = Configured(Stated(values));
        for (var i = 0; i < factors.Count; i++)
        {
            if (factors[i].When is not { } when || !when.Holds(configuration)) continue;
            values[i] = combination[i];
            configuration = Configured(Stated(values));
        }

        return new SweepRow(values, configuration);
    }

    /// <summary>An axis' own value replaces whatever the base says, where the axis applies.</summary>
    private List<KeyValuePair<string, string>> Stated(string?[] values)
    {
        var varied = new List<KeyValuePair<string, string>>();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is { } value) varied.Add(KeyValuePair.Create(factors[i].Setting.Key, value));
        }

        return [.. fixedValues.Where(f => !varied.Exists(v => v.Key == f.Key)), .. varied];
    }

    private RunConfiguration Configured(List<KeyValuePair<string, string>> stated)
    {
        stated.RemoveAll(s => links.Any(l => l.Setting.Key == s.Key));
        var configuration = Laid(stated);
        foreach (var link in links)
        {
            try
            {
                stated.Add(KeyValuePair.Create(link.Setting.Key, SweepLinks.ValueOf(link, configuration)));
                configuration = Laid(stated);
            }
            catch (UsageException e)
            {
                problems.AddRange(e.Problems.Select(p => new SweepProblem("links", p)).Except(problems));
            }
        }

        return configuration;
    }

    /// <summary>
    /// All values of a row at once: a profile among them is laid under the others, wherever it stands; between the two, what the row's
    /// weights file says of the network that it is for.
    /// </summary>
    private RunConfiguration Laid(List<KeyValuePair<string, string>> stated)
    {
        var configuration = SettingCatalog.With(new RunConfiguration(), stated);
        try
        {
            return WeightsConvention.Lay(configuration, [.. stated.Select(s => s.Key)]);
        }
        catch (UsageException e)
        {
            problems.AddRange(e.Problems.Select(p => new SweepProblem("weights.path", p)).Except(problems));
            return configuration;
        }
    }
}

/// <summary>The constraints of a sweep.</summary>
internal static class SweepConstraints
{
    /// <summary>Reads them; each problem under <c>constraints</c>.</summary>
    public static List<Expression> Read(SweepDefinition definition, List<SweepProblem> problems)
    {
        var constraints = new List<Expression>();
        foreach (var text in definition.Constraints)
        {
            try
            {
                constraints.Add(Expression.Condition(text, "Constraint"));
            }
            catch (UsageException e)
            {
                problems.AddRange(e.Problems.Select(p => new SweepProblem("constraints", p)));
            }
        }

        return constraints;
    }

    /// <summary>The rows that meet all constraints; where none does, the problem names what contradicts what.</summary>
    public static List<SweepRow> Filter(List<SweepRow> rows, IReadOnlyList<Expression> constraints, IReadOnlyList<SweepAxis> axes, List<SweepProblem> problems)
    {
        if (rows.Count == 0 || constraints.Count == 0) return rows;
        var kept = rows.Where(r => constraints.All(c => c.Holds(r.Configuration))).ToList();
        if (kept.Count == 0) problems.Add(new("constraints", Contradiction(rows, constraints, axes)));
        return kept;
    }

    private static string Contradiction(List<SweepRow> rows, IReadOnlyList<Expression> constraints, IReadOnlyList<SweepAxis> axes)
    {
        if (constraints.FirstOrDefault(c => !rows.Exists(r => c.Holds(r.Configuration))) is { } alone)
        {
            var touched = axes.Where(a => alone.Settings.Contains(a.Key)).Select(a => $"{a.Key} ({Shown(rows, axes, a)})").ToList();
            return touched.Count > 0
                ? $"Constraint \"{alone.Text}\" and the values of {string.Join(" and ", touched)} contradict each other: no row is left; change one of them."
                : $"Constraint \"{alone.Text}\" excludes every row, for {string.Join(" and ", Fixed(alone, rows[0].Configuration))} in all of them: change one of them.";
        }

        for (var i = 0; i < constraints.Count; i++)
        {
            for (var j = i + 1; j < constraints.Count; j++)
            {
                if (rows.Exists(r => constraints[i].Holds(r.Configuration) && constraints[j].Holds(r.Configuration))) continue;
                return $"Constraints \"{constraints[i].Text}\" and \"{constraints[j].Text}\" contradict each other: no row meets both; change one of them.";
            }
        }

        return $"No row meets all of the {constraints.Count.ToString(CultureInfo.InvariantCulture)} constraints, though any two of them leave some: relax one of {string.Join(", ", constraints.Select(c => $"\"{c.Text}\""))}.";
    }

    private static IEnumerable<string> Fixed(Expression constraint, RunConfiguration configuration) =>
        constraint.Settings.Order(StringComparer.Ordinal).Select(k => $"{k} is {SweepRow.Show(SettingCatalog.Get(k).GetText(configuration))}");

    private static string Shown(List<SweepRow> rows, IReadOnlyList<SweepAxis> axes, SweepAxis axis)
    {
        const int Most = 6;
        var index = axes.ToList().IndexOf(axis);
        var values = rows.Select(r => r.Values[index]).Distinct(StringComparer.Ordinal).Select(SweepRow.Show).ToList();
        return string.Join(", ", values.Take(Most)) + (values.Count > Most ? ", …" : "");
    }
}
