using Experiments.Web.Results;

namespace Experiments.Web.Tests.OneRun;

public sealed class ConfusionMatrixTests
{
    private static readonly string[] Names = ["road", "sidewalk", "{share}"];

    // The third class is never predicted.
    private static readonly ConfusionMatrix Matrix = new(3, [70, 30, 0, 10, 90, 0, 1, 0, 0]);

    [Fact]
    public void Cells_are_shares_of_their_row_of_their_column_or_of_all()
    {
        Assert.Equal([0.7, 0.3, 0.1, 0.9, 1], Matrix.Cells(ConfusionBy.Truth).Select(c => c.Share));
        Assert.Equal([70.0 / 81, 30.0 / 120, 10.0 / 81, 90.0 / 120, 1.0 / 81], Matrix.Cells(ConfusionBy.Prediction).Select(c => c.Share));
        Assert.Equal([70.0 / 201, 30.0 / 201, 10.0 / 201, 90.0 / 201, 1.0 / 201], Matrix.Cells(ConfusionBy.All).Select(c => c.Share));
        Assert.True(double.IsNaN(Matrix.Cell(0, 2, ConfusionBy.Prediction).Share));
        Assert.Throws<ArgumentException>(() => new ConfusionMatrix(2, [1, 2, 3]));
    }

    [Fact]
    public void The_right_share_of_a_class_is_not_a_number_where_the_class_is_absent()
    {
        Assert.Equal([0.7, 0.9, 0], Matrix.RightShares());
        Assert.Equal([1, double.NaN], new ConfusionMatrix(2, [5, 0, 0, 0]).RightShares());
    }

    [Fact]
    public void The_greatest_confusions_leave_the_diagonal_out()
    {
        Assert.Equal([(2, 0), (0, 1), (1, 0)], Matrix.Top(5, ConfusionBy.Truth).Select(c => (c.Truth, c.Prediction)));
        Assert.Equal([(0, 1), (1, 0)], Matrix.Top(2, ConfusionBy.All).Select(c => (c.Truth, c.Prediction)));
        Assert.Empty(new ConfusionMatrix(1, [5]).Top(5, ConfusionBy.All));
    }

    [Theory]
    [InlineData(ConfusionBy.Truth, 0, 1, "30.0 % of road was predicted as sidewalk (30 pixels).")]
    [InlineData(ConfusionBy.Truth, 1, 1, "90.0 % of sidewalk was predicted right (90 pixels).")]
    [InlineData(ConfusionBy.Prediction, 0, 1, "25.0 % of what was predicted as sidewalk is road (30 pixels).")]
    [InlineData(ConfusionBy.Prediction, 1, 1, "75.0 % of what was predicted as sidewalk is right (90 pixels).")]
    [InlineData(ConfusionBy.All, 1, 0, "sidewalk predicted as road: 10 pixels, 5.0 % of all.")]
    [InlineData(ConfusionBy.All, 0, 0, "road predicted right: 70 pixels, 34.8 % of all.")]
    [InlineData(ConfusionBy.Prediction, 0, 2, "– of what was predicted as {share} is road (0 pixels).")]
    public void A_cell_says_its_sentence(ConfusionBy by, int truth, int prediction, string sentence) =>
        Assert.Equal(sentence, ConfusionWords.Sentence(Matrix.Cell(truth, prediction, by), by, isClassifier: false, k => ConfusionWords.ClassName(Names, k)));

    [Fact]
    public void What_rounds_to_nothing_is_told_from_nothing_and_a_classifier_counts_images()
    {
        var matrix = new ConfusionMatrix(2, [100_000, 1, 0, 5]);
        Assert.Equal("under 0.1 % of class 0 was predicted as class 1 (1 image).", ConfusionWords.Sentence(matrix.Cell(0, 1, ConfusionBy.Truth), ConfusionBy.Truth, isClassifier: true, k => ConfusionWords.ClassName([], k)));
        Assert.Equal("0.0 % of class 1 was predicted as class 0 (0 pixels).", ConfusionWords.Sentence(matrix.Cell(1, 0, ConfusionBy.Truth), ConfusionBy.Truth, isClassifier: false, k => ConfusionWords.ClassName([], k)));
    }

    [Theory]
    [InlineData("prediction", ConfusionBy.Prediction)]
    [InlineData("ALL", ConfusionBy.All)]
    [InlineData("2", ConfusionBy.Truth)]
    [InlineData("<b>", ConfusionBy.Truth)]
    [InlineData("", ConfusionBy.Truth)]
    [InlineData(null, ConfusionBy.Truth)]
    public void An_address_names_the_whole(string? name, ConfusionBy by) => Assert.Equal(by, ConfusionWords.Parse(name));
}
