using System.Runtime.InteropServices;
using System.Text.Json;

namespace Experiments.Web.Bundles;

/// <summary>Describes the machine that a bundle is made on.</summary>
internal static class BundleMachine
{
    /// <summary>This machine; what cannot be found out is empty.</summary>
    public static MachineEnvironment Here() => new(
        $"{RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture})", Processor(), Environment.ProcessorCount, RuntimeInformation.FrameworkDescription, LibTorch());

    private static string Processor()
    {
        try
        {
            var line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
            return line?.Split(':', 2)[1].Trim() ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>The packages that the engine beside this program was built with.</summary>
    private static string LibTorch()
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Experiments.Engine.deps.json")));
            return string.Join(", ", document.RootElement.GetProperty("libraries").EnumerateObject().Select(l => l.Name)
                .Where(n => n.StartsWith("libtorch", StringComparison.OrdinalIgnoreCase) || n.StartsWith("TorchSharp/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException)
        {
            return "";
        }
    }
}
