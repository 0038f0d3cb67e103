using Experiments.Engine.Imaging;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Weights;
using Experiments.Engine.Weights;
using Experiments.Engine.Weights.Conventions;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Golden;

/// <summary>
/// Real weights, loaded and fed as their files say, against networks that <c>generators/pretrained.py</c> writes out layer by
/// layer from their definitions.
/// </summary>
public sealed class PretrainedGoldenTests
{
    private static readonly GoldenNumbers Golden = GoldenNumbers.Read("pretrained");

    [Theory]
    [InlineData(ScalarType.Float32, 1e-4)]
    [InlineData(ScalarType.Float64, 1e-9)]
    public void Features_of_the_Caffe_ResNet_50_are_those_of_its_definition(ScalarType type, double relative)
    {
        var configuration = AsTheFileSays(RealWeights.Msra, Backbone.ResNet50);
        using var network = Load(configuration, type);
        foreach (var i in Enumerable.Range(0, 10)) Check($"msra/made{i}", Made($"msra/made{i}", 96 + (5 * i), 128 + (3 * i)));
        if (RealWeights.CamVidImages() is not { } folder) return;
        foreach (var name in Golden.Names.Where(n => n.StartsWith("msra/00", StringComparison.Ordinal) && n.Count(c => c == '/') == 1))
            Check(name, ImageFile.ReadRgb(Directory.GetFiles(folder, $"{name["msra/".Length..]}.*", SearchOption.AllDirectories).Single()));

        void Check(string name, RgbImage image)
        {
            using var scope = NewDisposeScope();
            var features = network.backbone.Extract([Input(image, configuration, type)]).Auxiliary[0][0]; // 1024×⌈H/16⌉×⌈W/16⌉ or so
            Assert.Equal(Golden[$"{name}/shape"], features.shape.Select(s => (double)s));
            Golden.AssertDigest(name, "res4f", features, relative);
            var flat = features.flatten();
            var step = flat.shape[0] / 16;
            var largest = Golden[$"{name}/values"].Max(Math.Abs);
            foreach (var (expected, k) in Golden[$"{name}/values"].Select((v, k) => (v, k)))
                Assert.Equal(expected, flat[k * step].to(ScalarType.Float64).item<double>(), relative * largest);
        }
    }

    [Theory]
    [InlineData("resnet20-cifar10", Backbone.CifarResNet20)]
    [InlineData("resnet56-cifar10", Backbone.CifarResNet56)]
    public void Logits_of_the_CIFAR_networks_are_those_of_their_definition(string file, Backbone backbone)
    {
        var configuration = AsTheFileSays($"{file}.safetensors", backbone);
        foreach (var (type, relative) in new[] { (ScalarType.Float32, 1e-4), (ScalarType.Float64, 1e-9) })
        {
            using var network = Load(configuration, type);
            foreach (var i in Enumerable.Range(0, 10))
            {
                using var scope = NewDisposeScope();
                var logits = network.Logits([Input(Made($"cifar/made{i}", 32, 32), configuration, type)])[0].to(ScalarType.Float64);
                var expected = Golden[$"{file}/made{i}"];
                var largest = expected.Max(Math.Abs);
                Assert.All(expected.Zip(logits.data<double>().ToArray()), p => Assert.Equal(p.First, p.Second, relative * largest));
            }
        }
    }

    /// <summary>A configuration that states nothing but the file.</summary>
    private static RunConfiguration AsTheFileSays(string file, Backbone backbone)
    {
        var stated = SettingCatalog.With(new RunConfiguration(), [new("weights.path", RealWeights.Path(file)), new("network.backbone", SettingDescriptor.NameOf(backbone))]);
        return WeightsConvention.Lay(stated, ["weights.path", "network.backbone"]);
    }

    private static Classifier Load(RunConfiguration configuration, ScalarType type)
    {
        var network = new Classifier(new Placement([CPU], type), configuration.Network, 10);
        // A part of the network may have no weights in the file; nothing here looks at what comes out of it.
        Initialisation.Apply(network, 1, configuration.Network);
        using var file = SafetensorsFile.Read(configuration.Weights.Path);
        WeightsLoader.Load(network, file, withStatistics: true);
        network.eval();
        return network;
    }

    /// <summary>1×3×H×W, red, green, blue, minus mean and divided by std as the configuration says.</summary>
    private static Tensor Input(RgbImage image, RunConfiguration configuration, ScalarType type)
    {
        var pixels = tensor(image.Pixels).to(type).view(image.Height, image.Width, 3).permute(2, 0, 1);
        var mean = tensor(configuration.Data.Mean.ToArray()).to(type).view(3, 1, 1);
        var std = tensor(configuration.Data.Std.ToArray()).to(type).view(3, 1, 1);
        return ((pixels - mean) / std).unsqueeze(0);
    }

    /// <summary>The generator's image: blocks of 8×8 pixels with noise on them.</summary>
    private static RgbImage Made(string name, int height, int width)
    {
        var (rows, columns) = ((height + 7) / 8, (width + 7) / 8);
        var blocks = FormulaNumbers.Uniform($"{name}/blocks", rows * columns * 3);
        var noise = FormulaNumbers.Uniform($"{name}/noise", height * width * 3);
        var values = new byte[height * width * 3];
        for (var i = 0; i < values.Length; i++)
        {
            var (y, x, channel) = (i / 3 / width, i / 3 % width, i % 3);
            values[i] = (byte)Math.Floor((200 * blocks[((((y / 8) * columns) + (x / 8)) * 3) + channel]) + (55 * noise[i]));
        }

        return new RgbImage(height, width, values);
    }
}
