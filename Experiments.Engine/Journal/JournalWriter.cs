using System.Text;
using System.Text.Json;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Journal;

/// <summary>
/// Appends events to <c>events.jsonl</c>, one line each, numbered from 1 without gaps. Opened on an existing journal it
/// cuts off a torn last line and counts on. Every line reaches the operating system at once; checkpoints and endings
/// reach the disk. A line for which there is no room leaves nothing behind. Safe to call from several threads.
/// </summary>
public sealed class JournalWriter : IDisposable
{
    /// <summary>The journal's file name in an attempt's folder.</summary>
    public const string FileName = "events.jsonl";

    private readonly FileStream _stream;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private long _sequence;

    /// <summary>Opens or creates the journal of a folder.</summary>
    /// <param name="folder">The attempt's folder.</param>
    /// <param name="clock">Where times come from.</param>
    public JournalWriter(string folder, TimeProvider clock)
    {
        _clock = clock;
        _stream = new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        _sequence = CutTornLine();
    }

    /// <summary>Number of the last line; 0 while there is none.</summary>
    public long LastLine
    {
        get
        {
            lock (_gate) return _sequence;
        }
    }

    /// <summary>Writes one event; its sequence number and time are set here.</summary>
    public void Write(JournalEvent entry)
    {
        lock (_gate)
        {
            var numbered = entry with { Sequence = _sequence + 1, TimeMs = _clock.GetUtcNow().ToUnixTimeMilliseconds() };
            var line = JsonSerializer.Serialize(numbered, SchemaJson.Compact) + "\n";
            var end = _stream.Position;
            try
            {
                _stream.Write(Encoding.UTF8.GetBytes(line));
            }
            catch (IOException)
            {
                // Half a line: the next one, if there is room again, must not be joined to it. A reader passes over what it may have seen of it.
                _stream.SetLength(end);
                _stream.Position = end;
                throw;
            }

            _sequence++;
            _stream.Flush(flushToDisk: entry is CheckpointEvent or EvaluationEvent or FinishedEvent or FailedEvent);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private long CutTornLine()
    {
        var bytes = new byte[_stream.Length];
        _stream.ReadExactly(bytes);
        var end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        _stream.SetLength(end);
        _stream.Position = end;
        return bytes.AsSpan(0, end).Count((byte)'\n');
    }
}
