using Experiments.Engine.Cli;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights;
using Experiments.Engine.Weights.Conventions;

namespace Experiments.Engine.Tests.Weights;

/// <summary>What a file says of how its network is built and fed, and where that lies among the other sources of a setting.</summary>
public sealed class InputConventionTests : IDisposable
{
    private static readonly string[] CaffeNames = ["bn_conv1.mean", "res2a_branch2a.weight", "scale2a_branch2a.gamma"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("input=RGB 0-1, minus mean 0.5,0.4,0.3, divided by std 0.25,0.2,0.1", "rgb|127.5, 102, 76.5|63.75, 51, 25.5")]
    [InlineData("input=BGR 0-1, minus mean 0.5,0.4,0.3", "bgr|76.5, 102, 127.5|255, 255, 255")]
    [InlineData("input=BGR, 0-255, minus mean;mean_bgr=104,117,123.7", "bgr|123.7, 117, 104|1, 1, 1")]
    [InlineData("input=RGB, 0-255, minus mean;mean_rgb=123.7, 117, 104", "rgb|123.7, 117, 104|1, 1, 1")]
    [InlineData("input=RGB, minus mean 0.5,0.4,0.3", "rgb||")] // no range: numbers without a unit say nothing
    [InlineData("input=as usual;mean_bgr=a lot", "||")]
    public void Words_that_people_wrote_are_understood_or_say_nothing(string text, string expected)
    {
        var metadata = text.Split(';').Select(t => t.Split('=', 2)).ToDictionary(t => t[0], t => t[1]);
        var settings = InputConvention.Of(Header(metadata, ["linear.weight"])).Settings.ToDictionary();
        Assert.Equal(expected, string.Join('|', new[] { "network.channelOrder", "data.mean", "data.std" }.Select(k => settings.GetValueOrDefault(k))));
    }

    [Fact]
    public void What_the_engine_writes_it_reads()
    {
        var said = new InputConvention
        {
            ChannelOrder = ChannelOrder.Bgr,
            Mean = [1.5, 2, 3],
            Deviation = [4, 5, 6.25],
            StridePlacement = StridePlacement.LastOfPrevious,
            Stem = Stem.Deep64To128,
            StemPooling = StemPooling.TfSame,
            BatchNormEpsilon = 0.001,
            FirstDilation = FirstDilation.Previous,
            PyramidBins = [1, 2, 3, 6],
        };
        var read = InputConvention.Of(Header(StatedInput.ToMetadata(said).ToDictionary(), ["pyramid.conv.0.weight"]));
        Assert.Equal(said.Settings, read.Settings);
        Assert.Equal(InputConvention.Keys, said.Settings.Select(s => s.Key));
    }

    [Theory]
    [InlineData("input.network.channelOrder", "grb", "network.channelOrder is \"grb\": it must be one of bgr, rgb")]
    [InlineData("input.colour", "rgb", "there is no input.colour; known are input.network.channelOrder, ")]
    public void A_key_that_cannot_be_used_is_refused(string key, string value, string why)
    {
        var text = new Dictionary<string, string> { ["format"] = WeightsExchange.ImportFormat, [key] = value };
        var e = Assert.Throws<DataException>(() => InputConvention.Of(Header(text, CaffeNames)));
        Assert.StartsWith($"Weights file a.safetensors states its input in a way that cannot be used: {why}", e.Message, StringComparison.Ordinal);
        Assert.Equal("weights", e.FailureClass);
    }

