using Experiments.Engine.Schema;

namespace Experiments.Engine.Imaging;

/// <summary>
/// Reads label PNGs as they are stored: grey values or palette <em>indices</em> of 1, 2, 4, 8 or 16 bits, interlaced
/// or not. General image libraries expand palettes into colours, where the labels are lost. SBD's labels are MAT files.
/// </summary>
public static class LabelFile
{
    private const string SbdLabels = "GTcls.Segmentation";

    /// <summary>Reads labels of up to 8 bits; values are not checked against any classes.</summary>
    /// <param name="path">PNG file.</param>
    /// <exception cref="DataException">The file cannot be used, or has a value above 255.</exception>
    public static LabelMap Read(string path)
    {
        var raw = ReadRaw(path);
        if (raw.Bytes is { } bytes) return new LabelMap(raw.Height, raw.Width, bytes);
        var values = new byte[raw.Samples.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var sample = raw.Samples[i];
            if (sample > byte.MaxValue)
                throw new DataException($"Label {path} has the value {sample}: label maps hold 0 to 255; convert the file.");
            values[i] = (byte)sample;
        }

        return new LabelMap(raw.Height, raw.Width, values);
    }

    /// <summary>Reads the stored samples.</summary>
    /// <param name="path">PNG file, or a <c>.mat</c> file of SBD.</param>
    /// <exception cref="DataException">The file is missing, cut off, damaged, too big, or no grey or palette PNG.</exception>
    public static RawLabels ReadRaw(string path)
    {
        try
        {
            if (path.EndsWith(".mat", StringComparison.OrdinalIgnoreCase)) return ReadMat(path);
            return PngLabelReader.Read(File.ReadAllBytes(path));
        }
        catch (InvalidDataException e)
        {
            throw new DataException($"Label {path} cannot be used: {e.Message}; replace the file, or leave its stem out of the split.", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"Label {path} cannot be read ({e.Message}); check that it exists and may be read.", inner: e);
        }
    }

    private static RawLabels ReadMat(string path)
    {
        var bytes = new FileInfo(path).Length;
        if (bytes > MatFile.MaximumBytes) throw new InvalidDataException($"it has {bytes} bytes, and at most {MatFile.MaximumBytes} are read");
        return MatFile.Read(File.ReadAllBytes(path), SbdLabels).ToLabels();
    }
}
