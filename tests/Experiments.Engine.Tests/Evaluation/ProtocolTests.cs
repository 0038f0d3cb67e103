using System.Security.Cryptography;
using System.Text;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Evaluation;

public class ProtocolTests
{
    private static readonly RunConfiguration Fixed = new() { Training = new TrainingSettings { Crop = 480 } };

    private static readonly RunConfiguration Adaptive = Fixed with { Network = new NetworkSettings { PyramidPooling = PyramidPooling.Adaptive } };

    [Fact]
    public void Fingerprints_of_the_engines_own_protocols_are_what_they_were()
    {
        Assert.Equal(Hash("""{"schema":1,"semantics":1,"crop":480,"manifest":"ab"}"""), Fingerprint.Of(Protocol.SingleScale.Resolve(480, "ab")));
        Assert.Equal(
            Hash("""{"schema":1,"semantics":1,"crop":480,"manifest":"ab","mirror":true,"scales":[0.5,0.75,1,1.25,1.5,1.75]}"""),
            Fingerprint.Of(Protocol.MultiScale.Resolve(480, "ab")));
    }

    [Fact]
    public void A_protocol_of_an_older_database_reads_as_it_was_meant()
    {
        const string Stored = """{"name":"SS","subset":"validation","manifest":"ab","crop":480,"strideNumerator":2,"strideDenominator":3,"scales":[1],"mirror":false,"windowFusion":"average","absentClass":"skip","checkpoint":"last","predictionImages":4}""";
        Assert.Equal(Fingerprint.Of(Protocol.SingleScale.Resolve(480, "ab")), Fingerprint.Of(SchemaJson.ReadProtocol(Stored)));
    }

    [Theory]
    [InlineData(480, 2, 3, StrideRounding.Floor, 0, 320)]
    [InlineData(816, 2, 3, StrideRounding.Floor, 0, 544)]
    [InlineData(473, 2, 3, StrideRounding.Floor, 0, 315)]
    [InlineData(473, 2, 3, StrideRounding.Ceil, 0, 316)]
    [InlineData(713, 2, 3, StrideRounding.Ceil, 0, 476)]
    [InlineData(480, 2, 3, StrideRounding.Ceil, 0, 320)]
    [InlineData(769, 2, 3, StrideRounding.Floor, 513, 513)]
    [InlineData(1, 1, 3, StrideRounding.Floor, 0, 1)]
    public void Windows_advance_by_a_share_rounded_as_asked_or_by_pixels(int crop, int numerator, int denominator, StrideRounding rounding, int pixels, int stride) =>
        Assert.Equal(stride, Windows.Stride(new Protocol { Crop = crop, StrideNumerator = numerator, StrideDenominator = denominator, StrideRounding = rounding, StridePixels = pixels }));

    /// <summary>Sizes worked out by hand from each system's rule.</summary>
    [Theory]
    [InlineData(0, 0, 53, 75, 0.5, 26, 38)] // 26.5 and 37.5, halves to even
    [InlineData(2048, 0, 1024, 2048, 1.75, 1792, 3584)] // semseg, Cityscapes
    [InlineData(512, 0, 683, 512, 1, 512, 384)] // semseg, a portrait: 383.8
    [InlineData(0, 520, 375, 500, 1, 520, 693)] // torchvision: 693.3 down
    [InlineData(0, 520, 501, 500, 1, 521, 520)] // torchvision: 521.04 down
    [InlineData(2048, 512, 512, 683, 1, 512, 683)] // MMSegmentation: the short bound
    [InlineData(2048, 512, 400, 2000, 1, 410, 2048)] // MMSegmentation: the long bound, 409.6
    [InlineData(2048, 512, 375, 500, 1.25, 640, 853)] // MMSegmentation: 853.3
    public void Scaled_sizes_are_those_of_each_system(int baseLong, int baseShort, int height, int width, double scale, int newHeight, int newWidth) =>
        Assert.Equal((newHeight, newWidth), ScaledSize.Of(new Protocol { BaseLong = baseLong, BaseShort = baseShort }, height, width, scale));

