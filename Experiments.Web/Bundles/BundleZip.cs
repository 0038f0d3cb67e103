using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Experiments.Web.Bundles;

/// <summary>
/// Writes the same entries to the same bytes: fixed times, the order of the names, hashes of all in <c>SHA256SUMS</c> at the end.
/// Made anonymous, every text is cleaned on its way in.
/// </summary>
internal sealed class BundleZip(Scrubber? scrubber)
{
    private static readonly DateTimeOffset Always = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SortedDictionary<string, Func<Stream>> _entries = new(StringComparer.Ordinal);

    /// <summary>Adds a text.</summary>
    public void Add(string name, string text) => _entries.Add(name, () => new MemoryStream(Encoding.UTF8.GetBytes(text)));

    /// <summary>Adds a file that stays where it is until the zip is written.</summary>
    public void AddFile(string name, string path) =>
        _entries.Add(name, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    /// <summary>Writes everything.</summary>
    public void Write(Stream output)
    {
        using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        var sums = new StringBuilder();
        foreach (var (name, open) in _entries) sums.Append(WriteEntry(zip, name, open)).Append("  ").Append(name).Append('\n');
        WriteEntry(zip, BundleLayout.Sums, () => new MemoryStream(Encoding.UTF8.GetBytes(sums.ToString())));
    }

    private string WriteEntry(ZipArchive zip, string name, Func<Stream> open)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = Always;
        entry.ExternalAttributes = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var target = entry.Open();
        using var source = open();
        if (scrubber is null)
        {
            var buffer = new byte[81920];
            for (int read; (read = source.Read(buffer)) > 0;) Put(buffer.AsSpan(0, read));
        }
        else
        {
            // Line by line: a journal is long, and nothing that is looked for goes over a line's end.
            using var reader = new StreamReader(source, Encoding.UTF8);
            while (reader.ReadLine() is { } line) Put(Encoding.UTF8.GetBytes(scrubber.Clean(line) + "\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            target.Write(bytes);
        }
    }
}
