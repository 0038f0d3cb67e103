namespace Experiments.Fuzzing.Formats;

/// <summary>PyTorch's old format: a row of pickles, then raw storages.</summary>
public sealed class TorchLegacy : WeightsReading
{
    /// <inheritdoc/>
    public override string Name => "pytorch-legacy";

    /// <inheritdoc/>
    public override IReadOnlyList<FuzzSeed> Seeds { get; } = [Golden("types.pth"), Golden("checkpoint.pth"), Golden("nested.pth")];

    /// <inheritdoc/>
    public override byte[] Mutate(byte[] bytes, Random random)
    {
        // The magic number, the version and the system come first and are soon broken: mostly what follows is changed.
        var start = random.Next(8) == 0 ? 0 : Math.Min(110, bytes.Length);
        return [.. bytes[..start], .. PickleMutations.Apply(bytes[start..], random)];
    }
}
