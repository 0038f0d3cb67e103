using Experiments.Engine.Augmentation;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Augmentation;

namespace Experiments.Engine.Tests.Golden;

/// <summary>Augmented crops against NumPy, SciPy and PyTorch working on whole images (<c>generators/augmentation.py</c>).</summary>
public class AugmentationGoldenTests
{
    private static readonly GoldenNumbers Golden = GoldenNumbers.Read("augmentation");

    private static readonly Sample Noise = new(
        "augmentation", FormulaDataset.Image("augmentation", 11, 15), FormulaDataset.Labels("augmentation", 11, 15));

    private static readonly AugmentationSettings Still = new() { Jitter = ColourJitter.None, Mirror = false, ScaleMin = 1, ScaleMax = 1, RotationDegrees = 0 };

    private static readonly AugmentationSettings Up = Still with { ScaleMin = 1.37, ScaleMax = 1.37 };

    private static readonly AugmentationSettings Down = Still with { ScaleMin = 0.61, ScaleMax = 0.61 };

    private static readonly AugmentationSettings Blurred = Still with { Order = AugmentationOrder.Semseg, BlurProbability = 0.5 };

    // What the profiles say, so that a profile cannot leave the convention that is proved here.
    private static readonly AugmentationSettings Reference = Profiles.Apply(new RunConfiguration(), Compatibility.Reference).Augmentation;

    private static readonly AugmentationSettings Semseg = Profiles.Apply(new RunConfiguration(), Compatibility.Semseg).Augmentation;

    private static (AugmentationSettings Settings, int Crop) Case(string name) => name switch
    {
        "crop" => (Still, 7),
        "pad" => (Still, 14),
        "mirror" => (Still with { Mirror = true }, 9),
        "jitter-reference" => (Still with { Jitter = ColourJitter.Reference }, 7),
        "jitter-working" => (Still with { Jitter = ColourJitter.Working }, 9),
        "scale-up-half-pixel" => (Up, 11),
        "scale-down-half-pixel" => (Down, 7),
        "scale-up-align-corners" => (Up with { ImageResize = ResizeConvention.AlignCorners }, 11),
        "scale-down-align-corners" => (Down with { ImageResize = ResizeConvention.AlignCorners }, 7),
        "scale-up-tf1-legacy" => (Tf1(Up), 11),
        "scale-down-tf1-legacy" => (Tf1(Down), 7),
        "rotate-centre" => (Still with { RotationDegrees = 25 }, 13),
        "rotate-opencv" => (Still with { RotationDegrees = 25, RotationCentre = RotationCentre.OpenCv }, 13),
        "blur-inside" => (Blurred, 5),
        "blur-edges" => (Blurred, 15),
        "mirror-before-scale" => (Tf1(Up) with { Mirror = true }, 11),
        "mirror-after-scale" => (Tf1(Up) with { Mirror = true, Order = AugmentationOrder.Semseg }, 11),
        "reference-order" => (Reference, 13),
        "reference-order-padded" => (Reference, 17),
        "reference-order-working-jitter" => (Reference with { Jitter = ColourJitter.Working }, 13),
        "semseg-order" or "semseg-order-closed-gates" => (Semseg, 13),
        "semseg-order-padded" => (Semseg, 17),
        "semseg-order-working-jitter" => (Semseg with { Jitter = ColourJitter.Working }, 13),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such case."),
    };

    public static TheoryData<string> Cases => [.. Golden.Names.Select(n => n[..n.IndexOf('/', StringComparison.Ordinal)]).Distinct()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Crops_are_those_of_whole_images_changed_step_by_step(string name)
    {
        var (settings, crop) = Case(name);
        var (image, labels) = (new float[3 * crop * crop], new long[crop * crop]);
        var profile = name.StartsWith("semseg-order", StringComparison.Ordinal) ? Compatibility.Semseg : Compatibility.Reference;
        var data = Profiles.Apply(new RunConfiguration(), profile).Data with { Mean = [120, 110, 100] };
        new AugmentationChain(settings, data, crop).Apply(Noise, Draw(Golden[$"{name}/draw"]), image, labels);
        Assert.Equal(Golden[$"{name}/labels"].Select(v => (long)v), labels);
        var expected = Golden[$"{name}/image"];
        Assert.Equal(expected.Length, image.Length);
        for (var i = 0; i < image.Length; i++)
            Assert.True(Math.Abs(expected[i] - image[i]) < 1e-4, $"{name}, value {i}: {image[i]:r} is not {expected[i]:r}");
    }

    private static AugmentationSettings Tf1(AugmentationSettings settings) =>
        settings with { ImageResize = ResizeConvention.Tf1Legacy, LabelResize = NearestConvention.Corner };

    private static AugmentationDraw Draw(double[] v) => new(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9]);
}
