using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Experiments.Engine.Datasets.Caching;

/// <summary>
/// SHA-256 of files by path, length and time of change, kept in a folder: one text file for each folder of files, with a
/// checksum over its lines. One that is damaged is passed over and made anew. Files are written whole, so several
/// processes may share the folder; where two write at once one's entries are lost, and computed again another time.
/// </summary>
/// <param name="folder">Where the text files lie; null keeps nothing.</param>
/// <param name="clock">Tells how long ago a file was changed.</param>
internal sealed class FileHashCache(string? folder, TimeProvider clock)
{
    /// <summary>A file that was changed less than this long ago is hashed anew: it may change again within one tick of its file system's clock.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private const string Heading = "experiments file hashes 1";

    /// <summary>The hashes of files, in order; what is not known is computed on all cores.</summary>
    /// <param name="paths">Files.</param>
    /// <exception cref="Schema.UsageException">Files cannot be read: names each.</exception>
    public IReadOnlyList<string> Of(IReadOnlyList<string> paths)
    {
        var hashes = new string[paths.Count];
        var problems = new List<string>();
        foreach (var group in Enumerable.Range(0, paths.Count).GroupBy(i => Path.GetDirectoryName(Path.GetFullPath(paths[i]))!, StringComparer.Ordinal))
            HashFolder(group.Key, [.. group], paths, hashes, problems);
        return problems.Count == 0 ? hashes : throw new Schema.UsageException(problems);
    }

    private void HashFolder(string directory, IReadOnlyList<int> indices, IReadOnlyList<string> paths, string[] hashes, List<string> problems)
    {
        var store = folder is null ? null : Path.Combine(folder, "file-hashes", $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)))[..32]}.txt");
        var known = store is null ? [] : Read(store);
        var added = new Entry?[indices.Count];
        var failed = new string?[indices.Count];
        Parallel.For(0, indices.Count, i =>
        {
            var path = paths[indices[i]];
            var state = State.Of(path);
            if (known.TryGetValue(Path.GetFileName(path), out var entry) && entry.State == state && IsSettled(state))
            {
                hashes[indices[i]] = entry.Hash;
                return;
            }

            try
            {
                hashes[indices[i]] = FileHash.Of(path);
            }
            catch (Schema.UsageException e)
            {
                failed[i] = e.Message;
                return;
            }

            // Not kept where it changed meanwhile, or so lately that it could without a trace.
            if (IsSettled(state) && State.Of(path) == state) added[i] = new Entry(state, hashes[indices[i]]);
        });
        problems.AddRange(failed.OfType<string>());
        if (store is null || added.All(a => a is null)) return;

        // What another process wrote meanwhile stays; what is no longer there goes.
        var all = Read(store);
        for (var i = 0; i < indices.Count; i++)
        {
            if (added[i] is { } entry) all[Path.GetFileName(paths[indices[i]])] = entry;
        }

        Write(store, all.Where(e => File.Exists(Path.Combine(directory, e.Key))));
    }

    private bool IsSettled(State state) => state.Length >= 0 && clock.GetUtcNow().UtcTicks - state.ChangedTicks >= Settled.Ticks;

    private static Dictionary<string, Entry> Read(string store)
    {
        var known = new Dictionary<string, Entry>(StringComparer.Ordinal);
        try
        {
            var text = File.ReadAllText(store);
            var end = text.TrimEnd('\n').LastIndexOf('\n') + 1;
            if (!text.StartsWith(Heading + "\n", StringComparison.Ordinal) || text[end..].Trim() != Checksum(text[..end])) return known;
            foreach (var line in text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
            {
                // The checksum holds, so the fields are as they were written; the name comes last, it may hold anything but a line break.
                var fields = line.Split(' ', 4);
                known[fields[3]] = new Entry(new State(long.Parse(fields[1], CultureInfo.InvariantCulture), long.Parse(fields[2], CultureInfo.InvariantCulture)), fields[0]);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not there, or not ours to read: everything is computed.
        }

        return known;
    }

    private static void Write(string store, IEnumerable<KeyValuePair<string, Entry>> entries)
    {
        var text = new StringBuilder(Heading).Append('\n');
        foreach (var (name, entry) in entries.Where(e => !e.Key.Contains('\n', StringComparison.Ordinal)).OrderBy(e => e.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{entry.Hash} {entry.State.Length} {entry.State.ChangedTicks} {name}\n");
        try
        {
            WholeFile.WriteText(store, $"{text}{Checksum(text.ToString())}\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full or read-only disk costs time, not the run.
        }
    }

    private static string Checksum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private sealed record Entry(State State, string Hash);

    /// <summary>Length and time of change; length −1 where there is no such file.</summary>
    private readonly record struct State(long Length, long ChangedTicks)
    {
        public static State Of(string path)
        {
            var info = new FileInfo(path);
            return info.Exists ? new State(info.Length, info.LastWriteTimeUtc.Ticks) : new State(-1, 0);
        }
    }
}
