using System.Globalization;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights.Conventions;
using Experiments.Web.Runs;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Grids;

/// <summary>A configuration of a declared table, before its files are looked at.</summary>
/// <param name="Header">Headings over its columns.</param>
/// <param name="Configuration">The configuration, its seed the default.</param>
/// <param name="Subset">The training subset as published tables name it, where a heading says it.</param>
public sealed record PlannedMethod(IReadOnlyList<GridHeader> Header, RunConfiguration Configuration, string? Subset);

/// <summary>A row of a declared table.</summary>
/// <param name="Header">What stands at its left.</param>
/// <param name="Methods">Its configurations.</param>
public sealed record PlannedRow(IReadOnlyList<GridHeader> Header, IReadOnlyList<PlannedMethod> Methods);

/// <summary>A declared table, expanded.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Seeds">Seeds of each cell.</param>
/// <param name="Protocols">Templates of the protocols.</param>
/// <param name="Problems">What must be mended before it can be made; each once.</param>
public sealed record GridPlan(IReadOnlyList<PlannedRow> Rows, IReadOnlyList<int> Seeds, IReadOnlyList<Protocol> Protocols, IReadOnlyList<string> Problems)
{
    /// <summary>Number of configurations.</summary>
    public int Configurations => Rows.Sum(r => r.Methods.Count);

    /// <summary>Number of cells.</summary>
    public int Cells => Rows.Sum(r => r.Methods.Sum(m => Scoring.ProtocolsOf(m.Configuration, Protocols).Count));

    /// <summary>Number of runs that it wants.</summary>
    public int Runs => Configurations * Seeds.Count;
}

/// <summary>Expands a <see cref="GridDefinition"/> to rows and configurations, with every problem at once.</summary>
public static class GridExpansion
{
    /// <summary>The heading whose label says the training subset as published tables name it.</summary>
    public const string SubsetHeading = "Training subset";

    /// <summary>Most configurations of a table.</summary>
    public const int MostConfigurations = 1000;

