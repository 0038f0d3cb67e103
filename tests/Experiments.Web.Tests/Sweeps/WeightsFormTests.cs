using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Sweeps;

/// <summary>What a weights file says of its network, in the sweep form: it lies above the profile and under what is typed.</summary>
public sealed class WeightsFormTests : IDisposable
{
    private static readonly SettingDescriptor Path = SettingCatalog.Get("weights.path");
    private static readonly SettingDescriptor Order = SettingCatalog.Get("network.channelOrder");

    private readonly string _folder = Directory.CreateTempSubdirectory("experiments-form-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Naming_a_file_moves_the_defaults_of_what_it_says()
    {
        var form = Form(("weights.path", Caffe()));
        Assert.Equal("bgr", form.TextOf(Order));
        Assert.False(form.IsChanged(Order));
        Assert.Equal(["weights.path"], form.Definition.Overrides.Keys);
        var network = Assert.Single(SweepExpansion.Expand(form.Definition).Rows).Configuration.Network;
        Assert.Equal((ChannelOrder.Bgr, StridePlacement.First1x1, StemPooling.Ceil), (network.ChannelOrder, network.StridePlacement, network.StemPooling));
    }

    [Fact]
    public void The_engine_s_own_default_typed_above_a_file_is_kept()
    {
        var form = Form(("weights.path", Caffe()), ("network.channelOrder", "rgb"));
        Assert.True(form.IsChanged(Order));
        Assert.Equal(ChannelOrder.Rgb, Assert.Single(SweepExpansion.Expand(form.Definition).Rows).Configuration.Network.ChannelOrder);
    }

    [Fact]
    public void A_file_s_word_lies_above_the_profile_and_what_it_does_not_say_is_the_profile_s()
    {
        var form = Form(("compat", "reference"), ("weights.path", Caffe()));
        var configuration = Assert.Single(SweepExpansion.Expand(form.Definition).Rows).Configuration;
        Assert.Equal(StemPooling.Ceil, configuration.Network.StemPooling); // the reference's is tf-same
        Assert.Equal(ResizeConvention.Tf1Legacy, configuration.Network.Resize);
    }

    [Fact]
    public void Varied_files_lie_each_under_its_own_rows_and_under_what_was_typed()
    {
        var form = Form(("data.std", "1, 1, 1"));
        form.SetText(Path, $"{Caffe()} | {Write("torchvision.safetensors", "{}", ("conv1.weight", "[64,3,7,7]"))}");
        form.SetVaried(Path, varied: true);
        var rows = SweepExpansion.Expand(form.Definition).Rows;
        Assert.Equal([ChannelOrder.Bgr, ChannelOrder.Rgb], rows.Select(r => r.Configuration.Network.ChannelOrder));
        Assert.All(rows, r => Assert.Equal([1, 1, 1], r.Configuration.Data.Std));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_said_at_its_field()
    {
        var path = System.IO.Path.Combine(_folder, "text.safetensors");
        File.WriteAllText(path, "this is a text");
        var problem = Assert.Single(SweepExpansion.Expand(Form(("weights.path", path)).Definition).Problems);
        Assert.Equal("weights.path", problem.Key);
        Assert.StartsWith($"weights.path is \"{path}\": Weights file {path} is in no format that is known: safetensors, PyTorch's files and TensorFlow's checkpoints can be read.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_run_that_fed_its_weights_otherwise_that_is_said()
    {
        var configuration = SettingCatalog.With(new RunConfiguration(), [new("weights.path", Caffe()), new("network.stridePlacement", "first-1x1")]);
        // RGB and the padded pooling are the engine's defaults: here they were chosen against the file.
        Assert.Equal(
            ["network.stemPooling", "network.channelOrder", "weights.path", "data.mean"],
            SweepStart.Differing(configuration).Select(s => s.Key));
    }

    private static SweepForm Form(params (string Key, string Value)[] settings) =>
        new(new SweepDefinition { Name = "a", Overrides = settings.ToDictionary(s => s.Key, s => s.Value) });

    private string Caffe() => Write("caffe.safetensors", "{}", ("conv1.weight", "[64,3,7,7]"), ("bn_conv1.mean", "[64]"), ("res2a_branch2a.weight", "[64,64,1,1]"));

    /// <summary>A file of zeros: nothing here looks at numbers.</summary>
    private string Write(string name, string metadata, params (string Name, string Shape)[] tensors)
    {
        var end = 0;
        var entries = tensors.Select(t =>
        {
            var start = end;
            end += sizeof(float) * t.Shape.Trim('[', ']').Split(',').Aggregate(1, (product, size) => product * int.Parse(size, CultureInfo.InvariantCulture));
            return $"\"{t.Name}\":{{\"dtype\":\"F32\",\"shape\":{t.Shape},\"data_offsets\":[{start},{end}]}}";
        }).ToList();
        var header = Encoding.UTF8.GetBytes($"{{\"__metadata__\":{metadata},{string.Join(',', entries)}}}");
        var bytes = new byte[8 + header.Length + end];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, 8);
        var path = System.IO.Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
