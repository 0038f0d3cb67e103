using Experiments.Engine.Imaging;

namespace Experiments.Fuzzing.Formats;

/// <summary>PNG images, by <see cref="ImageFile"/>. The pixels of an image that is read are its own: they do not count.</summary>
public sealed class PngImages : FuzzedFormat
{
    /// <inheritdoc/>
    public override string Name => "png-image";

    /// <inheritdoc/>
    public override IReadOnlyList<FuzzSeed> Seeds { get; } = GoldenImages.Png;

    /// <inheritdoc/>
    public override byte[] Mutate(byte[] bytes, Random random) => PngMutations.Apply(bytes, random);

    /// <inheritdoc/>
    public override byte[] Finish(byte[] bytes, Random random) => random.Next(4) == 0 ? bytes : PngChunks.Split(bytes).Join();

    /// <inheritdoc/>
    public override long Read(string path) => GoldenImages.MemoryBeside(() => ImageFile.ReadRgb(path).Pixels.Length);
}

/// <summary>PNG labels, by <see cref="LabelFile"/>. The samples of labels that are read are their own: they do not count.</summary>
public sealed class PngLabels : FuzzedFormat
{
    /// <inheritdoc/>
    public override string Name => "png-label";

    /// <inheritdoc/>
    public override IReadOnlyList<FuzzSeed> Seeds { get; } = GoldenImages.Labels;

    /// <inheritdoc/>
    public override byte[] Mutate(byte[] bytes, Random random) => PngMutations.Apply(bytes, random);

    /// <inheritdoc/>
    public override byte[] Finish(byte[] bytes, Random random) => random.Next(4) == 0 ? bytes : PngChunks.Split(bytes).Join();

    /// <inheritdoc/>
    public override long Read(string path) => GoldenImages.MemoryBeside(() => GoldenImages.BytesOf(LabelFile.ReadRaw(path)));
}
