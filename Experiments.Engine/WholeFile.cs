namespace Experiments.Engine;

/// <summary>Writes files whole: under a temporary name in the same folder, flushed to the disk, then renamed.</summary>
public static class WholeFile
{
    /// <summary>Writes a file, replacing one of that name; creates its folder.</summary>
    /// <param name="path">File.</param>
    /// <param name="write">Writes the content; may seek.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var file = new Unfinished(path);
        write(file.Stream);
        file.Keep();
    }

    /// <summary>The same with content that is waited for.</summary>
    /// <param name="path">File.</param>
    /// <param name="write">Writes the content; may seek.</param>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var file = new Unfinished(path);
        await write(file.Stream);
        file.Keep();
    }

    /// <summary>Writes a text file in UTF-8 without a byte-order mark.</summary>
    /// <param name="path">File.</param>
    /// <param name="text">Content.</param>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>A file under its temporary name, which goes away unless it is kept.</summary>
    private sealed class Unfinished : IDisposable
    {
        private readonly string _path;
        private readonly string _temporary;

        public Unfinished(string path)
        {
            _path = Path.GetFullPath(path);
            if (Path.GetDirectoryName(_path) is { } folder) Directory.CreateDirectory(folder);
            _temporary = $"{_path}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
            Stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        }

        public FileStream Stream { get; }

        public void Keep()
        {
            Stream.Flush(flushToDisk: true);
            Stream.Dispose();
            File.Move(_temporary, _path, overwrite: true);
        }

        public void Dispose()
        {
            try
            {
                Stream.Dispose();
            }
            finally
            {
                // Nothing is there any more where it was kept.
                File.Delete(_temporary);
            }
        }
    }
}
