using System.Security.Cryptography;
using System.Text;

namespace Experiments.Engine.Datasets.Caching;

/// <summary>
/// Blocks of bytes by key in a folder, up to a bound: when it is reached those that were not used for longest are deleted.
/// Each file is written whole and carries its own checksum; one that is damaged is passed over and made anew. Several
/// processes and threads may share the folder: whatever one deletes the other only makes again.
/// </summary>
internal sealed class DiskCache
{
    private const string Extension = ".block";

    // Deleted down to this share of the bound, so that not every new block has to look for room.
    private const double Kept = 0.9;

    // Left behind by a process that died while writing.
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly string _folder;
    private readonly long _maximumBytes;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private long _bytes;
    private long _sinceLook;

    /// <summary>Opens a folder; creates it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="maximumBytes">Bound on its files in bytes.</param>
    /// <param name="clock">Tells when a block was used.</param>
    public DiskCache(string folder, long maximumBytes, TimeProvider clock)
    {
        (_folder, _maximumBytes, _clock) = (folder, maximumBytes, clock);
        Directory.CreateDirectory(folder);
        _bytes = Files().Sum(LengthOf);
    }

    /// <summary>The block of a key; null where there is none that can be used.</summary>
    public byte[]? Find(string key)
    {
        var path = PathOf(key);
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length >= SHA256.HashSizeInBytes && SHA256.HashData(bytes.AsSpan(SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(bytes.AsSpan(0, SHA256.HashSizeInBytes)))
            {
                File.SetLastWriteTimeUtc(path, _clock.GetUtcNow().UtcDateTime);
                return bytes[SHA256.HashSizeInBytes..];
            }

            Remove(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not there, or deleted by another process just now.
        }

        return null;
    }

    /// <summary>Keeps a block; a disk that is full or read-only keeps none.</summary>
    public void Keep(string key, byte[] block)
    {
        if (block.Length + SHA256.HashSizeInBytes > _maximumBytes) return;
        var path = PathOf(key);
        var temporary = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        try
        {
            lock (_gate) Reserve(block.Length + SHA256.HashSizeInBytes);
            // Not flushed to the disk: a block that a power cut damages has the wrong checksum.
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                stream.Write(SHA256.HashData(block));
                stream.Write(block);
            }

            File.SetLastWriteTimeUtc(temporary, _clock.GetUtcNow().UtcDateTime);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remove(temporary);
        }
    }

    /// <summary>Counts a block; looks at the folder where the bound or a tenth of it was written, for other processes write too.</summary>
    private void Reserve(int bytes)
    {
        if (_bytes + bytes > _maximumBytes || _sinceLook > _maximumBytes / 10) MakeRoom(bytes);
        _bytes += bytes;
        _sinceLook += bytes;
    }

    /// <summary>Deletes what was used longest ago until a block fits.</summary>
    private void MakeRoom(long wanted)
    {
        var files = Files().OrderBy(f => f.LastWriteTimeUtc).ThenBy(f => f.Name, StringComparer.Ordinal).ToList();
        (_bytes, _sinceLook) = (files.Sum(LengthOf), 0);
        if (_bytes + wanted <= _maximumBytes) return;
        var most = Math.Min((long)(Kept * _maximumBytes), _maximumBytes - wanted);
        foreach (var file in files.TakeWhile(_ => _bytes > most))
        {
            _bytes -= LengthOf(file);
            Remove(file.FullName);
        }
    }

    private List<FileInfo> Files()
    {
        var blocks = new List<FileInfo>();
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles())
        {
            if (file.Extension == Extension) blocks.Add(file);
            else if (file.Extension == ".tmp" && file.Name.Contains(Extension + ".", StringComparison.Ordinal) && _clock.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc > Abandoned) Remove(file.FullName);
        }

        return blocks;
    }

    /// <summary>A file's length; 0 for one that another process deleted just now.</summary>
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use, or not ours: it stays.
        }
    }

    private string PathOf(string key) => Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))) + Extension);
}
