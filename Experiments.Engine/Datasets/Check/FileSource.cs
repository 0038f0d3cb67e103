using System.Buffers;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using SkiaSharp;

namespace Experiments.Engine.Datasets.Check;

/// <summary>Images with label files.</summary>
internal sealed class FileSource(FileDataset set) : CheckSource(set)
{
    private static readonly byte[] JpegStart = [0xFF, 0xD8, 0xFF];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Problems => set.Problems;

    /// <inheritdoc/>
    public override IReadOnlyList<Unpaired> Unpaired => set.Unpaired;

    /// <inheritdoc/>
    public override ImageFacts Examine(Subset subset, int index, bool closely)
    {
        var entry = set.EntryOf(subset, index);
        var faults = new List<(FileFault Fault, string Reason)>();
        var image = Try(() => ImageFile.ReadRgb(entry.ImagePath), faults, FileFault.Image);
        var raw = Try(() => LabelFile.ReadRaw(entry.LabelPath), faults, FileFault.Label);
        var size = image is null ? default : new Dimensions(image.Width, image.Height);
        var labelSize = raw is null ? default : new Dimensions(raw.Width, raw.Height);
        if (size.IsKnown && labelSize.IsKnown && size != labelSize) faults.Add((FileFault.Size, FileDataset.SizesDiffer(entry, image!, raw!.Height, raw.Width).Message));
        if (entry.InstancePath.Length > 0) CheckInstances(entry, labelSize, faults);
        var kind = raw is null ? KindOf(entry.LabelPath) : FileKind.Other;
        return new ImageFacts(entry.Stem)
        {
            ImagePath = entry.ImagePath,
            LabelPath = entry.LabelPath,
            ImageHash = HashOf(entry.ImagePath),
            LabelHash = HashOf(entry.LabelPath),
            PixelHash = image is null ? "" : HashOf(image),
            Size = size,
            LabelSize = labelSize,
            Orientation = size.Width == labelSize.Height && size.Height == labelSize.Width && size != labelSize ? OrientationOf(entry.ImagePath) : 1,
            LabelKind = kind,
            Stored = raw is null ? [] : Count(raw, entry.LabelPath),
            Faults = faults,
            Close = closely ? CloseLook.At(image, raw, kind is FileKind.ColourPng or FileKind.Jpeg ? ColoursOf(entry.LabelPath) : null) : null,
        };
    }

    private static void CheckInstances(LabelledImage entry, Dimensions labelSize, List<(FileFault Fault, string Reason)> faults)
    {
        if (Try(() => LabelFile.ReadRaw(entry.InstancePath), faults, FileFault.Label) is not { } instances || !labelSize.IsKnown) return;
        if (instances.Width != labelSize.Width || instances.Height != labelSize.Height)
            faults.Add((FileFault.Size, $"Instance image {entry.InstancePath} is {instances.Width}×{instances.Height}, but its label {entry.LabelPath} is {labelSize.Width}×{labelSize.Height}: they must have one size; replace one of them, or leave the stem out."));
    }

    /// <inheritdoc/>
    public override (RgbImage? Image, RgbImage? Labels) Picture(Subset subset, int index)
    {
        var entry = set.EntryOf(subset, index);
        var image = Try(() => ImageFile.ReadRgb(entry.ImagePath), [], FileFault.Image);
        var raw = Try(() => LabelFile.ReadRaw(entry.LabelPath), [], FileFault.Label);
        return (image, raw is null ? ColoursOf(entry.LabelPath) : Paint(set.Decode(raw, entry.LabelPath).Labels));
    }

    /// <inheritdoc/>
    public override string ManifestOf(Subset subset, Func<string, string> hashOf) => set.ManifestOf(subset, hashOf);

    /// <summary>
    /// The values of a label, each with its meaning. The set's own decoder says what a value means; it is asked once
    /// for each value instead of for each pixel.
    /// </summary>
    private List<ValueCount> Count(RawLabels raw, string path)
    {
        var counts = ArrayPool<int>.Shared.Rent(1 << 16);
        try
        {
            Array.Clear(counts);
            foreach (var sample in raw.Samples) counts[sample]++;
            var values = Enumerable.Range(0, 1 << raw.BitDepth).Where(v => counts[v] > 0).Select(v => (ushort)v).ToArray();
            var (classes, wrong) = set.Decode(new RawLabels(1, values.Length, values, raw.BitDepth), path);
            var strange = wrong.Select(w => w.Value).ToHashSet();
            return [.. values.Select((v, i) => new ValueCount(v, counts[v], classes.Values[i] == LabelMap.Ignored ? ValueCount.NoClass : classes.Values[i], strange.Contains(v)))];
        }
        finally
        {
            ArrayPool<int>.Shared.Return(counts);
        }
    }

    private static RgbImage? ColoursOf(string path) => Try(() => ImageFile.ReadRgb(path), [], FileFault.Label);

    private static FileKind KindOf(string path)
    {
        Span<byte> start = stackalloc byte[26];
        try
        {
            using var stream = File.OpenRead(path);
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileKind.Other;
        }

        if (start.StartsWith(JpegStart)) return FileKind.Jpeg;
        if (start.Length < 26 || !start.StartsWith(PngFormat.Signature)) return FileKind.Other;
        return start[25] switch
        {
            0 => FileKind.GreyPng,
            3 => FileKind.PalettePng,
            2 or 4 or 6 => FileKind.ColourPng,
            _ => FileKind.Other,
        };
    }

    private static int OrientationOf(string path)
    {
        using var codec = SKCodec.Create(path);
        return codec is null ? 1 : (int)codec.EncodedOrigin;
    }
}
