using System.Runtime.CompilerServices;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Sweeps;

/// <summary>
/// Previewed sweeps of every design as text files beside this one: <c>Snapshots/NAME.yaml</c> is planned, <c>Snapshots/NAME.txt</c> is what it
/// comes to. The variable <c>EXPERIMENTS_WRITE_SNAPSHOTS</c> writes them anew, to be read before they are committed.
/// </summary>
public sealed class SweepSnapshotTests
{
    public static TheoryData<string> Names => ["grid", "list", "random", "latin-hypercube", "one-at-a-time", "fractional-factorial-iv", "fractional-factorial-iii"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Previewed_sweep_is_as_before(string name)
    {
        var folder = Path.Combine(Path.GetDirectoryName(Here())!, "Snapshots");
        var definition = SweepYaml.Read(File.ReadAllText(Path.Combine(folder, $"{name}.yaml")), $"{name}.yaml");
        var text = SweepText.Write(definition, SweepExpansion.Expand(definition));
        var file = Path.Combine(folder, $"{name}.txt");
        if (Environment.GetEnvironmentVariable("EXPERIMENTS_WRITE_SNAPSHOTS") is { Length: > 0 }) File.WriteAllText(file, text);
        Assert.Equal(File.ReadAllText(file), text);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
