using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Experiments.Engine.Augmentation;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Augmentation;

/// <summary>
/// Batches that are part of every result made so far, pinned bit by bit. A digest here changes only together with
/// <see cref="Fingerprint.EngineSemantics"/>.
/// </summary>
public class PinnedBatchTests
{
    private static readonly RunConfiguration Default = new()
    {
        Seed = 5,
        Training = new TrainingSettings { BatchSize = 3, Crop = 48 },
    };

    [Fact]
    public void Batches_of_the_default_augmentation_are_what_they_always_were() =>
        Assert.Equal("ce0172a2967364a4", Digest(new BatchLoader(new FormulaDataset(), Default, 0)));

    [Fact]
    public void Batches_without_rotation_are_what_they_always_were() =>
        Assert.Equal("4038a0e4a5e65855", Digest(new BatchLoader(new FormulaDataset(), With(new AugmentationSettings { RotationDegrees = 0, Jitter = ColourJitter.Working }), 0)));

    [Fact]
    public void Batches_of_patches_are_what_they_always_were() =>
        Assert.Equal("303f0f25cc2c1f23", Digest(new PatchLoader(new FormulaDataset(), Default with { Task = LearningTask.Classification }, 0)));

    private static RunConfiguration With(AugmentationSettings settings) => Default with { Augmentation = settings };

    /// <summary>SHA-256 over images and labels of eight batches, the first 16 hexadecimal digits.</summary>
    private static string Digest(PrefetchingLoader loader)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (loader)
        {
            for (var i = 0; i < 8; i++)
            {
                var batch = loader.Next();
                hash.AppendData(MemoryMarshal.AsBytes<float>(batch.Images));
                hash.AppendData(MemoryMarshal.AsBytes<long>(batch.Labels));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
