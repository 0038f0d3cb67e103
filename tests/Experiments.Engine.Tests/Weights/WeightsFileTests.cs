using System.Text;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights;

namespace Experiments.Engine.Tests.Weights;

public sealed class WeightsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "is empty; copy it again")]
    [InlineData("just some text, of nobody's format", "is in no format that is known: safetensors, PyTorch's files and TensorFlow's checkpoints can be read")]
    [InlineData("\u0089HDF\r\n\u001a\n", "is an HDF5 file, as Keras writes them, which cannot be read; convert it: safetensors, PyTorch's files and TensorFlow's checkpoints can be read")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "is a pointer of Git LFS and not the file itself; fetch it with `git lfs pull`")]
    [InlineData("<!DOCTYPE html><html>Sign in</html>", "is a web page and not the file itself; download it again")]
    [InlineData("\n\u0009ResNet-50\u00a2\u0006\u0010layer", "is a Caffe model, which cannot be read; convert it: safetensors, PyTorch's files and TensorFlow's checkpoints can be read")]
    [InlineData("\u0080\u0002}.", "is a pickle, but not one of torch.save; save a state_dict() with torch.save")]
    public void A_file_in_another_format_is_refused_by_its_name(string content, string why)
    {
        File.WriteAllBytes(_folder["weights"], Encoding.Latin1.GetBytes(content));
        Assert.Equal($"Weights file {_folder["weights"]} {why}.", Assert.Throws<DataException>(() => WeightsFile.Open(_folder["weights"])).Message);
    }

    [Fact]
    public void A_tar_archive_is_refused_by_its_name()
    {
        using (var archive = new System.Formats.Tar.TarWriter(File.Create(_folder["weights.tar"])))
            archive.WriteEntry(WeightsFixture.PathOf("types.pth"), "types.pth");
        Assert.Contains("is a tar archive", Assert.Throws<DataException>(() => WeightsFile.Open(_folder["weights.tar"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_refused()
    {
        Assert.Contains("does not exist", Assert.Throws<DataException>(() => WeightsFile.Open(_folder["none"])).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<DataException>(() => WeightsFile.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_format_is_found_by_content_whatever_the_name()
    {
        File.Copy(WeightsFixture.PathOf("types.pt"), _folder["weights.safetensors"]);
        using var file = WeightsFile.Open(_folder["weights.safetensors"]);
        Assert.Equal(WeightsFormat.PyTorchZip, file.Format);
        Assert.Contains("no safetensors file", Assert.Throws<DataException>(() => SafetensorsFile.Read(_folder["weights.safetensors"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_belong_to_the_file_and_outlive_the_scope_they_were_made_in()
    {
        using var file = WeightsFile.Open(WeightsFixture.PathOf("types.pt"));
        using (TorchSharp.torch.NewDisposeScope()) _ = file.Tensors["single"];
        Assert.Equal(2.25, file.Tensors["single"].item<double>());
        var own = file.Entries["single"].ReadTensor();
        file.Dispose();
        Assert.Equal(2.25, own.item<double>());
        Assert.Throws<ObjectDisposedException>(() => file.Entries["single"].ReadBytes());
        own.Dispose();
    }
}
