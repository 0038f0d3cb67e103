using System.Globalization;
using Experiments.Web.Hosting;

namespace Experiments.Web.Deletions;

/// <summary>The folders that runs leave in the runs folder, one a run, named by its number.</summary>
/// <param name="settings">Where the runs folder is.</param>
public sealed class RunFolders(ExperimentsSettings settings)
{
    /// <summary>Bytes of a run's files; 0 where there are none, or they cannot be read.</summary>
    public long SizeOf(long run)
    {
        try
        {
            return new DirectoryInfo(PathOf(run)) is { Exists: true } folder ? folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(f => f.LinkTarget is null).Sum(f => f.Length) : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Removes a run's folder with all that is in it; nothing where there is none. A link goes, what it leads to stays.</summary>
    /// <exception cref="IOException">A file cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not remove a file.</exception>
    public void Remove(long run)
    {
        var folder = new DirectoryInfo(PathOf(run));
        if (folder.LinkTarget is not null) folder.Delete();
        else if (folder.Exists) folder.Delete(recursive: true);
    }

    private string PathOf(long run) => Path.Combine(settings.RunsFolder, run.ToString(CultureInfo.InvariantCulture));
}
