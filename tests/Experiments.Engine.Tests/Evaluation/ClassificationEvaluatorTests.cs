using Experiments.Engine.Evaluation;
using Experiments.Engine.Imaging;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using FsCheck.Xunit;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Evaluation;

public class ClassificationEvaluatorTests
{
    private static readonly NetworkSettings Small = new() { Backbone = Backbone.CifarResNet20 };

    [Theory]
    [InlineData(256, 340, "0,0 0,116 32,0 32,116 16,58")]
    [InlineData(257, 256, "0,0 0,32 33,0 33,32 16,16")]
    [InlineData(224, 224, "0,0 0,0 0,0 0,0 0,0")]
    [InlineData(101, 300, "-61,0 -61,76 -61,0 -61,76 -61,38")]
    public void Corners_and_centre_lie_where_they_are_known_to(int height, int width, string expected)
    {
        var places = ImageCrops.Places(height, width, 224, ImageViews.CornersAndCentre);
        Assert.Equal(expected, string.Join(' ', places.Select(p => $"{p.Top},{p.Left}")));
        Assert.Equal(places[^1], Assert.Single(ImageCrops.Places(height, width, 224, ImageViews.Centre)));
    }

    [Property(MaxTest = 300)]
    public void Ranks_are_places_in_a_stable_sort_and_the_first_is_the_prediction(byte[] drawn, byte which)
    {
        if (drawn.Length == 0) return;
        // Few distinct values, so that equal scores are common.
        var scores = drawn.Select(d => (d % 7) / 7f).ToArray();
        var order = scores.Select((s, c) => (s, c)).OrderByDescending(p => p.s).ThenBy(p => p.c).Select(p => p.c).ToList();
        var truth = which % scores.Length;
        var rank = ClassificationMetrics.RankOf(scores, truth);
        Assert.Equal(order.IndexOf(truth) + 1, rank);
        Assert.Equal(order[0], ClassificationMetrics.Prediction(scores));
        Assert.Equal(order.Take(5).Contains(truth), rank <= 5);
        Assert.Equal(rank, ClassificationMetrics.RankOf([.. scores.Select(s => (2 * s) + 1)], truth));
    }

    [Property(MaxTest = 100)]
    public void Sums_are_those_of_the_images_one_by_one(byte[] drawn)
    {
        const int Classes = 6;
        var tally = new ClassificationTally(Classes);
        var images = drawn.Select((d, i) => new ScoredImage(i, "", d % Classes, d / 7 % Classes, d % Classes == d / 7 % Classes ? 1 : 2 + (d % 5))).ToList();
        foreach (var image in images) tally.Add(image);
        if (images.Count == 0)
        {
            Assert.Empty(tally.Summarise(Protocol.SingleScale, "").Metrics);
            return;
        }

        var summary = tally.Summarise(Protocol.SingleScale, "");
        Assert.Equal(images.Average(i => i.Rank == 1 ? 1.0 : 0), summary.Metrics["top-1"], 1e-12);
        Assert.Equal(images.Average(i => i.Rank <= 5 ? 1.0 : 0), summary.Metrics["top-5"], 1e-12);
        Assert.Equal(images.GroupBy(i => i.Truth).Average(g => g.Average(i => i.Rank == 1 ? 1.0 : 0)), summary.MeanAccuracy, 1e-12);
        Assert.Equal(summary.Metrics["top-1"], summary.PixelAccuracy);
        Assert.True(double.IsNaN(summary.MeanIoU));
        Assert.Empty(summary.ClassIoU);
        // The segmentation side's own sums of the same matrix agree.
        var confusion = new Confusion(Classes, summary.Confusion);
        Assert.Equal(confusion.PixelAccuracy(), summary.PixelAccuracy, 1e-12);
        Assert.Equal(confusion.MeanAccuracy(), summary.MeanAccuracy, 1e-12);
    }

