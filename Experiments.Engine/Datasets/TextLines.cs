namespace Experiments.Engine.Datasets;

/// <summary>
/// Reads the small text files of data sets, lists and class files, line by line. They come from anywhere: what is no list, a device
/// or somebody's archive, is refused by its size before it becomes text, which takes two bytes a character and more a line.
/// </summary>
internal static class TextLines
{
    /// <summary>Longest list that is read: 64 MiB. ImageNet's of 1.3 million images has 35 MB.</summary>
    public const int MaximumListBytes = 64 << 20;

    /// <summary>Most lines that are read, empty ones aside: 4 Mi.</summary>
    public const int MaximumLines = 1 << 22;

    /// <summary>Longest line that is read, in bytes: 16 KiB.</summary>
    public const int MaximumLineBytes = 1 << 14;

    private const int MaximumShown = 255; // no name of a file is longer

    /// <summary>Reads a file's lines: UTF-8, or what its byte order mark says.</summary>
    /// <param name="path">File.</param>
    /// <param name="maximumBytes">Longest file that is read.</param>
    /// <exception cref="IOException">The file cannot be read, or is too long, has too many lines or too long a line: the message says which.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    public static IEnumerable<string> Read(string path, int maximumBytes)
    {
        var (bytes, length) = ReadBytes(path, maximumBytes);
        Check(bytes.AsSpan(0, length));
        return Lines(bytes, length);
    }

    /// <summary>A text from a file as a message shows it: its first characters, and no control characters.</summary>
    public static string Shown(string text)
    {
        var shown = text.Length > MaximumShown ? $"{text[..MaximumShown]}…" : text;
        return shown.Any(char.IsControl) ? string.Concat(shown.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : shown;
    }

    private static (byte[] Bytes, int Length) ReadBytes(string path, int maximumBytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (file.CanSeek && file.Length > maximumBytes) throw new IOException(FormattableString.Invariant($"it has {file.Length} bytes, and at most {maximumBytes} are read"));
        using var bytes = new MemoryStream(file.CanSeek ? (int)file.Length : 0);
        var buffer = new byte[1 << 16];
        for (int count; (count = file.Read(buffer)) > 0;)
        {
            // Devices have no length that is true.
            if (bytes.Length + count > maximumBytes) throw new IOException(FormattableString.Invariant($"it has more than {maximumBytes} bytes, and at most so many are read"));
            bytes.Write(buffer, 0, count);
        }

        return (bytes.GetBuffer(), (int)bytes.Length);
    }

    /// <summary>Counts lines and their lengths in the bytes, whatever the encoding: a character of more bytes may look like an end, and no end is missed.</summary>
    private static void Check(ReadOnlySpan<byte> bytes)
    {
        var lines = 0;
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            var length = end < 0 ? bytes.Length : end;
            if (length > MaximumLineBytes) throw new IOException(FormattableString.Invariant($"a line of it has {length} bytes, and at most {MaximumLineBytes} are read"));
            if (length > 0 && ++lines > MaximumLines) throw new IOException(FormattableString.Invariant($"it has more than {MaximumLines} lines, and at most so many are read"));
            bytes = bytes[Math.Min(bytes.Length, length + 1)..];
        }
    }

    private static IEnumerable<string> Lines(byte[] bytes, int length)
    {
        using var reader = new StreamReader(new MemoryStream(bytes, 0, length, writable: false));
        while (reader.ReadLine() is { } line) yield return line;
    }
}
