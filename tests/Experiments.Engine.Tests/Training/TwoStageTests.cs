using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;
using Experiments.Engine.Weights;

namespace Experiments.Engine.Tests.Training;

public sealed class TwoStageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("experiments-stages-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static RunConfiguration Recipe => ConfigurationResolver.Resolve(TinyRuns.Segmentation(iterations: 3) with
    {
        Regulariser = new RegulariserSettings { Kind = RegulariserName.L2, Alpha = 0.05, Beta = 0.02 },
        Training = TinyRuns.Segmentation(iterations: 3).Training with { NewWeightMultiplier = 10, NewBiasMultiplier = 20 },
        FirstStage = new FirstStageSettings { Iterations = 2, BaseLearningRate = 0.02, SyntheticCount = 5, SyntheticSeed = 9 },
    });

    [Fact]
    public void The_first_stage_has_its_own_schedule_and_images_and_may_take_the_second_stages_too()
    {
        var first = TwoStage.First(Recipe);
        Assert.Equal((2, 0.02), (first.Training.Iterations, first.Training.BaseLearningRate));
        Assert.False(TwoStage.Applies(first));
        var joined = DatasetFactory.OpenFirstStage(Recipe);
        Assert.Equal(5 + 6, joined.Stems(Subset.Train).Count);
        Assert.Equal(3, joined.Stems(Subset.Validation).Count);
        var alone = DatasetFactory.OpenFirstStage(Recipe with { FirstStage = Recipe.FirstStage with { IncludeTrain = false } });
        Assert.Equal(5, alone.Stems(Subset.Train).Count);
        Assert.NotEqual(alone.ManifestOf(Subset.Train), joined.ManifestOf(Subset.Train));
        Assert.Equal(alone.Load(Subset.Train, 4).Image.Pixels, joined.Load(Subset.Train, 4).Image.Pixels);
        Assert.Equal(DatasetFactory.Open(Recipe).Load(Subset.Train, 0).Image.Pixels, joined.Load(Subset.Train, 5).Image.Pixels);
    }

    [Fact]
    public void The_second_stage_starts_from_all_trained_weights_without_statistics_and_nothing_is_new_to_it()
    {
        var checkpoint = Path.Combine(_folder, "first.safetensors");
        var first = TwoStage.First(Recipe);
        var recorder = new TinyRuns.Recorder { OnSnapshot = (t, final) => t.Save(checkpoint, final) };
        using (var trainer = new Trainer(first, DatasetFactory.OpenFirstStage(Recipe), recorder)) trainer.Run(CancellationToken.None);

        var second = ConfigurationResolver.Resolve(TwoStage.Second(Recipe, checkpoint, ""));
        using var stage = new Trainer(second, DatasetFactory.Open(second), new TinyRuns.Recorder());
        Assert.All(stage.Parameters, p =>
        {
            Assert.True(p.IsInherited, p.Name);
            Assert.Equal(1, p.LearningRateMultiplier);
            Assert.True(p.Value.detach().cpu().bytes.ToArray().AsSpan().SequenceEqual(recorder.Weights[p.Name]), p.Name);
            Assert.True(p.Start!.Equals(p.Value) || (p.Start - p.Value).abs().max().item<float>() == 0, p.Name);
        });
        var path = Path.Combine(_folder, "second.safetensors");
        stage.Save(path, final: false);
        using var saved = SafetensorsFile.Read(path);
        foreach (var (name, tensor) in saved.Tensors)
        {
            if (name.EndsWith("running_mean", StringComparison.Ordinal) || name.StartsWith("optimiser.", StringComparison.Ordinal)) Assert.Equal(0, tensor.abs().max().item<float>());
            if (name.EndsWith("running_var", StringComparison.Ordinal)) Assert.Equal((1f, 1f), (tensor.min().item<float>(), tensor.max().item<float>()));
        }
    }

    [Fact]
    public void A_first_stage_counts_in_the_fingerprint_and_one_that_is_off_does_not()
    {
        var plain = TinyRuns.Segmentation();
        Assert.Equal(Fingerprint.Of(plain), Fingerprint.Of(plain with { FirstStage = new FirstStageSettings { BaseLearningRate = 0.5, IncludeTrain = false } }));
        Assert.NotEqual(Fingerprint.Of(plain), Fingerprint.Of(plain with { FirstStage = new FirstStageSettings { Iterations = 5 } }));
        var other = Recipe with { FirstStage = Recipe.FirstStage with { SyntheticSeed = 10, Manifest = "" } };
        Assert.NotEqual(Recipe.FirstStage.Manifest, ConfigurationResolver.Resolve(other).FirstStage.Manifest);
    }
}
