using System.Globalization;
using Experiments.Engine.Journal;
using Experiments.Engine.Measuring;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Cli;

/// <summary>
/// The folder that one attempt of a job writes into: configuration.json, events.jsonl, engine.log, checkpoints/,
/// predictions/.
/// </summary>
internal sealed class AttemptFolder : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly StreamWriter _log;
    private readonly WorkPace _pace;
    private long _lastProgress;
    private int _lastDone = -1;

    /// <summary>Creates or opens the folder.</summary>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public AttemptFolder(string path, TimeProvider clock)
    {
        (Path, _clock, _pace) = (System.IO.Path.GetFullPath(path), clock, new WorkPace(clock));
        try
        {
            Directory.CreateDirectory(Path);
            _log = new StreamWriter(System.IO.Path.Combine(Path, "engine.log"), append: true) { AutoFlush = true };
            Journal = new JournalWriter(Path, clock);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log?.Dispose();
            if (DiskTrouble.Of(e) is not null) throw;
            throw new UsageException($"--out {path} cannot be written ({e.Message}): choose another folder, or change its permissions.");
        }
    }

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>The journal.</summary>
    public JournalWriter Journal { get; }

    /// <summary>A file in the folder.</summary>
    public string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Seconds that earlier attempts of the job ran, in which the system metrics count on; those of this very journal where it is gone on with.</summary>
    public int SecondsBefore { get; init; }

    /// <summary>Writes the configuration as it is used.</summary>
    public void WriteConfiguration(RunConfiguration configuration) =>
        WholeFile.WriteText(File("configuration.json"), SchemaJson.Write(configuration));

    /// <summary>Journals what the process uses, every <see cref="ExecutionSettings.SystemEvery"/> seconds until it is disposed of.</summary>
    public SystemMetrics MeasureSystem(ExecutionSettings execution)
    {
        var here = SystemMetrics.LastSecond(JournalFile.Read(File(JournalWriter.FileName)));
        return new SystemMetrics(Journal, execution, Math.Max(SecondsBefore, here), _pace, _clock);
    }

    /// <summary>One line in the log.</summary>
    public void Log(string message) =>
        _log.WriteLine($"{_clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)}Z {message}");

    /// <summary>Journals how far the work is, at most once a second and at the end.</summary>
    public void Progress(int done, int total)
    {
        _pace.Advance(done);
        var elapsed = _clock.GetElapsedTime(_lastProgress);
        if (_lastDone >= 0 && done < total && elapsed < TimeSpan.FromSeconds(1)) return;
        var rate = _lastDone < 0 ? 0 : (done - _lastDone) / Math.Max(1e-9, elapsed.TotalSeconds);
        Journal.Write(new ProgressEvent { Done = done, Total = total, Rate = rate });
        (_lastProgress, _lastDone) = (_clock.GetTimestamp(), done);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Journal.Dispose();
        try
        {
            _log.Dispose();
        }
        catch (IOException)
        {
            // The end of the log found no room; that was said where it was met.
        }
    }
}
