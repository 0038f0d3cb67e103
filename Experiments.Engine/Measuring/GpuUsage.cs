using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Measuring;

/// <summary>
/// Memory and use of the run's NVIDIA GPUs, as the driver's <c>nvidia-smi</c> says. Where it is missing, silent or answers otherwise than
/// expected there are no figures; after a few such answers it is asked no more.
/// </summary>
internal sealed class GpuUsage
{
    private const string Program = "nvidia-smi";
    private const int MostFailures = 3;
    private const double MebiByte = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<int> _devices;
    private readonly IReadOnlyList<string> _visible;
    private int _failures;

    /// <summary>Looks at some devices.</summary>
    /// <param name="devices">The run's, as <c>cuda:1</c>; those that are no GPU are left out.</param>
    /// <param name="visible">Value of CUDA_VISIBLE_DEVICES, which renumbers them; null or empty for none.</param>
    public GpuUsage(IEnumerable<string> devices, string? visible)
    {
        _devices = [.. devices.Where(d => d.StartsWith("cuda", StringComparison.Ordinal)).Select(NumberOf).Distinct().Order()];
        _visible = (visible ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>The figures now; empty where there are none to have.</summary>
    public IReadOnlyList<SystemFigure> Look()
    {
        if (_devices.Count == 0 || _failures >= MostFailures) return [];
        var figures = Ask() is { } answer ? Read(answer) : [];
        _failures = figures.Count > 0 ? 0 : _failures + 1;
        return figures;
    }

    /// <summary>What an answer says of the run's devices.</summary>
    /// <param name="answer">A line a GPU: index, UUID, use in per cent, memory in MiB.</param>
    internal IReadOnlyList<SystemFigure> Read(string answer)
    {
        var figures = new List<SystemFigure>();
        var gpus = answer.Split('\n').Select(l => l.Split(',', StringSplitOptions.TrimEntries)).Where(f => f.Length == 4).ToList();
        foreach (var device in _devices)
        {
            // "GPU-" and its first digits are enough for the driver, and so here.
            var name = _visible.Count == 0 ? device.ToString(CultureInfo.InvariantCulture) : _visible.ElementAtOrDefault(device);
            if (string.IsNullOrEmpty(name) || gpus.Find(f => f[0] == name || f[1].StartsWith(name, StringComparison.Ordinal)) is not { } gpu) continue;
            if (Number(gpu[2]) is { } use) figures.Add(new(SystemSeries.GpuUse(device), use / 100));
            if (Number(gpu[3]) is { } memory) figures.Add(new(SystemSeries.GpuMemory(device), memory * MebiByte));
        }

        return figures;
    }

    private static string? Ask()
    {
        var start = new ProcessStartInfo(Program, ["--query-gpu=index,uuid,utilization.gpu,memory.used", "--format=csv,noheader,nounits"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (Task.WaitAll([output, error, process.WaitForExitAsync()], Patience)) return process.ExitCode == 0 ? output.Result : null;
            process.Kill();
            return null;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    private static int NumberOf(string device) => device.Split(':') is [_, var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 0;

    // "[N/A]" is no number.
    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
