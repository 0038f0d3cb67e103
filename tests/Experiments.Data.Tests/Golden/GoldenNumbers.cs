using System.Text.Json;

namespace Experiments.Data.Tests.Golden;

/// <summary>A committed file of numbers made by another implementation: name → numbers.</summary>
internal static class GoldenNumbers
{
    /// <summary>Reads <c>Golden/name.json</c>, which lies beside the test program.</summary>
    public static IReadOnlyDictionary<string, double[]> Read(string name) =>
        JsonSerializer.Deserialize<Dictionary<string, double[]>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", $"{name}.json")))!;
}
