using System.Globalization;
using Experiments.Engine;
using Experiments.Engine.Schema;

namespace Experiments.Web.Hosting;

/// <summary>
/// Says in a folder of runs which database it belongs to: databases count their runs from 1 each, so two that shared a folder would write into one
/// another's.
/// </summary>
internal static class RunsFolderMark
{
    private const string FileName = ".database";

    /// <summary>Marks a folder that bears no mark.</summary>
    /// <param name="folder">Folder of runs.</param>
    /// <param name="identity">Identity of the database.</param>
    /// <exception cref="UsageException">It is another database's: names the process that served that one last.</exception>
    public static void Take(string folder, string identity)
    {
        if (Read(folder) is { } mark && mark.Identity != identity)
        {
            throw new UsageException(
                $"The runs folder \"{folder}\" belongs to another database, last served by {mark.Holder}: give this one a folder of its own with --runs, or name that database with --database. "
                + $"If this database took that one's place on purpose and the folder's runs are its runs, delete \"{Path.Combine(folder, FileName)}\".");
        }

        WholeFile.WriteText(Path.Combine(folder, FileName), string.Create(CultureInfo.InvariantCulture, $"{identity}\nprocess {Environment.ProcessId} on {Environment.MachineName}\n"));
    }

    /// <summary>Checks that a folder is the database's own: what a worker on another machine sees of it.</summary>
    /// <exception cref="UsageException">It is not, or nobody has marked it.</exception>
    public static void Require(string folder, string identity)
    {
        if (Read(folder)?.Identity == identity) return;
        throw new UsageException(
            $"The folder \"{folder}\" is not the runs folder of this database: mount the site's runs folder on this machine and name it with --runs. (Start the site once before its workers.)");
    }

    private static (string Identity, string Holder)? Read(string folder)
    {
        try
        {
            var lines = File.ReadAllLines(Path.Combine(folder, FileName));
            return lines is [var identity, var holder, ..] ? (identity, holder) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
