using System.Diagnostics;
using System.Globalization;

namespace Experiments.Benchmarks.Browser;

/// <summary>The real site as a process of its own, whose memory and processor time can be read (Linux).</summary>
internal sealed class ServedSite : IAsyncDisposable
{
    private readonly Process _process;

    private ServedSite(Process process, string folder, string address) => (_process, Folder, Address) = (process, folder, address);

    /// <summary>Its folder of runs.</summary>
    public string Folder { get; }

    /// <summary>Its address, without a slash at the end.</summary>
    public string Address { get; }

    /// <summary>Memory that it holds, megabytes of 10⁶ bytes.</summary>
    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>Processor time that it has taken, without what it started.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<ServedSite> StartAsync(string folder)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Experiments.Web.dll");
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [program, "serve", "--urls", "http://127.0.0.1:0", "--runs", folder])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, e) =>
        {
            const string Says = "Experiments: ";
            if (e.Data?.StartsWith(Says, StringComparison.Ordinal) == true) listening.TrySetResult(e.Data[Says.Length..].Split(' ')[0].TrimEnd('/'));
        };
        process.ErrorDataReceived += (_, e) => Console.Error.WriteLine(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ServedSite(process, folder, await listening.Task.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using (var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)])) await signal.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
