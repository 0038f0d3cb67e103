using System.Globalization;
using Experiments.Engine.Schema;

namespace Experiments.Web.Hosting;

/// <summary>Holds a SQLite database for this process alone, by a lock on a file beside it that the operating system drops when the process ends, however it ends.</summary>
internal sealed class ServerLock : IDisposable
{
    private readonly FileStream _lock;

    private ServerLock(FileStream held) => _lock = held;

    /// <summary>Takes the lock.</summary>
    /// <param name="database">The database's file.</param>
    /// <exception cref="UsageException">Another process has it: names that one.</exception>
    public static ServerLock Take(string database)
    {
        try
        {
            var held = new FileStream($"{database}.server", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            // In a file of its own: what is locked cannot be read by others.
            File.WriteAllText(Holder(database), string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}"));
            return new ServerLock(held);
        }
        catch (IOException)
        {
            throw new UsageException($"The database \"{database}\" is in use by another process of this program{HolderOf(database)}: stop that one, or set {ExperimentsSettings.Section}:Database (--database) to another file.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static string Holder(string file) => $"{file}.serving";

    /// <summary>Who has the lock, as it wrote; empty where that cannot be read.</summary>
    private static string HolderOf(string file)
    {
        try
        {
            return File.ReadAllText(Holder(file)) is { Length: > 0 } holder ? $" ({holder})" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
