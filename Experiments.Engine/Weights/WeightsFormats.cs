using Experiments.Engine.Schema;
using Experiments.Engine.Weights.PyTorch;
using Experiments.Engine.Weights.TensorFlow;

namespace Experiments.Engine.Weights;

/// <summary>Finds a file's format by its first or last bytes, and names formats that are known but not read.</summary>
internal static class WeightsFormats
{
    private const string Readable = "safetensors, PyTorch's files and TensorFlow's checkpoints can be read";

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file, as the user named it.</param>
    /// <param name="source">Its content; owned by the result.</param>
    /// <exception cref="DataException">It is in no format that can be read, or damaged.</exception>
    public static WeightsFile Read(string path, MappedFile source)
    {
        // First: the length of a header may look like the start of a pickle, but no other format goes on with a brace.
        if (SafetensorsFile.IsOne(source)) return SafetensorsFile.Read(path, source);
        if (PyTorchZip.IsOne(source)) return PyTorchZip.Read(path, source);
        if (PyTorchLegacy.IsOne(source)) return PyTorchLegacy.Read(path, source);
        if (SortedTable.IsOne(source))
        {
            var isBundle = CheckpointV2.IsOne(new WeightsContent(path, WeightsFormat.TensorFlowV2, source.Length), source);
            return isBundle ? CheckpointV2.Read(path, source) : CheckpointV1.Read(path, source);
        }

        throw WeightsContent.Unusable(path, Known(source.Slice(0, (int)Math.Min(source.Length, 512))) ?? $"is in no format that is known: {Readable}");
    }

    private static string? Known(ReadOnlySpan<byte> start) => start switch
    {
        [] => "is empty; copy it again",
        [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => $"is an HDF5 file, as Keras writes them, which cannot be read; convert it: {Readable}",
        _ when start.StartsWith("version https://git-lfs"u8) => "is a pointer of Git LFS and not the file itself; fetch it with `git lfs pull`",
        _ when start[0] == '<' => "is a web page and not the file itself; download it again",
        _ when start.Length >= 262 && start[257..].StartsWith("ustar"u8) => "is a tar archive, as PyTorch before 0.2 wrote them or as downloads are packed; unpack it, or load it in PyTorch and save it again",
        _ when IsCaffe(start) => $"is a Caffe model, which cannot be read; convert it: {Readable}",
        _ => null,
    };

    /// <summary>A NetParameter: its name (field 1), then a layer (field 100, before 2014 field 2) or an input (field 3).</summary>
    private static bool IsCaffe(ReadOnlySpan<byte> start)
    {
        if (start is not [0x0a, < 0x80 and var length, ..] || start.Length < length + 4) return false;
        var next = start[(2 + length)..];
        return !start.Slice(2, length).ContainsAnyExceptInRange((byte)' ', (byte)'~') && next is [0xa2, 0x06, ..] or [0x12, ..] or [0x1a, ..];
    }
}
