using System.IO.Compression;
using System.Text;

namespace Experiments.Engine.Tests.Weights;

/// <summary>PyTorch files made by hand, for what PyTorch would not write.</summary>
internal static class TorchArchive
{
    /// <summary>A storage of four float32 on top of the stack, in the text opcodes of protocol 0 (the id in protocol 1).</summary>
    public const string Storage = "(Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nI4\ntQ";

    /// <summary>A tensor of a storage's four numbers on top of the stack.</summary>
    public const string Tensor = "ctorch._utils\n_rebuild_tensor\n(" + Storage + "I0\n(I4\nt(I1\nttR";

    /// <summary>An archive with a pickle given as text in Latin-1, and one storage.</summary>
    public static byte[] Zip(string pickle, byte[]? storage = null, CompressionLevel level = CompressionLevel.NoCompression) =>
        Zip([("a/data.pkl", Encoding.Latin1.GetBytes(pickle)), ("a/data/0", storage ?? new byte[16])], level);

    /// <summary>An archive of entries.</summary>
    public static byte[] Zip(IReadOnlyList<(string Name, byte[] Bytes)> entries, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in entries)
            {
                using var stream = archive.CreateEntry(name, level).Open();
                stream.Write(bytes);
            }
        }

        return buffer.ToArray();
    }
}
