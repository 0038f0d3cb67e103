using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Training;

public class NonFiniteTests
{
    private static readonly RunConfiguration Configuration = TinyRuns.Segmentation(iterations: 2);

    [Fact]
    public void A_weight_that_is_not_finite_is_named()
    {
        var problem = Fail(trainer => Weight(trainer, "backbone.layer2.0.conv1.weight").view(-1)[5].fill_(double.NaN));
        Assert.Contains("the weights backbone.layer2.0.conv1.weight are not finite since the step before", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_layer_whose_output_overflows_is_named_with_loss_terms_iteration_and_images()
    {
        // Finite weights whose products are not: the stem's batch norm scales to 3e38, the next convolution overflows.
        var problem = Fail(trainer => Weight(trainer, "backbone.bn1.weight").fill_(3e38));
        Assert.Contains("the first layer whose output is not finite is backbone.", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("is backbone.conv1", problem.Message, StringComparison.Ordinal);
        Assert.Contains("at iteration 0 (train/loss_main NaN, train/loss_aux NaN)", problem.Message, StringComparison.Ordinal);
        Assert.Contains("images train_00000", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_checkpoint_is_written_of_weights_that_are_not_finite()
    {
        Trainer? trainer = null;
        var written = new List<int>();
        var recorder = new TinyRuns.Recorder
        {
            OnAdvanced = done =>
            {
                using var guard = no_grad();
                if (done == 2) Weight(trainer!, "head.conv.weight").view(-1)[0].fill_(double.PositiveInfinity);
            },
            OnSnapshot = (t, _) => written.Add(t.Iteration),
        };
        using (trainer = new Trainer(Configuration with { Execution = Configuration.Execution with { SnapshotEvery = 1 } }, DatasetFactory.Open(Configuration), recorder))
        {
            var problem = Assert.Throws<DataException>(() => trainer.Run(CancellationToken.None));
            Assert.Equal("not-finite", problem.FailureClass);
            Assert.StartsWith("The weights head.conv.weight are not finite after iteration 1.", problem.Message, StringComparison.Ordinal);
        }

        Assert.Equal([1], written);
    }

    private static DataException Fail(Action<Trainer> spoil)
    {
        using var trainer = new Trainer(Configuration, DatasetFactory.Open(Configuration), new TinyRuns.Recorder());
        using (no_grad()) spoil(trainer);
        var problem = Assert.Throws<DataException>(() => trainer.Run(CancellationToken.None));
        Assert.Equal("not-finite", problem.FailureClass);
        return problem;
    }

    private static Tensor Weight(Trainer trainer, string name) => trainer.Parameters.Single(p => p.Name == name).Value;
}
