using Experiments.Data.Results;
using FsCheck.Xunit;

namespace Experiments.Data.Tests.Results;

public sealed class SparseCountsTests
{
    [Property]
    public void Counts_come_back_as_they_went_in((byte Truth, byte Prediction, long Count)[] cells)
    {
        var expected = cells.Select(c => new ConfusionCell(c.Truth, c.Prediction, c.Count & long.MaxValue)).ToList();

        Assert.Equal(expected, SparseCounts.Unpack(SparseCounts.Pack([.. expected.SelectMany(c => new[] { c.Truth, c.Prediction, c.Count & long.MaxValue })])));
    }

    [Fact]
    public void A_cell_of_a_small_image_takes_few_bytes() => Assert.Equal(5, SparseCounts.Pack([7, 12, 200_000]).Length);

    [Fact]
    public void What_is_no_triple_or_negative_is_refused()
    {
        Assert.Throws<ArgumentException>(() => SparseCounts.Pack([1, 2]));
        Assert.Throws<ArgumentException>(() => SparseCounts.Pack([1, 2, -3]));
    }

    [Property]
    public void A_matrix_comes_back_as_it_went_in(long[] counts) => Assert.Equal(counts, ConfusionBlob.Unpack(ConfusionBlob.Pack(counts)));
}
