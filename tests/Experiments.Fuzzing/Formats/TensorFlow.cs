namespace Experiments.Fuzzing.Formats;

/// <summary>TensorFlow's first checkpoint format.</summary>
public sealed class TensorFlowV1 : WeightsReading
{
    /// <inheritdoc/>
    public override string Name => "tensorflow-v1";

    /// <inheritdoc/>
    public override IReadOnlyList<FuzzSeed> Seeds { get; } = [Golden("v1.ckpt"), Golden("v1-snappy.ckpt")];

    /// <inheritdoc/>
    public override byte[] Mutate(byte[] bytes, Random random) => TableMutations.Apply(bytes, random);

    /// <inheritdoc/>
    public override byte[] Finish(byte[] bytes, Random random) => random.Next(8) == 0 ? bytes : TableMutations.Seal(bytes);
}

/// <summary>TensorFlow's bundles: the index is mutated beside sound data, and the data beside a sound index.</summary>
public sealed class TensorFlowV2 : WeightsReading
{
    private static readonly string[] Parts = ["v2-shards.data-00000-of-00003", "v2-shards.data-00001-of-00003", "v2-shards.data-00002-of-00003"];

    /// <inheritdoc/>
    public override string Name => "tensorflow-v2";

    /// <inheritdoc/>
    public override IReadOnlyList<FuzzSeed> Seeds { get; } =
    [
        Golden("v2.index") with { Beside = [Beside("v2.data-00000-of-00001")] },
        Golden("v2-shards.index") with { Beside = [.. Parts.Select(Beside)] },
        Golden("v2.data-00000-of-00001") with { Beside = [Beside("v2.index")] },
    ];

    /// <inheritdoc/>
    public override byte[] Mutate(byte[] bytes, Random random) => TableMutations.Apply(bytes, random);

    /// <inheritdoc/>
    public override byte[] Finish(byte[] bytes, Random random) => random.Next(8) == 0 ? bytes : TableMutations.Seal(bytes);

    private static (string Name, byte[] Bytes) Beside(string name) => (name, Golden(name).Bytes);
}
