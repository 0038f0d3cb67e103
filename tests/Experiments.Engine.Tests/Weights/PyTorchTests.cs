using Experiments.Engine.Schema;
using Experiments.Engine.Weights;

namespace Experiments.Engine.Tests.Weights;

/// <summary>Files that PyTorch wrote (<c>Golden/generators/pytorch_weights.py</c>).</summary>
public class PyTorchTests
{
    private static readonly Dictionary<string, WeightsFixture> Fixtures = WeightsFixture.List("pytorch");

    public static TheoryData<string> Names => [.. Fixtures.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_PyTorch_wrote_is_read_to_the_last_byte(string name)
    {
        using var file = WeightsFile.Open(WeightsFixture.PathOf(name));
        Assert.Equal(name.EndsWith(".pth", StringComparison.Ordinal) ? WeightsFormat.PyTorchLegacy : WeightsFormat.PyTorchZip, file.Format);
        Fixtures[name].AssertIn(file);
    }

    [Theory]
    [InlineData("module.pt", "holds a whole module (torch.nn.modules.linear.Linear), which is code and not data; load it where its classes are and save its state_dict()")]
    [InlineData("module.pth", "holds a whole module (torch.nn.modules.linear.Linear), which is code and not data; load it where its classes are and save its state_dict()")]
    [InlineData("complex.pt", "holds complex numbers (torch.ComplexFloatStorage), which no network here has; save it without them")]
    [InlineData("script.pt", "is a TorchScript program, and programs are not executed here; load it with torch.jit.load and save its state_dict()")]
    public void What_is_no_state_dictionary_is_refused_with_a_remedy(string name, string why)
    {
        var path = WeightsFixture.PathOf(name);
        Assert.Equal($"Weights file {path} {why}.", Assert.Throws<DataException>(() => WeightsFile.Open(path)).Message);
    }

    [Fact]
    public void A_published_file_holds_what_its_conversion_by_PyTorch_holds()
    {
        using var published = WeightsFile.Open(WeightsFixture.Shared("weights", "pth", "resnet20-cifar10.th"));
        using var converted = WeightsFile.Open(WeightsFixture.Shared("weights", "resnet20-cifar10.safetensors"));
        Assert.Equal(WeightsFormat.PyTorchLegacy, published.Format);
        Assert.Equal("state_dict", published.Metadata["reader.dictionary"]);
        Assert.Equal(converted.Entries.Keys.Order(StringComparer.Ordinal), published.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.All(converted.Entries.Values, expected =>
        {
            var actual = published.Entries[expected.Name];
            Assert.Equal(expected.ElementType, actual.ElementType);
            Assert.Equal(expected.Shape, actual.Shape);
            Assert.Equal(expected.ReadBytes(), actual.ReadBytes());
        });
    }
}
