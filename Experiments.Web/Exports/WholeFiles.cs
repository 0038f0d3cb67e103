using Experiments.Engine;
using Experiments.Engine.Schema;

namespace Experiments.Web.Exports;

/// <summary>Writes files that somebody named: whole, or not at all.</summary>
internal static class WholeFiles
{
    /// <summary>Writes a file, replacing one of that name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes its content; may seek.</param>
    /// <exception cref="UsageException">It cannot be written: says why.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        try
        {
            await WholeFile.WriteAsync(path, write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The file \"{path}\" cannot be written ({e.Message}): name another with --out.");
        }
    }
}
