namespace Experiments.Fuzzing;

/// <summary>A valid file to start from.</summary>
/// <param name="Name">File name; readers that go by it want the right one.</param>
/// <param name="Bytes">Content: what is mutated.</param>
/// <param name="Beside">Files that lie beside it unchanged, such as the data of an index; below it where the name has folders.</param>
public sealed record FuzzSeed(string Name, byte[] Bytes, params IReadOnlyList<(string Name, byte[] Bytes)> Beside)
{
    /// <summary>Writes it and what lies beside it into a folder.</summary>
    /// <returns>Path of the file.</returns>
    public string WriteTo(string folder)
    {
        foreach (var (name, content) in Beside.Append((Name, Bytes)))
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }

        return Path.Combine(folder, Name);
    }
}

/// <summary>A file format whose reader is fuzzed. To add one: derive, and name it in <see cref="All"/>.</summary>
public abstract class FuzzedFormat
{
    /// <summary>Every format.</summary>
    public static IReadOnlyList<FuzzedFormat> All { get; } =
    [
        new Formats.Safetensors(), new Formats.TorchZip(), new Formats.TorchLegacy(), new Formats.TensorFlowV1(), new Formats.TensorFlowV2(),
        new Formats.PngImages(), new Formats.PngLabels(), new Formats.Jpeg(), new Formats.Mat(),
        new Formats.ClassFiles(), new Formats.SplitLists(),
    ];

    /// <summary>Name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Valid files.</summary>
    public abstract IReadOnlyList<FuzzSeed> Seeds { get; }

    /// <summary>A mutation that knows the format, and so reaches behind its first checks.</summary>
    public abstract byte[] Mutate(byte[] bytes, Random random);

    /// <summary>What comes after the last mutation: right checksums, say, so that what was broken is seen by what comes after them.</summary>
    public virtual byte[] Finish(byte[] bytes, Random random) => bytes;

    /// <summary>Reads all of a file, as the product does.</summary>
    /// <returns>An upper bound of the managed memory that was held at once, in bytes, beside the pixels of an image that was read.</returns>
    public abstract long Read(string path);
}
