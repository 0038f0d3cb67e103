using System.Text.Json;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Golden;

/// <summary>A committed file of numbers made by another implementation: name → numbers.</summary>
internal sealed class GoldenNumbers
{
    private readonly Dictionary<string, double[]> _numbers;

    private GoldenNumbers(Dictionary<string, double[]> numbers) => _numbers = numbers;

    /// <summary>Names in the file.</summary>
    public IReadOnlyCollection<string> Names => _numbers.Keys;

    /// <summary>The numbers of one name.</summary>
    public double[] this[string name] => _numbers[name];

    /// <summary>Reads <c>Golden/name.json</c>, which lies beside the test program.</summary>
    public static GoldenNumbers Read(string name) => new(
        JsonSerializer.Deserialize<Dictionary<string, double[]>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", $"{name}.json")))!);

    /// <summary>Asserts that a tensor has the digest stored under its name, whose projections were drawn under that name too.</summary>
    public void AssertDigest(string name, Tensor actual, double relative) => AssertDigest(name, name, actual, relative);

    /// <summary>Asserts that a tensor has the digest stored under a name.</summary>
    /// <param name="name">Name in the file.</param>
    /// <param name="key">Name that the projections were drawn under: the tensor's checkpoint key.</param>
    /// <param name="actual">The engine's tensor.</param>
    /// <param name="relative">Largest difference, relative to the stored norm.</param>
    public void AssertDigest(string name, string key, Tensor actual, double relative)
    {
        var expected = _numbers[name];
        var digest = FormulaNumbers.Digest(key, actual);
        for (var i = 0; i < expected.Length; i++)
        {
            var difference = Math.Abs(expected[i] - digest[i]);
            Assert.True(
                difference <= relative * expected[0] + 1e-300,
                $"{name}: {(i == 0 ? "norm" : $"projection {i - 1}")} is {digest[i]:r}, the other implementation's {expected[i]:r}; relative difference {difference / expected[0]:g3}, allowed {relative:g3}.");
        }
    }
}
