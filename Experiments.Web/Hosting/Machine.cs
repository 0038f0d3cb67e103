using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Experiments.Web.Hosting;

/// <summary>A machine and the software on it, as this process finds them; what cannot be found out is empty or 0.</summary>
/// <param name="Host">Its name.</param>
/// <param name="System">Operating system and architecture.</param>
/// <param name="Processor">Model of its processor.</param>
/// <param name="Processors">Logical processors that this process may use.</param>
/// <param name="MemoryBytes">Memory that this process may use.</param>
/// <param name="Gpus">Graphics processors, as the driver names them.</param>
/// <param name="GpuDriver">Version of the NVIDIA driver.</param>
/// <param name="Runtime">.NET runtime.</param>
/// <param name="Packages">Packages that the engine beside this program was built with, <c>TorchSharp/0.107.0</c>, by name.</param>
public sealed partial record Machine(
    string Host, string System, string Processor, int Processors, long MemoryBytes, IReadOnlyList<string> Gpus, string GpuDriver, string Runtime, IReadOnlyList<string> Packages)
{
    private static readonly Lazy<Machine> Found = new(Look);

    /// <summary>This machine; looked at once.</summary>
    public static Machine Here => Found.Value;

    /// <summary>The packages of libtorch and its binding, in a line.</summary>
    public string LibTorch => string.Join(", ", Packages.Where(n => n.StartsWith("libtorch", StringComparison.OrdinalIgnoreCase) || n.StartsWith("TorchSharp/", StringComparison.Ordinal)));

    private static Machine Look() => new(
        Environment.MachineName,
        $"{RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture})",
        FirstLine("/proc/cpuinfo", "model name").Split(':', 2)[^1].Trim(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        [.. GpuNames()],
        DriverVersion().Match(FirstLine("/proc/driver/nvidia/version", "NVRM version")).Value,
        RuntimeInformation.FrameworkDescription,
        [.. PackagesOf("Experiments.Engine.deps.json")]);

    private static IEnumerable<string> GpuNames()
    {
        const string Folder = "/proc/driver/nvidia/gpus";
        if (!Directory.Exists(Folder)) return [];
        return Directory.EnumerateDirectories(Folder).Order(StringComparer.Ordinal).Select(gpu => FirstLine(Path.Combine(gpu, "information"), "Model").Split(':', 2)[^1].Trim());
    }

    private static string FirstLine(string file, string start)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault(l => l.StartsWith(start, StringComparison.Ordinal)) ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static IEnumerable<string> PackagesOf(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, file)));
            return [.. document.RootElement.GetProperty("libraries").EnumerateObject().Where(l => l.Value.GetProperty("type").GetString() == "package").Select(l => l.Name).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException)
        {
            return [];
        }
    }

    [GeneratedRegex("[0-9]+\\.[0-9.]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DriverVersion();
}
