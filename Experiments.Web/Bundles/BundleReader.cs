using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Experiments.Engine.Schema;

namespace Experiments.Web.Bundles;

/// <summary>
/// Reads a bundle that anybody may have made: nothing is unpacked to the disk, names that lead elsewhere are refused, and no entry is read
/// beyond the length that it states or the limits.
/// </summary>
internal sealed class BundleReader : IDisposable
{
    /// <summary>The most entries.</summary>
    public const int MostEntries = 200_000;

    /// <summary>The most bytes of one entry, unpacked.</summary>
    public const long MostEntryBytes = 1L << 30;

    /// <summary>The most bytes of all entries, unpacked.</summary>
    public const long MostBytes = 1L << 34;

    /// <summary>The most bytes of an entry that is read as a whole, and of a line of one that is read line by line (journals).</summary>
    public const long MostTextBytes = 1L << 28;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries;

    private BundleReader(ZipArchive zip, Dictionary<string, ZipArchiveEntry> entries) => (_zip, _entries) = (zip, entries);

    /// <summary>Names of all entries, in order.</summary>
    public IEnumerable<string> Names => _entries.Keys.Order(StringComparer.Ordinal);

    /// <summary>Opens a bundle.</summary>
    /// <exception cref="DataException">It is no whole zip, or one that nobody should unpack: says why.</exception>
    public static BundleReader Open(string path) => Open(path, () => ZipFile.OpenRead(path));

    /// <summary>Opens a bundle that is read from a stream, which stays open.</summary>
    /// <exception cref="DataException">It is no whole zip, or one that nobody should unpack: says why.</exception>
    public static BundleReader Open(Stream stream, string name) => Open(name, () => new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true));

    private static BundleReader Open(string path, Func<ZipArchive> open)
    {
        ZipArchive? zip = null;
        try
        {
            zip = open();
            var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.OrdinalIgnoreCase);
            var bytes = 0L;
            if (zip.Entries.Count > MostEntries) throw new DataException($"The zip has {zip.Entries.Count} entries, and a bundle at most {MostEntries}: it is none; get it again.");
            foreach (var entry in zip.Entries)
            {
                if (!IsPlain(entry.FullName)) throw new DataException($"The zip has an entry named \"{Data.Results.Export.ExportText.OneLine(entry.FullName)}\": names in a bundle are relative, of letters, digits, dots, dashes and slashes; do not unpack it.");
                if (!entries.TryAdd(entry.FullName, entry)) throw new DataException($"The zip has two entries named \"{entry.FullName}\": a bundle has each once; do not trust it.");
                bytes += entry.Length;
                if (entry.Length > MostEntryBytes || bytes > MostBytes)
                    throw new DataException($"The zip unpacks to more than a bundle may have ({(entry.Length > MostEntryBytes ? $"\"{entry.FullName}\" to {entry.Length} bytes, at most {MostEntryBytes}" : $"at most {MostBytes} bytes in all")}): do not unpack it.");
            }

            return new BundleReader(zip, entries);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ArgumentException or NotSupportedException)
        {
            zip?.Dispose();
            throw new DataException($"The file \"{path}\" is no whole zip ({e.Message}): get it again, or create the bundle anew.", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            zip?.Dispose();
            throw new DataException($"The file \"{path}\" cannot be read ({e.Message}): name a bundle that `bundle create` wrote.", inner: e);
        }
        catch
        {
            zip?.Dispose();
            throw;
        }
    }

    /// <summary>Whether an entry is there.</summary>
    public bool Has(string name) => _entries.TryGetValue(name, out var entry) && entry.FullName == name;

    /// <summary>SHA-256 of an entry, in hexadecimal.</summary>
    /// <exception cref="DataException">It cannot be read to its end.</exception>
    public string Hash(string name)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Stream(name, MostEntryBytes, bytes => hash.AppendData(bytes));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The text of an entry.</summary>
    /// <exception cref="DataException">It is not there, too long, or not UTF-8.</exception>
    public string Text(string name)
    {
        using var text = new MemoryStream();
        Stream(name, MostTextBytes, bytes => text.Write(bytes));
        return Decode(name, text);
    }

    /// <summary>Gives the lines of an entry one by one, without their line feeds: it may be longer than what fits into memory.</summary>
    /// <param name="name">The entry.</param>
    /// <param name="take">Takes a line.</param>
    /// <param name="mostBytes">The most bytes of a line.</param>
    /// <exception cref="DataException">It is not there, a line is too long, or it is not UTF-8.</exception>
    public void Lines(string name, Action<string> take, long mostBytes = MostTextBytes)
    {
        using var line = new MemoryStream();
        Stream(name, MostEntryBytes, bytes =>
        {
            for (int end; (end = bytes.IndexOf((byte)'\n')) >= 0; bytes = bytes[(end + 1)..])
            {
                Put(bytes[..end]);
                take(Decode(name, line));
                line.SetLength(0);
            }

            Put(bytes);
        });
        if (line.Length > 0) take(Decode(name, line));

        void Put(ReadOnlySpan<byte> bytes)
        {
            if (line.Length + bytes.Length > mostBytes) throw new DataException($"{name} has a line of more than {mostBytes} bytes, and may have none: it is none of a bundle.");
            line.Write(bytes);
        }
    }

    /// <summary>An entry as JSON.</summary>
    /// <exception cref="DataException">It is not there, or not what it should be.</exception>
    public T Json<T>(string name)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Text(name), BundleLayout.Json) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new DataException($"{name} is not the JSON that it should be ({e.Message.Split(" Path:", 2)[0]}): get the bundle again.", inner: e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _zip.Dispose();

    private delegate void Take(ReadOnlySpan<byte> bytes);

    private void Stream(string name, long most, Take take)
    {
        if (!Has(name)) throw new DataException($"{name} is missing: a bundle has it; get it again.");
        var entry = _entries[name];
        if (entry.Length > most) throw new DataException($"{name} is {entry.Length} bytes long, and may be at most {most}: it is none of a bundle.");
        try
        {
            using var stream = entry.Open();
            var buffer = new byte[81920];
            var read = 0L;
            for (int got; (got = stream.Read(buffer)) > 0;)
            {
                // What unpacks to more than it states is there to fill memory.
                if ((read += got) > entry.Length) throw new DataException($"{name} unpacks to more than the {entry.Length} bytes that it states: do not unpack this zip.");
                take(buffer.AsSpan(0, got));
            }

            if (read < entry.Length) throw new DataException($"{name} ends after {read} of {entry.Length} bytes: the zip is damaged; get it again.");
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            throw new DataException($"{name} cannot be unpacked ({e.Message}): the zip is damaged; get it again.", inner: e);
        }
    }

    private static string Decode(string name, MemoryStream text)
    {
        try
        {
            return Utf8.GetString(text.GetBuffer(), 0, (int)text.Length);
        }
        catch (DecoderFallbackException)
        {
            throw new DataException($"{name} is not text in UTF-8: get the bundle again.");
        }
    }

    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= 400
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/')
        && name.Split('/').All(part => part.Length > 0 && part.Trim('.').Length > 0);
}
