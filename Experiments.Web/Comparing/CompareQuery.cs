using Experiments.Data.Comparing;
using Experiments.Data.Metrics;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Engine.Schema;

namespace Experiments.Web.Comparing;

/// <summary>Puts together what a comparison shows.</summary>
/// <param name="comparisons">Runs, scores, settings.</param>
/// <param name="metrics">Names of curves.</param>
/// <param name="runs">Finds runs to add.</param>
public sealed class CompareQuery(ComparisonQueries comparisons, MetricQueries metrics, RunQueries runs)
{
    private const string Seed = "seed";
    private const int Offered = 12;

    /// <summary>The view of a set.</summary>
    public async Task<CompareView> OfAsync(CompareSet set, CancellationToken cancellationToken = default)
    {
        var (groups, found) = await GroupsAsync(set, cancellationToken);
        var ids = groups.SelectMany(g => g.Runs).Select(r => r.RunId).ToList();
        if (ids.Count == 0) return new CompareView { Binned = found.Binned, Unknown = found.Unknown };
        var scores = await comparisons.ScoresAsync(ids, cancellationToken);
        return new CompareView
        {
            Groups = groups,
            Binned = found.Binned,
            Unknown = found.Unknown,
            Scores = scores,
            Protocols = ProtocolsOf(scores),
            Metrics = MetricsOf(scores),
            Curves = [.. (await metrics.KeysAsync(ids, cancellationToken)).Where(k => !k.StartsWith(MetricSeries.SystemPrefix, StringComparison.Ordinal))
                .OrderBy(k => k is "train/loss" ? 0 : k is "validation/miou" or "validation/top-1" ? 1 : 2)],
            Settings = await SettingsAsync(ids, cancellationToken),
        };
    }

    /// <summary>The groups of a set without those that there are not, with their names.</summary>
    public async Task<(IReadOnlyList<ComparedGroup> Groups, FoundRuns Found)> GroupsAsync(CompareSet set, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        var found = await comparisons.FindAsync([.. set.Runs], cancellationToken);
        var groups = set.Groups.Select(g => (g.Slot, Runs: g.Runs.Where(found.Runs.ContainsKey).Select(id => found.Runs[id]).ToList())).Where(g => g.Runs.Count > 0).ToList();
        var labels = GroupLabels.Of([.. groups.Select(g => g.Runs)]);
        return ([.. groups.Select((g, i) => new ComparedGroup(g.Slot, labels[i], g.Runs))], found);
    }

    /// <summary>
    /// The set with one group for all runs that differ in nothing but the seed, in the order of their first. Checks of reproducibility, which never
    /// count in n, stay by themselves.
    /// </summary>
    public static CompareSet GroupBySeed(IEnumerable<ComparedRun> runs) =>
        CompareSet.Of(runs.GroupBy(r => r.ReproductionOfRunId is null ? r.Fingerprint : $"check {r.RunId}").Select(g => (IReadOnlyList<long>)[.. g.Select(r => r.RunId)]));

    /// <summary>Runs that a text means, see <see cref="RunSearch"/>, the newest first; all where it is empty.</summary>
    public async Task<IReadOnlyList<RunRow>> FindAsync(string text, CancellationToken cancellationToken = default) =>
        (await runs.PageAsync(new RunFilter { Search = text, Take = Offered }, cancellationToken)).Rows;

    private static IReadOnlyList<ComparedProtocol> ProtocolsOf(IReadOnlyList<ComparedScore> scores)
    {
        var all = scores.OrderBy(s => s.EvaluationId).DistinctBy(s => s.ProtocolFingerprint).ToList();
        return [.. all.Select(s => new ComparedProtocol(s.ProtocolFingerprint, all.Count(o => o.ProtocolName == s.ProtocolName) > 1 ? $"{s.ProtocolName} ({s.ProtocolFingerprint[..8]})" : s.ProtocolName))];
    }

    private static IReadOnlyList<string> MetricsOf(IReadOnlyList<ComparedScore> scores)
    {
        string[] own = [.. scores.Select(s => Evaluation.HeadlineOf(s.Metrics)).Distinct().Order(StringComparer.Ordinal), ComparedScore.MeanAccuracyName, ComparedScore.PixelAccuracyName];
        return scores.Count == 0 ? [] : [.. own.Concat(scores.SelectMany(s => s.Metrics.Keys).Distinct().Order(StringComparer.Ordinal)).Distinct()];
    }

    /// <summary>A run of before a setting was there has what that setting is unasked.</summary>
    private async Task<IReadOnlyList<DifferingSetting>> SettingsAsync(List<long> ids, CancellationToken cancellationToken)
    {
        var defaults = SettingCatalog.All.ToDictionary(s => s.Key, s => s.Default, StringComparer.Ordinal);
        return [.. (await comparisons.DifferingAsync(ids, cancellationToken)).Where(s => s.Key != Seed).Select(Filled).Where(s => s.Values.Count < ids.Count || s.Values.Values.Distinct(StringComparer.Ordinal).Count() > 1)];

        DifferingSetting Filled(DifferingSetting setting) => defaults.TryGetValue(setting.Key, out var otherwise)
            ? setting with { Values = ids.ToDictionary(id => id, id => setting.Values.GetValueOrDefault(id, otherwise)) }
            : setting;
    }
}