    [Fact]
    public void The_same_scoring_has_one_fingerprint()
    {
        var whole = new Protocol { Coverage = Coverage.WholeImage };
        Assert.Equal(
            Fingerprint.Of(whole.Resolve(480, "ab")),
            Fingerprint.Of((whole with { Crop = 713, StridePixels = 5, SmallImages = SmallImages.CutWindow, WindowFusion = Fusion.Sum, MirrorOf = MirrorOf.Image }).Resolve(473, "ab")));
        Assert.Equal(Fingerprint.Of(Protocol.SingleScale.Resolve(480, "ab")), Fingerprint.Of((Protocol.SingleScale with { MirrorOf = MirrorOf.Image }).Resolve(480, "ab")));
        Assert.Equal(
            Fingerprint.Of((Protocol.SingleScale with { StridePixels = 99, StrideRounding = StrideRounding.Ceil, OtherCrop = true }).Resolve(480, "ab")),
            Fingerprint.Of((Protocol.SingleScale with { StridePixels = 99 }).Resolve(480, "ab")));
        Assert.NotEqual(Fingerprint.Of(Protocol.SingleScale.Resolve(480, "ab")), Fingerprint.Of(whole.Resolve(480, "ab")));
    }

    [Fact]
    public void Another_crop_than_the_trained_one_is_refused_unless_asked_for()
    {
        var other = Protocol.SingleScale with { Crop = 432 };
        Assert.Equal(
            "Protocol SS has crop 432, but the network was trained with training.crop 480: at another crop scores fall (56.9 instead of 78.6 in one report); set crop to 0 or 480, or otherCrop to true if another crop is what you want to see.",
            Assert.Single(ProtocolValidator.Problems(other, Fixed)));
        Assert.Empty(ProtocolValidator.Problems(other with { OtherCrop = true }, Fixed));
        Assert.Empty(ProtocolValidator.Problems((other with { Coverage = Coverage.WholeImage }).Resolve(480, ""), Adaptive));
    }

    [Fact]
    public void Whole_images_want_adaptive_pooling()
    {
        var whole = ProtocolTemplates.Of(Compatibility.Mmseg, multiScale: false).Resolve(480, "");
        Assert.Equal(
            "Protocol SS predicts whole images, but network.pyramidPooling is fixed: fixed kernels want one size of features; use coverage windows, or train with network.pyramidPooling adaptive.",
            Assert.Single(ProtocolValidator.Problems(whole, Fixed)));
        Assert.Empty(ProtocolValidator.Problems(whole, Adaptive));
    }

    [Fact]
    public void Every_problem_is_reported_at_once()
    {
        var wrong = new Protocol
        {
            Name = "odd",
            Crop = 470,
            StrideNumerator = 4,
            StridePixels = 500,
            Scales = [1, -1],
            BaseLong = 512,
            BaseShort = 2048,
            PredictionImages = -2,
            Checkpoint = "best",
            FusedValues = FusedValues.Logits,
            WindowFusion = Fusion.Sum,
            SmallImages = SmallImages.CutWindow,
        };
        string[] expected =
        [
            "Protocol odd has the scale -1: a scale must be above 0 and at most 16; 1 leaves the base size.",
            "Protocol odd names the checkpoint \"best\", but the run keeps last: set checkpoint to one of these, or train with selection.keepBest true.",
            "Protocol odd has baseShort 2048 above baseLong 512: the short side must not be the longer one; exchange them.",
            "Protocol odd has predictionImages -2: it must be at least -1; -1 writes every image's prediction, 0 none.",
            "Protocol odd advances windows by 4/3 of the crop: the share must be above 0 and at most 1, or pixels stay uncovered; use 2/3.",
            "Protocol odd has stridePixels 500: it must be 0 (for a share of the crop) or 1 to the crop, which is 470; lower it.",
            "Protocol odd sums logits: where windows overlap they would grow, and softmax with them; use windowFusion average, or fusedValues probabilities.",
            "Protocol odd cuts windows to small images, but network.pyramidPooling is fixed: fixed kernels want one size of features; use smallImages pad, or train with network.pyramidPooling adaptive.",
            "Protocol odd has crop 470, but the network was trained with training.crop 480: at another crop scores fall (56.9 instead of 78.6 in one report); set crop to 0 or 480, or otherCrop to true if another crop is what you want to see.",
            "Crop of protocol odd is 470: it must be a multiple of 48 (6 bins × output stride 8); use 432 or 480.",
        ];
        Assert.Equal(expected, ProtocolValidator.Problems(wrong, Fixed));
    }

