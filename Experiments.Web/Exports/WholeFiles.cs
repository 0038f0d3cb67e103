using Experiments.Engine.Schema;

namespace Experiments.Web.Exports;

/// <summary>Writes files that somebody named: whole, under a temporary name first.</summary>
internal static class WholeFiles
{
    /// <summary>Writes a file, replacing one of that name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes its content; may seek.</param>
    /// <exception cref="UsageException">It cannot be written: says why.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        var full = Path.GetFullPath(path);
        var temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            if (Path.GetDirectoryName(full) is { } folder) Directory.CreateDirectory(folder);
            await using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                await write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The file \"{path}\" cannot be written ({e.Message}): name another with --out.");
        }
        finally
        {
            if (File.Exists(temporary)) File.Delete(temporary);
        }
    }
}