    [Fact]
    public void Ten_crops_are_the_mean_of_the_softmax_of_ten_crops()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var network = Network(4);
        var configuration = new RunConfiguration { Data = new DataSettings { Mean = [120, 110, 100], Std = [50, 60, 70] } };
        RgbImage[] images = [Noise(20, 26, 1), Noise(33, 19, 2), Noise(17, 12, 3)];
        var centre = Predictor(network, configuration, Protocol.SingleScale);
        var ten = Predictor(network, configuration, Protocol.TenCrop);
        Assert.Equal((1, 10), (centre.ViewsAnImage, ten.ViewsAnImage));
        var (one, all) = (centre.Scores(images), ten.Scores(images));
        for (var i = 0; i < images.Length; i++)
        {
            // Independently: pad and normalise with tensors, then slice.
            var (height, width) = (images[i].Height, images[i].Width);
            var pixels = tensor(images[i].Pixels, [height, width, 3]).to(ScalarType.Float32).permute(2, 0, 1).unsqueeze(0);
            var input = (pixels - tensor([120f, 110, 100]).view(1, 3, 1, 1)) / tensor([50f, 60, 70]).view(1, 3, 1, 1);
            var (padY, padX) = (Math.Max(0, 16 - height), Math.Max(0, 16 - width));
            input = nn.functional.pad(input, [padX / 2, padX - (padX / 2), padY / 2, padY - (padY / 2)]);
            var (h, w) = ((int)input.shape[2], (int)input.shape[3]);
            var slices = new[] { (0, 0), (0, w - 16), (h - 16, 0), (h - 16, w - 16), ((h - 16) / 2, (w - 16) / 2) }
                .Select(p => input.narrow(2, p.Item1, 16).narrow(3, p.Item2, 16)).ToList();
            var views = cat([.. slices, .. slices.Select(s => s.flip(3))], 0);
            var softmax = nn.functional.softmax(network.Logits([views])[0], 1);
            AssertClose(softmax.mean([0]), all[i]);
            AssertClose(softmax[4], one[i]);
        }
    }

    [Fact]
    public void Images_scored_together_are_scored_as_alone()
    {
        using var network = Network(3);
        var predictor = Predictor(network, new RunConfiguration(), Protocol.TenCrop);
        RgbImage[] images = [Noise(20, 26, 1), Noise(33, 19, 2)];
        var together = predictor.Scores(images);
        for (var i = 0; i < images.Length; i++)
        {
            var alone = predictor.Scores([images[i]])[0];
            for (var c = 0; c < alone.Length; c++) Assert.Equal(alone[c], together[i][c], 1e-6);
        }
    }

    [Fact]
    public void Scores_that_are_not_numbers_are_no_perfect_score()
    {
        using var network = Network(3);
        using (no_grad()) network.fc.named_parameters().First(p => p.name == "bias").parameter.fill_(float.NaN);
        var error = Assert.Throws<DataException>(() => Predictor(network, new RunConfiguration(), Protocol.SingleScale).Scores([Noise(20, 20, 1)]));
        Assert.Equal("not-finite", error.FailureClass);
    }

    [Fact]
    public void Several_scales_are_refused_by_name()
    {
        using var network = Network(3);
        var error = Assert.Throws<UsageException>(() => Predictor(network, new RunConfiguration(), Protocol.MultiScale));
        Assert.Equal("Protocol MS has scales 0.5, 0.75, 1, 1.25, 1.5, 1.75: a classifier sees images at the one size of data.shortSide; use SS (centre crop) or 10-crop.", error.Message);
    }

    [Fact]
    public void The_new_field_of_a_protocol_changes_no_fingerprint_that_exists()
    {
        Assert.Equal(Fingerprint.Of(Protocol.SingleScale), Fingerprint.Of(Protocol.SingleScale with { ImageViews = ImageViews.Centre }));
        Assert.Equal(3, new[] { Protocol.SingleScale, Protocol.TenCrop, Protocol.TenCrop with { Mirror = false } }.Select(p => Fingerprint.Of(p)).Distinct().Count());
    }

    private static ClassifierPredictor Predictor(Classifier network, RunConfiguration configuration, Protocol protocol) =>
        new(network, Placement.Cpu, configuration, protocol.Resolve(16, ""));

    private static Classifier Network(int classes)
    {
        var network = new Classifier(Placement.Cpu, Small, classes);
        Initialisation.Apply(network, 1, Small);
        return network;
    }

    private static RgbImage Noise(int height, int width, int seed)
    {
        var chance = Chance.For(seed, ChancePurpose.Scene);
        return new RgbImage(height, width, [.. Enumerable.Range(0, height * width * 3).Select(_ => (byte)chance.NextInt(256))]);
    }

    private static void AssertClose(Tensor expected, float[] actual)
    {
        var numbers = expected.data<float>().ToArray();
        Assert.Equal(numbers.Length, actual.Length);
        for (var c = 0; c < actual.Length; c++) Assert.Equal(numbers[c], actual[c], 1e-5);
    }
}
