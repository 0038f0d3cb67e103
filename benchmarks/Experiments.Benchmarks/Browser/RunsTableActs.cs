namespace Experiments.Benchmarks.Browser;

/// <summary>What people do to the table of runs.</summary>
internal static class RunsTableActs
{
    private const string Count = "[data-testid=runs-count]";

    /// <summary>Each with its name.</summary>
    public static IReadOnlyList<(string Name, PageAct Act)> All { get; } =
    [
        ("runs: filter by a setting", new PageAct("[data-testid=runs-filter]", "regulariser.kind = l2-sp", Count)),
        ("runs: filter by a score and a state", new PageAct("[data-testid=runs-filter]", "miou > 0.5 and state = Succeeded", Count)),
    ];
}
