using System.Text.Json;
using Experiments.Engine.Weights;

namespace Experiments.Engine.Tests.Weights;

/// <summary>A committed file of weights, and what the program that wrote it says is in it.</summary>
/// <param name="Tensors">In the order of the file.</param>
/// <param name="Metadata">The text beside them.</param>
internal sealed record WeightsFixture(OrderedDictionary<string, FixtureTensor> Tensors, Dictionary<string, string> Metadata)
{
    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    /// <summary>Every fixture of <c>Golden/weights/list.json</c> by file name.</summary>
    public static Dictionary<string, WeightsFixture> List(string list) =>
        JsonSerializer.Deserialize<Dictionary<string, WeightsFixture>>(File.ReadAllText(PathOf($"{list}.json")), Camel)!;

    /// <summary>Where a fixture lies.</summary>
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "weights", name);

    /// <summary>A file of the material outside the repository; skips the test where it is absent.</summary>
    public static string Shared(params string[] parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Experiments.slnx"))) folder = folder.Parent;
        var file = Path.GetFullPath(Path.Combine([folder?.FullName ?? ".", "..", "shared", .. parts]));
        Assert.SkipUnless(File.Exists(file), $"{Path.Combine(parts)} is not beside the repository.");
        return file;
    }

    /// <summary>Asserts that a file holds this: names, order, types, shapes and every byte, read in either way.</summary>
    public void AssertIn(WeightsFile file)
    {
        Assert.Equal(Tensors.Keys, file.Entries.Keys);
        Assert.Equal(Metadata.OrderBy(m => m.Key, StringComparer.Ordinal), file.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal));
        foreach (var (name, expected) in Tensors)
        {
            var stored = file.Entries[name];
            Assert.Equal((name, expected.Type, expected.Hex.Length / 2), (stored.Name, stored.ElementType.ToString(), stored.ByteCount));
            Assert.Equal(expected.Shape, stored.Shape);
            Assert.Equal(expected.Hex, Convert.ToHexStringLower(stored.ReadBytes()));
            if (stored.ElementType is ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64) continue;
            var tensor = file.Tensors[name];
            Assert.Equal(expected.Shape, tensor.shape);
            Assert.Equal(expected.Hex, Convert.ToHexStringLower(tensor.bytes));
        }
    }
}

/// <summary>A tensor of a fixture.</summary>
/// <param name="Type">Name of its <see cref="ElementType"/>.</param>
/// <param name="Shape">Length of each dimension.</param>
/// <param name="Hex">Contiguous little-endian bytes.</param>
internal sealed record FixtureTensor(string Type, long[] Shape, string Hex);
