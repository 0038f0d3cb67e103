using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Cli;
using Experiments.Engine.Tests.Golden;
using Experiments.Engine.Weights;
using Experiments.Engine.Weights.Conventions;
using Experiments.Engine.Weights.Names;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Tests.Weights;

/// <summary>Files under other people's names: loaded, imported, exported.</summary>
public sealed class WeightsExchangeTests : IDisposable
{
    private static readonly NetworkSettings Narrow = new() { Backbone = Backbone.ResNet50, WidthMultiplier = 0.25 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_TF_slim_checkpoint_fills_the_backbone_and_every_other_tensor_has_its_reason()
    {
        using var source = Filled(new Classifier(Placement.Cpu, Narrow, 10));
        var tensors = Under(NameSchemes.Slim, source);
        var momentum = tensors.Where(t => t.Key.EndsWith("weights", StringComparison.Ordinal)).Select(t => KeyValuePair.Create($"{t.Key}/Momentum", t.Value)).ToList();
        using var step = tensor(7L);
        using var odd = zeros(3);
        var path = Write([.. tensors, .. momentum, new("global_step", step), new("resnet_v1_50/conv1/weights/ExponentialMovingAverage", odd), new("resnet_v1_50/spare", odd)]);
        using var network = new PspNet(Placement.Cpu, Narrow, 4);
        using var file = SafetensorsFile.Read(path);

        var report = WeightsLoader.Load(network, file, withStatistics: true);

        Assert.Equal(source.backbone.state_dict().Keys.Select(k => $"backbone.{k}").Order(), report.Loaded.Order());
        AssertSame(source.state_dict(), network.state_dict(), report.Loaded);
        Assert.Empty(report.Mismatched);
        Assert.Equal(
            new Dictionary<string, int>
            {
                ["optimiser state"] = momentum.Count + 1,
                ["a moving average of the weights"] = 1,
                ["no name of TF-slim, whose names are such as resnet_v1_50/conv1/weights, resnet_v1_50/block1/unit_1/bottleneck_v1/conv1/BatchNorm/gamma"] = 1,
                ["the network has no fully connected layer: a classifier's last layer"] = 2,
            },
            report.SkippedWhy.ToDictionary(s => s.Why, s => s.Names.Count));
        Assert.Equal(file.Tensors.Count, report.Loaded.Count + report.Skipped.Count);
    }

    [Theory]
    [InlineData("semseg")]
    [InlineData("mmseg")]
    public void A_whole_PSPNet_of_other_names_is_loaded_whole(string scheme)
    {
        var settings = Narrow with { Backbone = Backbone.ResNet18, Stem = Stem.Deep64To128 };
        using var source = Filled(new PspNet(Placement.Cpu, settings, 4));
        using var count = tensor(7L);
        var path = Write([.. Under(NameSchemes.Get(scheme), source), new("layer1.0.bn1.num_batches_tracked", count)]);
        using var network = new PspNet(Placement.Cpu, settings, 4);
        using var file = SafetensorsFile.Read(path);
        var report = WeightsLoader.Load(network, file, withStatistics: true);
        Assert.Equal((scheme, 0, 0, 0), (report.Scheme, report.New.Count, report.Skipped.Count, report.Mismatched.Count));
        AssertSame(source.state_dict(), network.state_dict(), report.Loaded);
        using var other = new PspNet(Placement.Cpu, settings, 5);
        Assert.Equal(
            ["aux.classifier.bias: the network has 5, the file 4", "aux.classifier.weight: the network has 5×16×1×1, the file 4×16×1×1", "head.classifier.bias: the network has 5, the file 4", "head.classifier.weight: the network has 5×32×1×1, the file 4×32×1×1"],
            WeightsLoader.Load(other, file, withStatistics: true).Mismatched.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("torchvision")]
    [InlineData("tf-slim")]
    [InlineData("msra")]
    public void Exported_and_imported_again_a_network_is_the_same(string scheme)
    {
        using var source = Filled(new Classifier(Placement.Cpu, Narrow, 10));
        var configuration = new RunConfiguration { Task = LearningTask.Classification, Network = Narrow with { ChannelOrder = ChannelOrder.Bgr }, Data = new DataSettings { Mean = [1, 2, 3] } };
        Checkpoint.Write(_folder["final"], source, new Dictionary<string, Tensor>(), new CheckpointInfo(configuration, 5, ["a", "b"], ["#000000", "#ffffff"]));

        var exported = WeightsExchange.Export(_folder["final"], _folder["theirs"], NameSchemes.Get(scheme));
        var imported = WeightsExchange.Import(_folder["theirs"], _folder["ours"]);

        Assert.Empty(exported.Skipped);
        Assert.Equal(scheme, imported.Scheme.Name);
        Assert.Equal(source.state_dict().Keys.Order(StringComparer.Ordinal), imported.Written);
        using var ours = SafetensorsFile.Read(_folder["ours"]);
        AssertSame(source.state_dict(), ours.Tensors, imported.Written);
        Assert.Equal("theirs", ours.Metadata["source.name"]);
        Assert.Equal(exported.Sha256, ours.Metadata["source.sha256"]);
        // The convention travelled: the scheme's own is another.
        Assert.Equal(InputConvention.Of(configuration).Settings, InputConvention.Of(FileTensors.HeaderOf(ours)).Settings);
    }

    [Fact]
    public void What_a_scheme_has_no_name_for_is_left_out_and_said()
    {
        using var source = Filled(new PspNet(Placement.Cpu, Narrow with { Backbone = Backbone.ResNet18 }, 4));
        var report = WeightsExchange.Export(Write([.. source.state_dict()]), _folder["out"], NameSchemes.Torchvision);
        var skipped = Assert.Single(report.Skipped);
        Assert.Equal("torchvision has no name for it", skipped.Why);
        Assert.Equal(source.state_dict().Keys.Where(k => !k.StartsWith("backbone.", StringComparison.Ordinal)).Order(), skipped.Names.Order());
        Assert.StartsWith($"--out {_folder["out"]} is the file that is read", Assert.Throws<UsageException>(() => WeightsExchange.Import(_folder["out"], _folder["out"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_line_inspects_imports_and_exports()
    {
        using var source = Filled(new Classifier(Placement.Cpu, Narrow, 10));
        var path = Write(Under(NameSchemes.Msra, source));
        var json = EngineRun.Of("weights", "inspect", path, "--json");
        Assert.Equal(0, json.ExitCode);
        var inspection = JsonSerializer.Deserialize<WeightsInspection>(json.Output, SchemaJson.Compact)!;
        Assert.Equal(("msra", 10L, "bgr"), (inspection.Scheme!, inspection.Classes!.Value, inspection.Settings["network.channelOrder"]));
        Assert.Equal(["stem", "layer1 (3 units)", "layer2 (4 units)", "layer3 (6 units)", "layer4 (3 units)", "fc"], inspection.Stages);
        Assert.Contains("names: msra (the Caffe models of He et al.)", EngineRun.Of("weights", "inspect", path).Output, StringComparison.Ordinal);

        var import = EngineRun.Of("weights", "import", path, "--out", _folder["ours.safetensors"]);
        Assert.Equal((0, ""), (import.ExitCode, import.Error));
        Assert.Contains($"{_folder["ours.safetensors"]}: 267 tensors, SHA-256 ", import.Output, StringComparison.Ordinal);
        var export = EngineRun.Of("weights", "export", _folder["ours.safetensors"], "--out", _folder["theirs.safetensors"], "--names", "keras");
        Assert.Equal(2, export.ExitCode);
        Assert.StartsWith("Unknown naming scheme \"keras\". Available: ", export.Error, StringComparison.Ordinal);
        Assert.Equal(2, EngineRun.Of("weights", "inspect", _folder["no"]).ExitCode);
    }

    /// <summary>The snippet of docs/weights.md, run as it stands there.</summary>
    [Fact]
    public void Plain_Python_reads_an_exported_network_and_its_logits_are_ours()
    {
        var python = PythonWithTorch();
        const string Missing = "There is no python3 with torch and torchvision here: apt-get install python3-torch python3-torchvision.";
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 }) Assert.True(python is not null, Missing);
        Assert.SkipWhen(python is null, Missing);
        var settings = new NetworkSettings { Backbone = Backbone.ResNet18 };
        using var source = Filled(new Classifier(Placement.Cpu, settings, 5));
        source.eval();
        Checkpoint.Write(_folder["final"], source, new Dictionary<string, Tensor>(), new CheckpointInfo(new RunConfiguration { Task = LearningTask.Classification, Network = settings }, 5, [], []));
        WeightsExchange.Export(_folder["final"], _folder["exported.safetensors"], NameSchemes.Torchvision);
        var snippet = File.ReadAllText(Path.Combine(Root, "docs", "weights.md")).Split("```python")[1].Split("```")[0];
        File.WriteAllText(_folder["snippet.py"], $"{snippet}\nimage = (torch.arange(3 * 64 * 64) % 251 / 125 - 1).reshape(1, 3, 64, 64)\nprint(*network(image)[0].tolist())\n");

        var (code, output, error) = Run(python!, _folder["snippet.py"]);

        Assert.True(code == 0, error);
        var lines = output.Trim().Split('\n');
        Assert.Equal("rgb 122.679, 116.669, 104.007 1, 1, 1", lines[0].Trim());
        using var image = ((arange(3 * 64 * 64) % 251).to(ScalarType.Float32) / 125 - 1).reshape(1, 3, 64, 64);
        var ours = source.Logits([image])[0].data<float>().ToArray();
        var theirs = lines[1].Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        Assert.All(ours.Zip(theirs), p => Assert.Equal(p.Second, p.First, 1e-4 * theirs.Max(Math.Abs)));
    }

    private static T Filled<T>(T network) where T : Module
    {
        FormulaNumbers.Fill(network);
        return network;
    }

    private static List<KeyValuePair<string, Tensor>> Under(NameScheme scheme, Module network)
    {
        var state = network.state_dict();
        return [.. scheme.NamesOf(state.Keys).Select(n => KeyValuePair.Create(n.Value.Key, FileTensors.ToTheirs(state[n.Key], n.Value.Layout).contiguous()))];
    }

    private string Write(IReadOnlyList<KeyValuePair<string, Tensor>> tensors)
    {
        SafetensorsFile.Write(_folder["a.safetensors"], tensors, new Dictionary<string, string>());
        return _folder["a.safetensors"];
    }

    private static void AssertSame(IReadOnlyDictionary<string, Tensor> expected, IReadOnlyDictionary<string, Tensor> actual, IEnumerable<string> keys) =>
        Assert.All(keys, k => Assert.True(expected[k].shape.SequenceEqual(actual[k].shape) && expected[k].equal(actual[k]).all().item<bool>(), k));

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "Experiments.slnx"))) folder = folder.Parent;
            return folder.FullName;
        }
    }

    private static string? PythonWithTorch() => new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(p =>
    {
        try
        {
            return Run(p, "-c", "import torch, torchvision").Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    private static (int Code, string Output, string Error) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (File.Exists(arguments[0])) start.WorkingDirectory = Path.GetDirectoryName(arguments[0]);
        // Settings of this process's own libraries are none of the other's.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("OPENBLAS_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