    [Fact]
    public void Other_people_s_text_about_inputs_says_nothing()
    {
        var text = new Dictionary<string, string> { ["input.shape"] = "1, 3, 224, 224", ["format"] = "pt" };
        Assert.Equal(InputConvention.Of(Header([], CaffeNames)).Settings, InputConvention.Of(Header(text, CaffeNames)).Settings);
        var broken = new Dictionary<string, string> { ["format"] = "experiments-checkpoint-1", ["configuration"] = "{" };
        Assert.Contains("says that it is a checkpoint", Assert.Throws<DataException>(() => InputConvention.Of(Header(broken, CaffeNames))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("torchvision", "layer1.0.conv1.weight", "rgb; 123.675, 116.28, 103.53; 58.395, 57.12, 57.375; first-3x3; padding-1")]
    [InlineData("tf-slim", "resnet_v1_50/conv1/weights", "rgb; 123.68, 116.78, 103.94; 1, 1, 1; last-of-previous; tf-same")]
    [InlineData("msra", "res2a_branch2a.weight", "bgr; 123.151630838, 115.902882574, 103.062623801; 1, 1, 1; first-1x1; ceil")]
    [InlineData("cifar", "linear.weight", "; ; ; ; ")]
    [InlineData("ours", "backbone.conv1.weight", "; ; ; ; ")]
    public void A_silent_file_is_fed_as_is_usual_where_its_names_are(string scheme, string name, string expected)
    {
        var header = Header([], [name, scheme == "torchvision" ? "layer1.0.downsample.0.weight" : name]);
        var settings = InputConvention.Of(header).Settings.ToDictionary();
        string[] keys = ["network.channelOrder", "data.mean", "data.std", "network.stridePlacement", "network.stemPooling"];
        Assert.Equal(expected, string.Join("; ", keys.Select(k => settings.GetValueOrDefault(k))));
    }

    [Theory]
    [InlineData("64,3,7,7", false, "64,64,1,1", Stem.Single7x7)]
    [InlineData("64,3,3,3", true, "64,128,1,1", Stem.Deep64To128)]
    [InlineData("32,3,3,3", true, "64,64,1,1", Stem.Deep32To64)]
    [InlineData("16,3,3,3", true, "16,32,1,1", Stem.Deep64To128)] // a quarter of the width
    [InlineData("16,3,3,3", false, "16,16,3,3", null)] // CIFAR
    public void The_stem_is_told_by_the_shapes(string first, bool isDeep, string block, Stem? expected)
    {
        var entries = new Dictionary<string, TensorEntry> { ["conv1.weight"] = Entry(first), ["layer1.0.conv1.weight"] = Entry(block) };
        if (isDeep) (entries["conv2.weight"], entries["conv3.weight"]) = (Entry("64,64,3,3"), Entry("128,64,3,3"));
        Assert.Equal(expected, InputConvention.Of(new WeightsHeader("a.safetensors", WeightsFormat.Safetensors, entries, new Dictionary<string, string>())).Stem);

        static TensorEntry Entry(string shape) => new(ElementType.Float32, [.. shape.Split(',').Select(long.Parse)]);
    }

    [Fact]
    public void Only_a_whole_PSPNet_says_how_its_pyramid_and_its_dilation_are()
    {
        var whole = InputConvention.Of(Header([], ["layer0.0.weight", "ppm.features.0.1.weight"]));
        Assert.Equal(FirstDilation.Full, whole.FirstDilation);
        Assert.Equal([1, 2, 3, 6], whole.PyramidBins!);
        Assert.Null(InputConvention.Of(Header([], ["layer0.0.weight", "layer1.0.downsample.0.weight"])).PyramidBins);
    }

    [Fact]
    public void A_file_s_word_lies_above_default_and_profile_and_under_what_the_configuration_states()
    {
        var weights = Made(CaffeNames);
        var bare = Read($$"""{"weights":{"path":"{{weights}}"} }""");
        Assert.Equal((ChannelOrder.Bgr, StridePlacement.First1x1, StemPooling.Ceil), (bare.Network.ChannelOrder, bare.Network.StridePlacement, bare.Network.StemPooling));
        Assert.Equal([1, 1, 1], bare.Data.Std);
        var profile = Read($$"""{"compat":"mmseg","weights":{"path":"{{weights}}"} }""");
        Assert.Equal([1, 1, 1], profile.Data.Std); // mmseg divides
        Assert.Equal(StemPooling.Ceil, profile.Network.StemPooling);
        Assert.Equal(Stem.Deep32To64, profile.Network.Stem); // the file does not say
        var stated = Read($$"""{"Weights":{"Path":"{{weights}}"},"network":{"ChannelOrder":"rgb"},"data":{"mean":[1,2,3]} }""");
        Assert.Equal(ChannelOrder.Rgb, stated.Network.ChannelOrder);
        Assert.Equal([1, 2, 3], stated.Data.Mean);
        Assert.Equal(StridePlacement.First1x1, stated.Network.StridePlacement);
    }

    [Fact]
    public void A_complete_configuration_and_one_without_weights_stay_as_they_are()
    {
        var complete = new RunConfiguration { Weights = new WeightsSettings { Path = Made(CaffeNames) } };
        Assert.Equal(Fingerprint.Of(complete), Fingerprint.Of(Read(SchemaJson.Write(complete))));
        var l2 = new RunConfiguration { Regulariser = new RegulariserSettings { Kind = RegulariserName.L2 } };
        Assert.Equal(SchemaJson.Write(l2), SchemaJson.Write(Read("""{"regulariser":{"kind":"l2"} }""")));
        var missing = new RunConfiguration { Weights = new WeightsSettings { Path = _folder["no.safetensors"] } };
        Assert.Same(missing, WeightsConvention.Lay(missing, []));
    }

    [Fact]
    public void What_a_text_states_is_read_with_its_comments_and_with_a_key_given_twice() => Assert.Equal(
        ["seed", "network.dropout", "network.dropout", "data.mean"],
        SchemaJson.StatedIn("""{"seed":1, /* twice */ "network":{"dropout":0.1,"dropout":0.2,},"data":{"mean":[1,2,3]} }"""));

    [Fact]
    public void What_no_setting_of_the_backbone_can_express_is_not_filled_in()
    {
        var cifar = new RunConfiguration { Network = new NetworkSettings { Backbone = Backbone.CifarResNet20 }, Weights = new WeightsSettings { Path = Made(CaffeNames) } };
        var laid = WeightsConvention.Lay(cifar, []);
        Assert.Equal((ChannelOrder.Bgr, StridePlacement.First3x3, StemPooling.Padded), (laid.Network.ChannelOrder, laid.Network.StridePlacement, laid.Network.StemPooling));
        var shallow = WeightsConvention.Lay(cifar with { Network = new NetworkSettings { Backbone = Backbone.ResNet18 } }, []);
        Assert.Equal((StridePlacement.First3x3, StemPooling.Ceil), (shallow.Network.StridePlacement, shallow.Network.StemPooling));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named_with_its_setting()
    {
        File.WriteAllText(_folder["text"], "no tensors here");
        var e = Assert.Throws<UsageException>(() => Read($$"""{"weights":{"path":"{{_folder["text"]}}"} }"""));
        Assert.StartsWith($"weights.path is \"{_folder["text"]}\": Weights file {_folder["text"]} is in no format that is known: safetensors, PyTorch's files and TensorFlow's checkpoints can be read.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_configuration_differs_a_sentence_says_so()
    {
        var differences = InputConvention.Of(Header([], CaffeNames)).Differences(new RunConfiguration { Data = new DataSettings { Mean = [123.1516, 115.9029, 103.0626] } });
        Assert.Equal(
            [
                "The file was trained on bgr images, the configuration feeds rgb (network.channelOrder).",
                "The file was trained with stride placement first-1x1, the configuration has first-3x3 (network.stridePlacement).",
                "The file was trained with stem pooling ceil, the configuration has padding-1 (network.stemPooling).",
            ],
            differences);
    }

    private RunConfiguration Read(string json)
    {
        var path = _folder["configuration.json"];
        File.WriteAllText(path, json);
        return ConfigurationFile.Read(path);
    }

    private string Made(string[] names)
    {
        using var number = TorchSharp.torch.zeros(1);
        SafetensorsFile.Write(_folder["made.safetensors"], [.. names.Select(n => KeyValuePair.Create(n, number))], new Dictionary<string, string>());
        return _folder["made.safetensors"];
    }

    private static WeightsHeader Header(Dictionary<string, string> metadata, string[] names) =>
        new("a.safetensors", WeightsFormat.Safetensors, names.Distinct().ToDictionary(n => n, _ => new TensorEntry(ElementType.Float32, [1])), metadata);
}
