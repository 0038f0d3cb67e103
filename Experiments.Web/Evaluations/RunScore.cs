using Experiments.Data.Model;
using Experiments.Engine.Schema;

namespace Experiments.Web.Evaluations;

/// <summary>One of a run's evaluations as pages show it: one a protocol and checkpoint, the newest where it was done again.</summary>
public sealed record RunScore
{
    /// <summary>The evaluation.</summary>
    public required Evaluation Evaluation { get; init; }

    /// <summary>What it was scored under.</summary>
    public required Protocol Protocol { get; init; }

    /// <summary>The protocol's name; where others of the run have the same, with what it differs in.</summary>
    public required string Label { get; init; }

    /// <summary>Iterations of the scored checkpoint; null where its training does not say.</summary>
    public int? Iteration { get; init; }

    /// <summary>How often it was done.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Why the score is too good; null where it is not.</summary>
    public string? Warning { get; init; }

    /// <summary>The scored images in words.</summary>
    public string Images => Protocol.ImageList.Length == 0 ? SettingDescriptor.NameOf(Protocol.Subset) : $"{SettingDescriptor.NameOf(Protocol.Subset)}, {Protocol.ImageList}";

    /// <summary>The scores of a run, the first scored first.</summary>
    /// <param name="configuration">The run's configuration.</param>
    /// <param name="jobs">Its jobs with evaluations and artifacts.</param>
    public static IReadOnlyList<RunScore> Of(RunConfiguration configuration, IReadOnlyList<Job> jobs)
    {
        var iterations = jobs.SelectMany(j => j.Artifacts).Where(a => a is { Kind: Artifact.Checkpoint, Sha256: not null, Iteration: not null })
            .GroupBy(a => a.Sha256!, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.First().Iteration, StringComparer.OrdinalIgnoreCase);
        var groups = jobs.Where(j => j.State == JobState.Succeeded).Select(j => j.Evaluation).OfType<Evaluation>().OrderBy(e => e.Id)
            .GroupBy(e => (e.ProtocolFingerprint, e.CheckpointSha256))
            .Select(g => (Newest: g.Last(), Times: g.Count(), Protocol: SchemaJson.ReadProtocol(g.Last().ProtocolJson, $"protocol of evaluation {g.Last().Id}")))
            .ToList();
        var firsts = new Dictionary<string, (Evaluation Newest, Protocol Protocol)>(StringComparer.Ordinal);
        var scores = new List<RunScore>();
        foreach (var (newest, times, protocol) in groups)
        {
            var label = newest.ProtocolName;
            if (!firsts.TryAdd(newest.ProtocolName, (newest, protocol)))
                label = $"{label}: {Difference(newest, protocol, firsts[newest.ProtocolName])}";
            scores.Add(new RunScore
            {
                Evaluation = newest,
                Protocol = protocol,
                Label = label,
                Iteration = iterations.GetValueOrDefault(newest.CheckpointSha256),
                Times = times,
                Warning = SelectionWarning.Of(configuration, protocol),
            });
        }

        return scores;
    }

    /// <summary>What tells an evaluation from the first of the same name: how it scores, else which images, else which weights.</summary>
    private static string Difference(Evaluation own, Protocol protocol, (Evaluation Newest, Protocol Protocol) first)
    {
        if (ProtocolText.Differences(protocol, first.Protocol) is { Length: > 0 } differences) return differences;
        return protocol.Manifest != first.Protocol.Manifest ? $"images {Short(protocol.Manifest)}" : $"checkpoint {Short(own.CheckpointSha256)}";
    }

    private static string Short(string hash) => hash[..Math.Min(8, hash.Length)];
}
