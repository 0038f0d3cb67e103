using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Web.Predictions;

namespace Experiments.Web.Tests.Predictions;

/// <summary>What the page shows of predictions, worked out by hand on a few pixels.</summary>
public sealed class PredictionShapeTests
{
    private static readonly PredictionReport A = new(2, 3, 100, "SS", [new("road", "#804080", 3), new("sky", "#4682b4", 3), new("car", "#00008e", 0)]);

    [Theory]
    [InlineData("12-SS")]
    [InlineData("1-MS")]
    public void A_key_reads_as_it_is_written(string text) => Assert.Equal(text, PredictionKey.Parse(text)!.Value.ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("12-XS")]
    [InlineData("012-SS")]
    [InlineData("-1-SS")]
    [InlineData("12-SS-MS")]
    [InlineData("../12-SS")]
    [InlineData("12-SS/..")]
    [InlineData("99999999999999999999-SS")]
    public void Nothing_else_is_a_key(string? text) => Assert.Null(PredictionKey.Parse(text));

    [Fact]
    public void Areas_are_the_classes_that_occur_the_largest_first() =>
        Assert.Equal([new("road", "#804080", 3, null), new ClassArea("sky", "#4682b4", 3, null)], ClassArea.Of(A, null));

    [Fact]
    public void Two_predictions_are_joined_by_the_names_of_their_classes()
    {
        var other = new PredictionReport(2, 3, 50, "SS", [new("sky", "#4682b4", 1), new("tree", "#107010", 4), new("road", "#804080", 1)]);
        Assert.Equal(
            [new("tree", "#107010", 0, 4), new("road", "#804080", 3, 1), new ClassArea("sky", "#4682b4", 3, 1)],
            ClassArea.Of(A, other));
    }

    [Fact]
    public void Predictions_differ_where_the_names_of_their_classes_do()
    {
        var (difference, where) = PredictionDifference.Of(
            new LabelMap(1, 5, [0, 0, 1, 1, 1]), ["road", "sky"],
            new LabelMap(1, 5, [1, 0, 0, 2, 2]), ["sky", "road", "tree"]);

        // road = road, road ≠ sky, sky = sky, sky ≠ tree twice.
        Assert.Equal([0, 1, 0, 1, 1], where.Values);
        Assert.Equal(0.6, difference.Share);
        Assert.Equal([new("sky", "tree", 2), new Disagreement("road", "sky", 1)], difference.Disagreements);
    }

    [Fact]
    public void Predictions_of_two_images_are_not_compared() =>
        Assert.Throws<ArgumentException>(() => PredictionDifference.Of(new LabelMap(1, 2, 0), ["a"], new LabelMap(2, 1, 0), ["a"]));
}
