using Experiments.Data.Comparing;
using Experiments.Data.Model;

namespace Experiments.Web.Comparing;

/// <summary>A run or group as it is shown.</summary>
/// <param name="Slot">Its place, which its colour follows from.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Runs">Its runs.</param>
public sealed record ComparedGroup(int Slot, string Label, IReadOnlyList<ComparedRun> Runs)
{
    /// <summary>Whether it stands for several runs.</summary>
    public bool IsGroup => Runs.Count > 1;

    /// <summary>The runs that count: in a group no check of reproducibility.</summary>
    public IReadOnlyList<ComparedRun> Counted => IsGroup && Runs.Any(r => r.ReproductionOfRunId is null) ? [.. Runs.Where(r => r.ReproductionOfRunId is null)] : Runs;

    /// <summary>Whether some of its runs that count have one seed and several configurations: of these the newest is scored alone.</summary>
    public bool IsMixed => Counted.GroupBy(r => r.Seed).Any(g => g.Select(r => r.Fingerprint).Distinct(StringComparer.Ordinal).Skip(1).Any());
}

/// <summary>A protocol under which some of the runs were scored.</summary>
/// <param name="Fingerprint">Fingerprint.</param>
/// <param name="Label">Its name; where two have one name, with the first digits of the fingerprint.</param>
public sealed record ComparedProtocol(string Fingerprint, string Label);

/// <summary>What a comparison shows beside the curves.</summary>
public sealed record CompareView
{
    /// <summary>What is compared.</summary>
    public IReadOnlyList<ComparedGroup> Groups { get; init; } = [];

    /// <summary>Ids that are in the bin.</summary>
    public IReadOnlyList<long> Binned { get; init; } = [];

    /// <summary>Ids that there are not.</summary>
    public IReadOnlyList<long> Unknown { get; init; } = [];

    /// <summary>The newest score of each run under each protocol.</summary>
    public IReadOnlyList<ComparedScore> Scores { get; init; } = [];

    /// <summary>The protocols, the first scored first.</summary>
    public IReadOnlyList<ComparedProtocol> Protocols { get; init; } = [];

    /// <summary>Names of the metrics that scores have, the one that stands for them first.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>Names of the curves that runs have, those of the training first.</summary>
    public IReadOnlyList<string> Curves { get; init; } = [];

    /// <summary>The settings that differ, the seed left out.</summary>
    public IReadOnlyList<DifferingSetting> Settings { get; init; } = [];

    /// <summary>All runs.</summary>
    public IEnumerable<ComparedRun> Runs => Groups.SelectMany(g => g.Runs);

    /// <summary>Whether something may still come.</summary>
    public bool IsOpen => Runs.Any(r => r.State is RunState.Running or RunState.Queued or RunState.Waiting or RunState.Paused);

    /// <summary>What stands at a place, else the first.</summary>
    public ComparedGroup? At(int? slot) => Groups.FirstOrDefault(g => g.Slot == slot) ?? (Groups.Count > 0 ? Groups[0] : null);

    /// <summary>The protocol whose fingerprint begins so, else the first; null where nothing was scored.</summary>
    public ComparedProtocol? ProtocolOf(string start) =>
        Protocols.FirstOrDefault(p => start.Length > 0 && p.Fingerprint.StartsWith(start, StringComparison.Ordinal)) ?? (Protocols.Count > 0 ? Protocols[0] : null);

    /// <summary>A group's scores under a protocol by seed. Of runs of one seed the newest counts.</summary>
    public IReadOnlyDictionary<int, ComparedScore> ScoresOf(ComparedGroup group, string protocol)
    {
        ArgumentNullException.ThrowIfNull(group);
        var seeds = group.Counted.ToDictionary(r => r.RunId, r => r.Seed);
        return Scores.Where(s => s.ProtocolFingerprint == protocol && seeds.ContainsKey(s.RunId)).OrderBy(s => s.EvaluationId)
            .GroupBy(s => seeds[s.RunId]).ToDictionary(g => g.Key, g => g.Last());
    }
}
