using System.Text.Json;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights;
using Experiments.Engine.Weights.Names;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Tests.Weights;

public sealed class NameSchemeTests
{
    /// <summary>Networks that have shapes and no numbers.</summary>
    private static readonly Placement Shapes = new([new Device(DeviceType.META)]);

    public static TheoryData<Backbone> ImageNet => [Backbone.ResNet18, Backbone.ResNet34, Backbone.ResNet50, Backbone.ResNet101, Backbone.ResNet152];

    public static TheoryData<Backbone> Backbones => [.. Enum.GetValues<Backbone>()];

    [Theory, MemberData(nameof(ImageNet))]
    public void Torchvision_s_state_is_our_classifier_s_tensor_by_tensor(Backbone backbone)
    {
        var names = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, long[]>>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "names.json")))!;
        var theirs = names[SettingDescriptor.NameOf(backbone)];
        Assert.Same(NameSchemes.Torchvision, NameSchemes.Recognise(theirs.Keys));
        using var network = new Classifier(Shapes, new NetworkSettings { Backbone = backbone }, 1000);
        var ours = network.state_dict();
        var found = theirs.Where(t => NameSchemes.Torchvision.Find(t.Key) is not null).ToList();
        Assert.All(theirs.Keys.Except(found.Select(f => f.Key)), n => Assert.EndsWith("num_batches_tracked", n, StringComparison.Ordinal));
        Assert.Equal(ours.Keys.Order(), found.Select(t => NameSchemes.Torchvision.Find(t.Key)!.Key).Order());
        Assert.All(found, t => Assert.Equal(t.Value, ours[NameSchemes.Torchvision.Find(t.Key)!.Key].shape));
        var back = NameSchemes.Torchvision.NamesOf(ours.Keys);
        Assert.All(found, t => Assert.Equal(t.Key, back[NameSchemes.Torchvision.Find(t.Key)!.Key].Key));
    }

    [Theory, MemberData(nameof(Backbones))]
    public void Every_scheme_s_names_lead_there_and_back_and_no_two_are_alike(Backbone backbone)
    {
        foreach (var scheme in NameSchemes.All)
        {
            foreach (var keys in KeyLists(backbone))
            {
                var names = scheme.NamesOf(keys);
                Assert.Equal(names.Count, names.Values.Select(n => n.Key).Distinct().Count());
                Assert.All(names, n => Assert.Equal(new TensorPlace(n.Key, n.Value.Layout), scheme.Find(n.Value.Key)));
                Assert.Equal(keys.Where(k => HasNo(scheme.Name, k) || (scheme == NameSchemes.Slim && IsCifar(backbone))).Order(), keys.Where(k => !names.ContainsKey(k)).Order());
            }
        }
    }

    [Theory, MemberData(nameof(Backbones))]
    public void A_scheme_is_recognised_by_its_names(Backbone backbone)
    {
        foreach (var scheme in NameSchemes.All.Where(s => s == NameSchemes.Ours || s == NameSchemes.Cifar == IsCifar(backbone)))
        {
            var names = KeyLists(backbone).Select(keys => scheme.NamesOf(keys).Values.Select(n => n.Key).ToList()).MaxBy(n => n.Count)!;
            Assert.Same(scheme, NameSchemes.Recognise(names));
            if (scheme != NameSchemes.Ours) Assert.Same(scheme, NameSchemes.Recognise([.. names.Where(n => !n.Contains("fc", StringComparison.Ordinal)).Select(n => n.Contains('/', StringComparison.Ordinal) || scheme == NameSchemes.Msra ? n : $"module.{n}")]));
        }
    }

    /// <summary>Names as their authors' code gives them.</summary>
    [Theory]
    [InlineData("torchvision", "layer3.22.downsample.1.running_var", "backbone.layer3.22.downsample.1.running_var")]
    [InlineData("torchvision", "module.conv1.weight", "backbone.conv1.weight")]
    [InlineData("semseg", "module.layer0.6.weight", "backbone.conv3.weight")]
    [InlineData("semseg", "layer0.4.running_mean", "backbone.bn2.running_mean")]
    [InlineData("semseg", "ppm.features.3.2.bias", "pyramid.bn.3.bias")]
    [InlineData("semseg", "cls.4.bias", "head.classifier.bias")]
    [InlineData("semseg", "aux.0.weight", "aux.conv.weight")]
    [InlineData("mmseg", "backbone.stem.7.weight", "backbone.bn3.weight")]
    [InlineData("mmseg", "decode_head.psp_modules.2.1.bn.running_var", "pyramid.bn.2.running_var")]
    [InlineData("mmseg", "decode_head.bottleneck.conv.weight", "head.conv.weight")]
    [InlineData("mmseg", "auxiliary_head.conv_seg.weight", "aux.classifier.weight")]
    [InlineData("tf-slim", "resnet_v1_50/block1/unit_1/bottleneck_v1/shortcut/BatchNorm/moving_variance", "backbone.layer1.0.downsample.1.running_var")]
    [InlineData("tf-slim", "resnet_v1_101/block3/unit_23/bottleneck_v1/conv3/weights", "backbone.layer3.22.conv3.weight")]
    [InlineData("tf-slim", "resnet_v1_152/logits/biases", "fc.bias")]
    [InlineData("msra", "bn2a_branch1.mean", "backbone.layer1.0.downsample.1.running_mean")]
    [InlineData("msra", "scale4f_branch2c.gamma", "backbone.layer3.5.bn3.weight")]
    [InlineData("msra", "res4b22_branch2a.weight", "backbone.layer3.22.conv1.weight")]
    [InlineData("msra", "res3b3_branch2b.weight", "backbone.layer2.3.conv2.weight")]
    [InlineData("msra", "res5c_branch2c.weight", "backbone.layer4.2.conv3.weight")]
    [InlineData("cifar", "module.linear.weight", "fc.weight")]
    public void Names_of_their_authors_lead_to_our_keys(string scheme, string theirs, string ours) =>
        Assert.Equal(ours, NameSchemes.Get(scheme).Find(theirs)?.Key);

    [Theory]
    [InlineData("layer1.0.conv1.bias")]
    [InlineData("layer1.00.conv1.weight")]
    [InlineData("xlayer1.0.conv1.weight")]
    public void A_name_of_nobody_s_leads_nowhere(string name) => Assert.Null(NameSchemes.Torchvision.Find(name));

    [Fact]
    public void Deep_Caffe_networks_number_the_units_of_their_inner_blocks()
    {
        var deep = NameSchemes.Msra.NamesOf(KeyLists(Backbone.ResNet101)[0]);
        Assert.Equal("res3b3_branch2a.weight", deep["backbone.layer2.3.conv1.weight"].Key);
        Assert.Equal("res4b22_branch2a.weight", deep["backbone.layer3.22.conv1.weight"].Key);
        Assert.Equal("res5b_branch2a.weight", deep["backbone.layer4.1.conv1.weight"].Key);
        Assert.Equal("res4f_branch2a.weight", NameSchemes.Msra.NamesOf(KeyLists(Backbone.ResNet50)[0])["backbone.layer3.5.conv1.weight"].Key);
    }

    [Fact]
    public void Unknown_schemes_are_refused_with_those_there_are() => Assert.Equal(
        "Unknown naming scheme \"keras\". Available: cifar, mmseg, msra, ours, semseg, tf-slim, torchvision.",
        Assert.Throws<UsageException>(() => NameSchemes.Get("keras")).Message);

    [Fact]
    public void TensorFlow_s_kernels_are_turned_both_ways()
    {
        using var stored = arange(2 * 3 * 4 * 5, ScalarType.Float32).view(2, 3, 4, 5); // high, wide, in, out
        using var ours = FileTensors.ToOurs(stored, TensorLayout.KernelFirst);
        Assert.Equal([5, 4, 2, 3], ours.shape);
        Assert.Equal(stored[1, 2, 3, 4].item<float>(), ours[4, 3, 1, 2].item<float>());
        using var back = FileTensors.ToTheirs(ours, TensorLayout.KernelFirst);
        Assert.True(back.equal(stored).all().item<bool>());
        using var logits = arange(6, ScalarType.Float32).view(1, 1, 2, 3);
        using var linear = FileTensors.ToOurs(logits, TensorLayout.PointwiseKernelFirst);
        Assert.Equal([3, 2], linear.shape);
        Assert.Equal(logits[0, 0, 1, 2].item<float>(), linear[2, 1].item<float>());
        using var again = FileTensors.ToTheirs(linear, TensorLayout.PointwiseKernelFirst);
        Assert.True(again.equal(logits).all().item<bool>());
    }

    /// <summary>Keys that a scheme has no name for: whoever trained classifiers names no pyramid, whoever trained PSPNets no fc.</summary>
    private static bool HasNo(string scheme, string key)
    {
        var part = key.Split('.')[0];
        return scheme switch
        {
            "ours" => false,
            "semseg" or "mmseg" => part == "fc",
            "cifar" => part is "pyramid" or "head" or "aux" || key.Contains("downsample", StringComparison.Ordinal) || IsDeepStem(key),
            "torchvision" => part is "pyramid" or "head" or "aux",
            _ => part is "pyramid" or "head" or "aux" || IsDeepStem(key),
        };
    }

    private static bool IsCifar(Backbone backbone) => backbone is Backbone.CifarResNet20 or Backbone.CifarResNet56;

    private static bool IsDeepStem(string key) => key.Split('.') is ["backbone", "conv2" or "conv3" or "bn2" or "bn3", ..];

    /// <summary>Keys of a classifier, of a PSPNet and of one with a deep stem.</summary>
    private static List<IReadOnlyCollection<string>> KeyLists(Backbone backbone)
    {
        var settings = new NetworkSettings { Backbone = backbone };
        return
        [
            Keys(new Classifier(Shapes, settings, 10)),
            Keys(new PspNet(Shapes, settings, 5)),
            Keys(new PspNet(Shapes, settings with { Stem = Stem.Deep64To128 }, 5)),
        ];
    }

    private static IReadOnlyCollection<string> Keys(Module network)
    {
        using (network) return network.state_dict().Keys;
    }
}
