using Experiments.Engine.Evaluation;
using Experiments.Engine.Imaging;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Training;

namespace Experiments.Engine.Tests.Evaluation;

public sealed class PredictionProgressTests
{
    public static TheoryData<Protocol> Protocols =>
    [
        Protocol.SingleScale,
        Protocol.MultiScale,
        Protocol.MultiScale with { MirrorOf = MirrorOf.Image },
        Protocol.MultiScale with { FusedValues = FusedValues.Logits },
        Protocol.SingleScale with { SmallImages = SmallImages.Pad },
    ];

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Every_window_is_told_of_and_the_last_one_ends_it(Protocol protocol)
    {
        var configuration = TinyRuns.Segmentation(iterations: 1);
        using var network = new PspNet(Placement.Cpu, configuration.Network, 3);
        var told = new List<(int Done, int Total)>();
        var predictor = new WindowedPredictor(network, Placement.Cpu, configuration, protocol.Resolve(configuration.Training.Crop, ""))
        {
            Progress = (done, total) => told.Add((done, total)),
        };

        predictor.Predict(new RgbImage(90, 131));

        Assert.Single(told.Select(t => t.Total).Distinct());
        Assert.Equal(told.Select(t => t.Done).Order(), told.Select(t => t.Done));
        Assert.Equal(told[^1].Total, told[^1].Done);
        Assert.Equal(told.Count, told.Select(t => t.Done).Distinct().Count());
    }
}
