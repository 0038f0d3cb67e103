using System.Text.Json;
using Experiments.Engine.Imaging;

namespace Experiments.Fuzzing.Formats;

/// <summary>The committed images of every kind, and how what is read of images is counted.</summary>
internal static class GoldenImages
{
    private static readonly Dictionary<string, Case> Cases = JsonSerializer.Deserialize<Dictionary<string, Case>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "decoding.json")), JsonSerializerOptions.Web)!;

    /// <summary>PNGs of every colour type, depth, and interlacing.</summary>
    public static IReadOnlyList<FuzzSeed> Png { get; } = [.. Files(isPng: true).Select(f => new FuzzSeed("image.png", f))];

    /// <summary>Those of them that are labels: grey values (0) and palette indices (3).</summary>
    public static IReadOnlyList<FuzzSeed> Labels { get; } = [.. Files(isPng: true).Where(f => f[25] is 0 or 3).Select(f => new FuzzSeed("label.png", f))];

    /// <summary>JPEGs: sequential and progressive, grey, colours, CMYK.</summary>
    public static IReadOnlyList<FuzzSeed> Jpeg { get; } = [.. Files(isPng: false).Select(f => new FuzzSeed("image.jpg", f))];

    /// <summary>Memory that reading allocates beside the bytes that it gives back.</summary>
    /// <param name="read">Reads, and says how many bytes the result has.</param>
    public static long MemoryBeside(Func<long> read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var own = read();
        return GC.GetAllocatedBytesForCurrentThread() - before - own;
    }

    /// <summary>Bytes of stored labels.</summary>
    public static long BytesOf(RawLabels labels) => labels.Bytes?.Length ?? (2L * labels.Samples.Length);

    private static IEnumerable<byte[]> Files(bool isPng) =>
        Cases.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Value.File).Where(f => f.AsSpan().StartsWith(PngFormat.Signature) == isPng);

    private sealed record Case(byte[] File);
}
