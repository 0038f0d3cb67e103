using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using Experiments.Web.Results;

namespace Experiments.Web.Tests.OneRun;

public sealed class PredictionGalleryTests
{
    private static readonly PredictionGallery Gallery = PredictionGallery.Of(
        [
            new ImageCounts(0, "good", [new(0, 0, 90), new(0, 1, 10)], null),
            new ImageCounts(1, "bad", [new(0, 1, 50), new(1, 1, 50)], null),
            new ImageCounts(2, "right", [new(2, 2, 7)], null),
            new ImageCounts(3, "unlabelled", [], null),
        ],
        [
            Picture(1, "bad", Artifact.Image), Picture(2, "bad", Artifact.Truth), Picture(3, "bad", Artifact.Prediction), Picture(4, "bad", Artifact.Prediction),
            Picture(5, "right", Artifact.PredictionColour), Picture(6, "unlabelled", Artifact.Image), Picture(7, "older", Artifact.Truth), Picture(8, "", "score"),
        ]);

    [Fact]
    public void An_image_is_scored_over_the_classes_in_its_labels_or_its_prediction()
    {
        // good: road 90/100, and sidewalk, predicted where there is none, 0/10.
        Assert.Equal([0.45, 0.25, 1.0, null, null], Gallery.Images.Select(i => i.MeanIoU));
        Assert.Equal([(0, 0.9), (1, 0)], Gallery.Images[0].ClassIoU.OrderBy(c => c.Key).Select(c => (c.Key, c.Value)));
        Assert.Equal([(0, 0), (1, 0.5)], Gallery.Images[1].ClassIoU.OrderBy(c => c.Key).Select(c => (c.Key, c.Value)));
    }

    [Fact]
    public void The_worst_come_first_and_what_has_no_score_last_whichever_way_round()
    {
        Assert.Equal(["bad", "good", "right", "unlabelled", "older"], Names(GalleryOrder.Worst, null, all: true));
        Assert.Equal(["right", "good", "bad", "unlabelled", "older"], Names(GalleryOrder.Best, null, all: true));
        Assert.Equal(["good", "bad", "right", "unlabelled", "older"], Names(GalleryOrder.Listed, null, all: true));
        Assert.Equal(["bad", "right", "unlabelled", "older"], Names(GalleryOrder.Worst, null, all: false));
    }

    [Fact]
    public void A_class_shows_the_images_that_have_it_by_its_own_score()
    {
        Assert.Equal(["good", "bad"], Names(GalleryOrder.Worst, 1, all: true));
        Assert.Equal(["good", "bad"], Names(GalleryOrder.Best, 0, all: true));
        Assert.Equal(["bad"], Names(GalleryOrder.Worst, 1, all: false));
        Assert.Empty(Names(GalleryOrder.Worst, 9, all: true));
    }

    [Fact]
    public void Of_several_pictures_of_one_kind_the_newest_is_shown_and_images_without_counts_are_not_lost()
    {
        Assert.Equal(new ImagePictures(1, 2, null, 4), Gallery.Images[1].Pictures);
        Assert.Equal(("older", 4, new ImagePictures(null, 7, null, null)), (Gallery.Images[4].Stem, Gallery.Images[4].Index, Gallery.Images[4].Pictures));
        Assert.False(Gallery.Images[0].Pictures.HasAny);
        Assert.Equal(4, Gallery.Kept);
    }

    [Fact]
    public void An_error_map_says_right_wrong_and_not_counted_and_of_a_class_missed_and_false_alarm()
    {
        var truth = new LabelMap(1, 6, [0, 0, 1, 1, 2, 255]);
        var prediction = new LabelMap(1, 6, [0, 1, 1, 0, 2, 2]);

        Assert.Equal([ErrorMap.Right, ErrorMap.Wrong, ErrorMap.Right, ErrorMap.Wrong, ErrorMap.Right, ErrorMap.Aside], ErrorMap.Of(truth, prediction).Values);
        Assert.Equal([ErrorMap.Aside, ErrorMap.FalseAlarm, ErrorMap.Right, ErrorMap.Wrong, ErrorMap.Aside, ErrorMap.Aside], ErrorMap.Of(truth, prediction, 1).Values);
        var error = Assert.Throws<DataException>(() => ErrorMap.Of(truth, new LabelMap(2, 3, 0)));
        Assert.StartsWith("Truth is 6×1 pixels and the prediction 3×2", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(GalleryOrder order, int? wanted, bool all) => Gallery.Ordered(order, wanted, all).Select(i => i.Stem);

    private static Artifact Picture(long id, string name, string kind) => new() { Id = id, Name = name, Kind = kind, Path = $"{name}-{kind}.png" };
}
