using System.Text;
using System.Text.Json;
using Experiments.Engine.Schema;

namespace Experiments.Web.Attempts;

/// <summary>
/// Reads a journal that another process is still writing, a stretch at a time: complete lines only. A torn last line
/// (the writer was killed in the middle of it) is never returned. Not for concurrent use.
/// </summary>
/// <param name="path">The journal; need not exist yet.</param>
/// <param name="logger">Told about lines that cannot be read.</param>
public sealed class JournalReader(string path, ILogger logger)
{
    /// <summary>Name of the journal in an attempt's folder.</summary>
    public const string FileName = "events.jsonl";

    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly List<byte> _line = [];
    private readonly PointLine _points = new();
    private long _position;

    /// <summary>The next events, at most about as many as asked for; empty when there is nothing new.</summary>
    /// <param name="atMost">Events after which to stop reading.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyList<JournalEvent>> ReadAsync(int atMost = 2000, CancellationToken cancellationToken = default)
    {
        if (!File.Exists(path)) return [];
        var events = new List<JournalEvent>();
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = _position;
        while (events.Count < atMost && await stream.ReadAsync(_buffer, cancellationToken) is var count and > 0)
        {
            _position += count;
            Split(_buffer.AsSpan(0, count), events);
        }

        return events;
    }

    private void Split(ReadOnlySpan<byte> bytes, List<JournalEvent> events)
    {
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            var line = bytes[..end];
            if (_line.Count > 0)
            {
                _line.AddRange(line);
                line = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_line);
            }

            bytes = bytes[(end + 1)..];
            if (Parse(line) is { } parsed) events.Add(parsed);
            _line.Clear();
        }

        _line.AddRange(bytes);
    }

    private JournalEvent? Parse(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty) return null;
        try
        {
            if (_points.Read(line) is { } point) return point;
            return JsonSerializer.Deserialize<JournalEvent>(line, SchemaJson.Compact);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            logger.LogWarning("{Journal} has a line that cannot be read ({Problem}): {Line}", path, e.Message, Encoding.UTF8.GetString(line[..Math.Min(200, line.Length)]));
            return null;
        }
    }
}
