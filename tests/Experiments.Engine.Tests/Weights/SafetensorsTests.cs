using System.Buffers.Binary;
using System.Text;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Weights;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("experiments-weights-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back()
    {
        var path = Path.Combine(_folder, "a.safetensors");
        using var matrix = tensor(new float[] { 1, -2, 3.5f, 4, 5, 6 }, [2, 3]);
        using var scalar = tensor(7L);
        var sha = SafetensorsFile.Write(path, [new("matrix", matrix), new("scalar", scalar)], new Dictionary<string, string> { ["about"] = "a \"test\"" });
        using var file = SafetensorsFile.Read(path);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))), sha);
        Assert.Equal("a \"test\"", file.Metadata["about"]);
        Assert.Equal([2, 3], file.Tensors["matrix"].shape);
        Assert.Equal([1, -2, 3.5f, 4, 5, 6], file.Tensors["matrix"].data<float>().ToArray());
        Assert.Equal(7, file.Tensors["scalar"].item<long>());
    }

    [Theory]
    [InlineData("{\"t\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}", 8, "cut off")]
    [InlineData("{\"t\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,12]}}", 16, "wrong number of bytes")]
    [InlineData("{\"t\":{\"dtype\":\"F8\",\"shape\":[4],\"data_offsets\":[0,16]}}", 16, "F8")]
    [InlineData("{\"t\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,4],\"data_offsets\":[0,16]}}", 16, "faulty")]
    [InlineData("{\"t\":{\"dtype\":\"F32\",\"shape\":[-4],\"data_offsets\":[0,16]}}", 16, "faulty")]
    [InlineData("{\"t\":{\"dtype\":\"F32\"}}", 16, "faulty")]
    [InlineData("[1,2]", 0, "no JSON object")]
    [InlineData("nonsense", 0, "no JSON object")]
    public void A_faulty_file_is_named_with_its_fault(string header, int dataBytes, string fault)
    {
        var path = Path.Combine(_folder, "faulty.safetensors");
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        File.WriteAllBytes(path, bytes);
        var e = Assert.Throws<DataException>(() => SafetensorsFile.Read(path));
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
        Assert.Contains(fault, e.Message, StringComparison.Ordinal);
        Assert.Equal("weights", e.FailureClass);
    }

    [Fact]
    public void A_file_that_is_no_safetensors_file_is_refused()
    {
        var path = Path.Combine(_folder, "text.safetensors");
        File.WriteAllText(path, "PK this is a zip archive, say");
        Assert.Contains("no safetensors file", Assert.Throws<DataException>(() => SafetensorsFile.Read(path)).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<DataException>(() => SafetensorsFile.Read(path + ".no")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_a_bare_backbone_are_loaded_and_every_tensor_is_accounted_for()
    {
        var settings = new NetworkSettings { Backbone = Backbone.CifarResNet20 };
        using var source = new Classifier(Placement.Cpu, settings, 10);
        Initialisation.Apply(source, 1, new NetworkSettings());
        var path = Path.Combine(_folder, "bare.safetensors");
        SafetensorsFile.Write(path, [.. source.state_dict().Select(t => KeyValuePair.Create(t.Key.Replace("backbone.", "", StringComparison.Ordinal), t.Value))], new Dictionary<string, string>());
        using var network = new PspNet(Placement.Cpu, settings, 4);
        Initialisation.Apply(network, 2, new NetworkSettings());
        using var file = SafetensorsFile.Read(path);
        var report = WeightsLoader.Load(network, file, withStatistics: true);
        Assert.Equal(["fc.bias", "fc.weight"], report.Skipped.Order());
        Assert.Empty(report.Mismatched);
        Assert.Equal(network.state_dict().Count, report.Loaded.Count + report.New.Count);
        Assert.All(report.New, name => Assert.False(name.StartsWith("backbone.", StringComparison.Ordinal), name));
        Assert.True(network.state_dict()["backbone.layer3.2.conv2.weight"].equal(source.state_dict()["backbone.layer3.2.conv2.weight"]).all().item<bool>());
    }

    [Fact]
    public void Statistics_are_left_out_where_the_configuration_says_so()
    {
        var settings = new NetworkSettings { Backbone = Backbone.CifarResNet20 };
        using var source = new Classifier(Placement.Cpu, settings, 10);
        source.state_dict()["backbone.bn1.running_mean"].fill_(3);
        var path = Path.Combine(_folder, "statistics.safetensors");
        SafetensorsFile.Write(path, [.. source.state_dict()], new Dictionary<string, string>());
        using var network = new PspNet(Placement.Cpu, settings, 4);
        using var file = SafetensorsFile.Read(path);
        WeightsLoader.Load(network, file, withStatistics: false);
        Assert.Equal(0, network.state_dict()["backbone.bn1.running_mean"].abs().sum().item<float>());
    }

    [Fact]
    public void Tensors_that_are_to_be_left_out_are_new_and_a_name_that_means_nothing_is_refused()
    {
        var settings = new NetworkSettings { Backbone = Backbone.CifarResNet20 };
        using var source = new Classifier(Placement.Cpu, settings, 10);
        using (no_grad())
        {
            foreach (var (_, tensor) in source.state_dict()) tensor.fill_(3);
        }

        var path = Path.Combine(_folder, "whole.safetensors");
        SafetensorsFile.Write(path, [.. source.state_dict()], new Dictionary<string, string>());
        using var network = new Classifier(Placement.Cpu, settings, 10);
        using var file = SafetensorsFile.Read(path);
        var report = WeightsLoader.Load(network, file, withStatistics: true, ["fc", "backbone.layer3.0.conv1.weight"]);
        Assert.Equal(["backbone.layer3.0.conv1.weight", "fc.bias", "fc.weight"], report.New);
        Assert.Equal(0, network.state_dict()["fc.weight"].abs().sum().item<float>());
        var problem = Assert.Throws<UsageException>(() => WeightsLoader.Load(network, file, withStatistics: true, ["head"]));
        Assert.StartsWith("weights.leaveOut has \"head\", which names no tensor of the network: use keys such as ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_fit_nothing_are_refused_with_names_from_both_sides()
    {
        var path = Path.Combine(_folder, "foreign.safetensors");
        using var weight = zeros(3);
        SafetensorsFile.Write(path, [new("res2a_branch1.weight", weight)], new Dictionary<string, string>());
        using var network = new PspNet(Placement.Cpu, new NetworkSettings { Backbone = Backbone.CifarResNet20 }, 4);
        using var file = SafetensorsFile.Read(path);
        var e = Assert.Throws<DataException>(() => WeightsLoader.Load(network, file, withStatistics: true));
        Assert.Contains("none of its 1 tensors fits", e.Message, StringComparison.Ordinal);
        Assert.Contains("res2a_branch1.weight", e.Message, StringComparison.Ordinal);
    }
}
