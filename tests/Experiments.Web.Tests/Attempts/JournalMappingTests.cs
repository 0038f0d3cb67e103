using Experiments.Data.Model;
using Experiments.Engine.Schema;
using Experiments.Web.Attempts;

namespace Experiments.Web.Tests.Attempts;

public sealed class JournalMappingTests
{
    [Fact]
    public void Every_kind_of_event_has_its_place()
    {
        var protocol = Protocol.SingleScale.Resolve(24, "abc");
        var batch = JournalMapping.ToBatch(after: 10,
        [
            new StartedEvent { Sequence = 11, EngineVersion = "1", ResumedFrom = 4, Parameters = 7, Pull = 0.16, Classes = ["road"], Colours = ["#808080"] },
            new WeightsReportEvent { Sequence = 12, Loaded = ["conv1.weight"] },
            new ProgressEvent { Sequence = 13, Done = 1, Total = 9, Rate = 2 },
            new ProgressEvent { Sequence = 14, Done = 2, Total = 9, Rate = 3 },
            new PointEvent { Sequence = 15, Key = "train/loss", Step = 2, Value = double.NaN },
            new CheckpointEvent { Sequence = 16, Path = "checkpoints/final.safetensors", Iteration = 9, Sha256 = "f00", Final = true },
            new ArtifactEvent { Sequence = 17, Kind = "prediction", Name = "0001", Path = "predictions/0001.png" },
            new ImageScoredEvent { Sequence = 18, Index = 0, Stem = "0001", Counts = [0, 0, 5] },
            new EvaluationEvent { Sequence = 19, Protocol = protocol, CheckpointSha256 = "f00", Classes = 1, Confusion = [5], MeanIoU = 1, MeanAccuracy = 1, PixelAccuracy = 1, ClassIoU = [1] },
            new FinishedEvent { Sequence = 20 },
        ]);

        Assert.Equal((11, 20), (batch.FirstSequence, batch.LastSequence));
        Assert.Equal(4, batch.Start!.ResumedFrom);
        Assert.Contains("conv1.weight", batch.WeightsReportJson!, StringComparison.Ordinal);
        Assert.Equal(2, batch.Progress!.Done);
        Assert.Equal(double.NaN, Assert.Single(batch.Points).Value);
        Assert.Equal([Artifact.Checkpoint, "prediction"], batch.Artifacts.Select(a => a.Kind));
        Assert.True(batch.Artifacts[0].IsFinal);
        Assert.Equal("0001", Assert.Single(batch.Images).Stem);
        Assert.Equal(Fingerprint.Of(protocol), batch.Evaluation!.ProtocolFingerprint);
    }

    [Fact]
    public void A_line_that_could_not_be_read_leaves_no_gap()
    {
        var batch = JournalMapping.ToBatch(after: 3, [new FinishedEvent { Sequence = 6 }]);

        Assert.Equal((4, 6), (batch.FirstSequence, batch.LastSequence));
    }
}
