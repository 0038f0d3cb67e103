using System.Text.Json;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Journal;

/// <summary>Reads a journal that an attempt left behind, or is still writing.</summary>
public static class JournalFile
{
    /// <summary>
    /// Its good part, in order: ends before the first line that is torn, cannot be read or does not carry the number that follows. Nothing
    /// where there is no file.
    /// </summary>
    /// <param name="path">The journal.</param>
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public static IEnumerable<JournalEvent> Read(string path)
    {
        if (!File.Exists(path)) yield break;
        var bytes = ReadBytes(path);
        var start = 0;
        // What comes after the last line end is a line that was never finished, however well it reads.
        for (var number = 1L; Array.IndexOf(bytes, (byte)'\n', start) is var end and >= 0; number++)
        {
            if (Parse(bytes.AsSpan(start, end - start)) is not { } entry || entry.Sequence != number) yield break;
            yield return entry;
            start = end + 1;
        }
    }

    private static byte[] ReadBytes(string path)
    {
        // Its writer may still be at it: what it adds from now on is left out.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static JournalEvent? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalEvent>(line, SchemaJson.Compact);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