    /// <summary>Expands.</summary>
    /// <param name="definition">The declared table.</param>
    /// <param name="datasets">What it may name as data.</param>
    /// <param name="settings">Its rows, where a design chooses among the combinations of its row headings; null for every one.</param>
    public static GridPlan Expand(GridDefinition definition, RegisteredDatasets datasets, IReadOnlyList<IReadOnlyList<(string Axis, GridChoice Choice)>>? settings = null)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(definition.Name)) problems.Add("The table has no name: give it one.");
        var seeds = SeedList.Parse(definition.Seeds, out var wrongSeeds);
        problems.AddRange(wrongSeeds);
        var protocols = Scoring.Named(definition.Protocols);
        if (protocols.Count == 0) problems.Add("No protocol is chosen: the table would have no column; choose SS, MS or both.");
        CheckAxes(definition, problems);
        if (problems.Count > 0) return new GridPlan([], seeds, protocols, problems);
        var rows = settings ?? Combinations(definition.Rows);
        var columns = Combinations(definition.Columns);
        if (TooMany((double)rows.Count * columns.Count) is { } tooMany) return new GridPlan([], seeds, protocols, [tooMany]);

        var planned = rows.Select(row => new PlannedRow(
            Header(row),
            [.. columns.Select(column => Method(definition.Base, row, column, datasets, problems)).OfType<PlannedMethod>()])).ToList();
        CheckRows(planned, protocols, problems);
        return new GridPlan(planned, seeds, protocols, [.. problems.Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>A configuration out of texts: the profile and the data set's values are laid under all that is stated, what the weights file says between.</summary>
    /// <exception cref="UsageException">A setting is unknown, or a value cannot be read.</exception>
    private static RunConfiguration Configuration(IEnumerable<IReadOnlyDictionary<string, string>> layers, RegisteredDatasets datasets)
    {
        var stated = new Dictionary<string, string>();
        foreach (var (key, value) in layers.SelectMany(l => l)) stated[key] = value;
        var laid = datasets.Lay(stated);
        return WeightsConvention.Lay(SettingCatalog.With(new RunConfiguration(), laid), [.. laid.Keys]);
    }

    /// <summary>Why so many configurations are no table; null where they may be one.</summary>
    internal static string? TooMany(double configurations) => configurations <= MostConfigurations
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"The table has more than {MostConfigurations} configurations (rows × methods): at most {MostConfigurations} are allowed; take choices away.");

    /// <summary>Every combination of choices that may stand together, the last heading varying fastest; not many more than a table may have.</summary>
    private static IReadOnlyList<IReadOnlyList<(string Axis, GridChoice Choice)>> Combinations(IReadOnlyList<GridAxis> axes)
    {
        List<IReadOnlyList<(string Axis, GridChoice Choice)>> combinations = [[]];
        foreach (var axis in axes)
        {
            combinations = [.. combinations.SelectMany(outer => axis.Choices
                .Where(c => c.Only.All(o => outer.Any(x => x.Axis == o.Key && x.Choice.Label == o.Value)))
                .Select(c => (IReadOnlyList<(string, GridChoice)>)[.. outer, (axis.Name, c)])).Take(MostConfigurations + 1)];
        }

        return combinations;
    }

    private static void CheckAxes(GridDefinition definition, List<string> problems)
    {
        if (definition.Rows.Count == 0 && definition.Columns.Count == 0)
            problems.Add("The table has neither rows nor columns: name at least one heading with its choices, for example Regulariser with L2 and L2-SP.");
        foreach (var axis in definition.Rows.Concat(definition.Columns))
        {
            if (string.IsNullOrWhiteSpace(axis.Name)) problems.Add("A heading has no name: give it one, for example Backbone.");
            if (axis.Choices.Count == 0) problems.Add($"The heading \"{axis.Name}\" has no choice: give it one a line, for example ResNet-50: network.backbone = resnet50.");
            if (axis.Choices.GroupBy(c => (c.Label, Only: string.Join(';', c.Only.Select(o => $"{o.Key}={o.Value}")))).FirstOrDefault(g => g.Count() > 1) is { } twice)
                problems.Add($"The heading \"{axis.Name}\" has the choice \"{twice.Key.Label}\" twice: name each once.");
            foreach (var (key, label) in axis.Choices.SelectMany(c => c.Only))
            {
                if (!definition.Rows.Concat(definition.Columns).Any(a => a.Name == key && a.Choices.Any(c => c.Label == label)))
                    problems.Add($"The heading \"{axis.Name}\" has a choice for {key} = {label} alone, and there is no such choice: name a heading and a label of the table.");
            }
        }

        if (definition.Rows.Concat(definition.Columns).GroupBy(a => a.Name).FirstOrDefault(g => g.Count() > 1) is { } same)
            problems.Add($"Two headings are named \"{same.Key}\": each needs a name of its own.");
    }

    private static PlannedMethod? Method(
        IReadOnlyDictionary<string, string> start, IReadOnlyList<(string Axis, GridChoice Choice)> row, IReadOnlyList<(string Axis, GridChoice Choice)> column,
        RegisteredDatasets datasets, List<string> problems)
    {
        try
        {
            var configuration = Configuration([start, .. row.Select(c => c.Choice.Set), .. column.Select(c => c.Choice.Set)], datasets);
            var subset = row.Concat(column).Where(c => c.Axis == SubsetHeading).Select(c => c.Choice.Label).FirstOrDefault();
            return new PlannedMethod(Header(column), configuration, subset);
        }
        catch (UsageException e)
        {
            problems.AddRange(e.Problems);
            return null;
        }
    }

    /// <summary>Checks every configuration of some rows, and that it is scored.</summary>
    private static void CheckRows(IEnumerable<PlannedRow> rows, IReadOnlyList<Protocol> protocols, List<string> problems)
    {
        foreach (var method in rows.SelectMany(r => r.Methods))
        {
            var own = Scoring.Problems(method.Configuration, protocols);
            problems.AddRange(own);
            if (own.Count == 0 && Scoring.ProtocolsOf(method.Configuration, protocols).Count == 0)
                problems.Add("A configuration of the table is not scored by any of its protocols: segmentation networks take SS and MS, classifiers SS and 10-crop.");
        }
    }

    private static IReadOnlyList<GridHeader> Header(IReadOnlyList<(string Axis, GridChoice Choice)> choices) =>
        [.. choices.Select(c => new GridHeader(c.Axis, c.Choice.Label))];
}
