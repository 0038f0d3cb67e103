namespace Experiments.Engine.Tests;

public class ChanceTests
{
    // SplitMix64 from seed 0, the published test vector.
    [Fact]
    public void Mixing_gives_the_published_outputs_of_SplitMix64()
    {
        Assert.Equal(0xE220A8397B1DCDAFUL, Chance.Mix(0));
        Assert.Equal(0x6E789E6AA1B965F4UL, Chance.Mix(0x9E3779B97F4A7C15UL));
    }

    // Values from an independent implementation of the derivation in Python integers.
    [Fact]
    public void Generators_are_stable()
    {
        var plain = Chance.For(0, ChancePurpose.Augmentation);
        Assert.Equal([0x449F0F14FAC3E28EUL, 0x21272B74FE42F23DUL, 0x398EC6BB70A039FCUL], [plain.NextBits(), plain.NextBits(), plain.NextBits()]);
        var indexed = Chance.For(42, ChancePurpose.Augmentation, 7, 1);
        Assert.Equal([0x0D5AE83F752B4AF1UL, 0xCF042C0F2212CFEAUL, 0x74A822EAFDDE418CUL], [indexed.NextBits(), indexed.NextBits(), indexed.NextBits()]);
        Assert.Equal(2964705138278051090L, Chance.TorchSeed(42, ChancePurpose.Dropout, 7));
        Assert.Equal([2, 6, 4, 7, 0, 1, 3, 5], Chance.For(42, ChancePurpose.Sampler, 0).Permutation(8));
    }

    [Fact]
    public void Purposes_keep_their_numbers() =>
        Assert.Equal(
            ["Initialisation=1", "Sampler=2", "Augmentation=3", "Dropout=4", "Scene=5", "Fisher=6"],
            Enum.GetValues<ChancePurpose>().Select(p => $"{p}={(int)p}"));

    [Fact]
    public void Seed_purpose_and_every_index_lead_to_other_generators()
    {
        ulong[] firsts =
        [
            Chance.For(1, ChancePurpose.Sampler).NextBits(), Chance.For(2, ChancePurpose.Sampler).NextBits(),
            Chance.For(1, ChancePurpose.Dropout).NextBits(), Chance.For(1, ChancePurpose.Sampler, 0).NextBits(),
            Chance.For(1, ChancePurpose.Sampler, 0, 0).NextBits(), Chance.For(1, ChancePurpose.Sampler, 1, 0).NextBits(),
            Chance.For(1, ChancePurpose.Sampler, 0, 1).NextBits(), Chance.For(-1, ChancePurpose.Sampler).NextBits(),
        ];
        Assert.Equal(firsts.Length, firsts.Distinct().Count());
    }

    [Fact]
    public void Draws_are_uniform_and_within_their_bounds()
    {
        var chance = Chance.For(5, ChancePurpose.Augmentation);
        var doubles = Enumerable.Range(0, 20_000).Select(_ => chance.NextDouble()).ToList();
        Assert.All(doubles, d => Assert.InRange(d, 0, 1 - 1e-16));
        Assert.InRange(doubles.Average(), 0.49, 0.51);
        var counts = new int[7];
        for (var i = 0; i < 14_000; i++) counts[chance.NextInt(7)]++;
        Assert.All(counts, n => Assert.InRange(n, 1850, 2150));
        var normals = Enumerable.Range(0, 20_000).Select(_ => chance.NextNormal()).ToList();
        Assert.InRange(normals.Average(), -0.03, 0.03);
        Assert.InRange(normals.Average(x => x * x), 0.96, 1.04);
    }
}
