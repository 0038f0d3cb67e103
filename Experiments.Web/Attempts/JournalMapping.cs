using System.Text.Json;
using Experiments.Data.Journal;
using Experiments.Data.Model;
using Experiments.Engine.Schema;

namespace Experiments.Web.Attempts;

/// <summary>Maps what an engine process journals to what the database stores.</summary>
public static class JournalMapping
{
    /// <summary>A stretch of events as one batch.</summary>
    /// <param name="after">Last line that came before the stretch; 0 for none. A line between that could not be read counts as carrying nothing.</param>
    /// <param name="events">The stretch, in order, at least one event.</param>
    public static JournalBatch ToBatch(long after, IReadOnlyList<JournalEvent> events)
    {
        var points = new List<JournalPoint>();
        var artifacts = new List<JournalArtifact>();
        var images = new List<JournalImage>();
        var batch = new JournalBatch(after + 1, events[^1].Sequence);
        foreach (var item in events)
        {
            switch (item)
            {
                case StartedEvent e:
                    batch = batch with { Start = new JournalStart(e.EngineVersion, e.ResumedFrom, e.Parameters, e.Pull, e.Classes, e.Colours) };
                    break;
                case ProgressEvent e:
                    batch = batch with { Progress = new JournalProgress(e.Done, e.Total, e.Rate) };
                    break;
                case WeightsReportEvent e:
                    batch = batch with { WeightsReportJson = JsonSerializer.Serialize(e, SchemaJson.Compact) };
                    break;
                case PointEvent e:
                    points.Add(new JournalPoint(e.Sequence, e.Key, e.Step, e.Value));
                    break;
                case CheckpointEvent e:
                    artifacts.Add(new JournalArtifact(e.Sequence, Artifact.Checkpoint, Path.GetFileName(e.Path), e.Path, e.Iteration, e.Sha256, e.Final));
                    break;
                case ArtifactEvent e:
                    artifacts.Add(new JournalArtifact(e.Sequence, e.Kind, e.Name, e.Path));
                    break;
                case ImageScoredEvent e:
                    images.Add(new JournalImage(e.Sequence, e.Index, e.Stem, e.Counts, e.Rank));
                    break;
                case EvaluationEvent e:
                    batch = batch with { Evaluation = ToEvaluation(e) };
                    break;
                case FinishedEvent or FailedEvent:
                    // What ended the attempt becomes the state of its job.
                    break;
                default:
                    throw new InvalidOperationException($"A journal event of type {item.GetType().Name} has no place in the database.");
            }
        }

        return batch with { Points = points, Artifacts = artifacts, Images = images };
    }

    private static JournalEvaluation ToEvaluation(EvaluationEvent e) => new()
    {
        Sequence = e.Sequence,
        ProtocolFingerprint = Fingerprint.Of(e.Protocol),
        ProtocolName = e.Protocol.Name,
        ProtocolJson = SchemaJson.Write(e.Protocol),
        CheckpointSha256 = e.CheckpointSha256,
        Classes = e.Classes,
        Confusion = e.Confusion,
        MeanIoU = e.MeanIoU,
        MeanAccuracy = e.MeanAccuracy,
        PixelAccuracy = e.PixelAccuracy,
        ClassIoU = e.ClassIoU,
        Metrics = e.Metrics,
    };
}
