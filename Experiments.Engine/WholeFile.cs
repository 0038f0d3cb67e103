namespace Experiments.Engine;

/// <summary>Writes files whole: under a temporary name in the same folder, flushed to the disk, then renamed.</summary>
public static class WholeFile
{
    /// <summary>Writes a file, replacing one of that name; creates its folder.</summary>
    /// <param name="path">File.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var temporary = $"{full}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes a text file in UTF-8 without a byte-order mark.</summary>
    /// <param name="path">File.</param>
    /// <param name="text">Content.</param>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