    /// <summary>What "SS" and "MS" mean in each system, in the words of the log.</summary>
    [Theory]
    [InlineData(Compatibility.Engine, "", "crop 480", "crop 480, scales 0.5 0.75 1 1.25 1.5 1.75, mirror true")]
    [InlineData(Compatibility.Reference, "Cityscapes", "crop 480, mirror true, windowFusion sum, absentClass nan", "crop 480, scales 0.5 0.75 1 1.25 1.5 1.75, mirror true, windowFusion sum, absentClass nan")]
    [InlineData(Compatibility.Semseg, "Cityscapes", "crop 480, strideRounding ceil, baseLong 2048, mirror true, absentClass zero", "crop 480, strideRounding ceil, baseLong 2048, scales 0.5 0.75 1 1.25 1.5 1.75, mirror true, absentClass zero")]
    [InlineData(Compatibility.Semseg, "ADE20K", "crop 480, strideRounding ceil, baseLong 512, mirror true, absentClass zero", "crop 480, strideRounding ceil, baseLong 512, scales 0.5 0.75 1 1.25 1.5 1.75, mirror true, absentClass zero")]
    [InlineData(Compatibility.Semseg, "CamVid", "crop 480, strideRounding ceil, mirror true, absentClass zero", "crop 480, strideRounding ceil, scales 0.5 0.75 1 1.25 1.5 1.75, mirror true, absentClass zero")]
    [InlineData(Compatibility.Torchvision, "VOC 2012", "coverage whole-image, crop 0, baseShort 520, fusedValues logits, absentClass nan", "coverage whole-image, crop 0, baseShort 520, scales 0.5 0.75 1 1.25 1.5 1.75, mirror true, fusedValues logits, absentClass nan")]
    [InlineData(Compatibility.Mmseg, "Cityscapes", "coverage whole-image, crop 0, baseLong 2048, baseShort 1024, fusedValues logits", "coverage whole-image, crop 0, baseLong 2048, baseShort 1024, scales 0.5 0.75 1 1.25 1.5 1.75, mirror true, fusedValues logits")]
    [InlineData(Compatibility.Mmseg, "SBD", "coverage whole-image, crop 0, baseLong 2048, baseShort 512, fusedValues logits", "coverage whole-image, crop 0, baseLong 2048, baseShort 512, scales 0.5 0.75 1 1.25 1.5 1.75, mirror true, fusedValues logits")]
    public void Each_profile_scores_as_its_system_does(Compatibility profile, string dataset, string singleScale, string multiScale)
    {
        var configuration = Fixed with { Compat = profile, Data = new DataSettings { DisplayName = dataset } };
        Assert.Equal(singleScale, ProtocolText.Of(ProtocolTemplates.For(configuration, "SS").Resolve(480, "ab")));
        Assert.Equal(multiScale, ProtocolText.Of(ProtocolTemplates.For(configuration, "MS").Resolve(480, "ab")));
    }

    [Fact]
    public void MMSegmentations_769_configurations_slide()
    {
        var configuration = Fixed with { Compat = Compatibility.Mmseg, Training = new TrainingSettings { Crop = 769 }, Data = new DataSettings { DisplayName = "Cityscapes" } };
        Assert.Equal(
            "crop 769, stridePixels 513, smallImages cut-window, baseLong 2048, baseShort 1024, fusedValues logits",
            ProtocolText.Of(ProtocolTemplates.For(configuration, "SS").Resolve(769, "")));
        Assert.Equal(
            "crop 769, stridePixels 513, smallImages cut-window, baseLong 2048, baseShort 1024, scales 0.5 0.75 1 1.25 1.5 1.75, mirror true, mirrorOf image, fusedValues logits",
            ProtocolText.Of(ProtocolTemplates.For(configuration, "MS").Resolve(769, "")));
    }

    [Fact]
    public void During_training_one_scale_without_mirror_is_scored()
    {
        var reference = Fixed with { Compat = Compatibility.Reference };
        Assert.Equal("crop 480, windowFusion sum, absentClass nan", ProtocolText.Of(ProtocolTemplates.DuringTraining(reference).Resolve(480, "")));
        Assert.Equal(Fingerprint.Of(Protocol.SingleScale), Fingerprint.Of(ProtocolTemplates.DuringTraining(Fixed)));
    }

    [Fact]
    public void A_column_of_a_table_means_the_protocol_of_each_rows_profile()
    {
        var semseg = Adaptive with { Compat = Compatibility.Semseg };
        Assert.Equal(Protocol.SingleScale, ProtocolTemplates.InRow(Protocol.SingleScale, Fixed));
        Assert.True(ProtocolTemplates.InRow(Protocol.SingleScale with { PredictionImages = 0 }, semseg) is { Mirror: true, PredictionImages: 0 });
        Assert.Equal(6, ProtocolTemplates.InRow(SchemaJson.ReadProtocol(SchemaJson.Write(Protocol.MultiScale)), semseg).Scales.Count);
        var own = Protocol.SingleScale with { WindowFusion = Fusion.Sum };
        Assert.Same(own, ProtocolTemplates.InRow(own, semseg));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
