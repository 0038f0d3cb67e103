using System.Text;

namespace Experiments.Web.Results;

/// <summary>
/// Reads what attempts left in the runs folder. Paths come from journals, which an engine process wrote, so none is
/// trusted: a file is given out only if it lies below its attempt's folder, and that below the runs folder, with every
/// link on the way followed.
/// </summary>
/// <param name="root">The runs folder.</param>
public sealed class RunFiles(string root)
{
    private readonly string _root = Path.GetFullPath(root);

    /// <summary>The full path of an attempt's file; null when there is no such file or it lies outside the attempt's folder.</summary>
    /// <param name="attemptFolder">The attempt's folder, relative to the runs folder.</param>
    /// <param name="path">The file, relative to the attempt's folder.</param>
    public string? Find(string attemptFolder, string path)
    {
        if (attemptFolder.Length == 0 || path.Length == 0 || path.Contains('\0', StringComparison.Ordinal)) return null;
        var folder = Path.GetFullPath(attemptFolder, _root);
        var file = Path.GetFullPath(path, folder);
        if (!IsBelow(folder, _root) || !IsBelow(file, folder) || !File.Exists(file)) return null;
        // A link that leads out of the attempt's folder is no file of the attempt.
        var target = new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        return target is null || IsBelow(target, folder) ? file : null;
    }

    /// <summary>Bytes of an attempt's file; null when there is no such file.</summary>
    public long? SizeOf(string attemptFolder, string path)
    {
        try
        {
            return Find(attemptFolder, path) is { } file ? new FileInfo(file).Length : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It went away meanwhile.
        }
    }

    /// <summary>The last characters of a text file, whole lines; null when there is no such file.</summary>
    public async Task<string?> TailAsync(string attemptFolder, string path, int characters, CancellationToken cancellationToken = default)
    {
        if (Find(attemptFolder, path) is not { } file) return null;
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var cut = stream.Length > characters;
            if (cut) stream.Seek(-characters, SeekOrigin.End);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var text = await reader.ReadToEndAsync(cancellationToken);
            var firstLine = cut ? text.IndexOf('\n', StringComparison.Ordinal) + 1 : 0;
            return text[firstLine..].TrimEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // The end of the log that is kept with the attempt's row stands in.
        }
    }

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
