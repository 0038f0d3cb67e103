using Experiments.Data.Runs.Filters;

namespace Experiments.Data.Tests.Runs.Filters;

/// <summary>The keys of the tests: one setting of each type, a score, and curves.</summary>
internal static class MadeVocabulary
{
    public static FilterVocabulary Keys { get; } = new(
        [
            new FilterKey("miou", FilterType.Number) { Metric = new ScoreMetric([], "validation/miou"), IsShare = true },
            new FilterKey("miou.ms", FilterType.Number) { Metric = new ScoreMetric(["MS"]), IsShare = true },
            new FilterKey("training.baseLearningRate", FilterType.Number) { Default = "0.01" },
            new FilterKey("regulariser.kind", FilterType.Choice) { Choices = ["none", "l2", "l2-sp"], Default = "none" },
            new FilterKey("augmentation.mirror", FilterType.Truth) { Default = "true" },
            new FilterKey("data.root", FilterType.Text) { Default = "" },
        ],
        ["train/loss", "validation/miou", "odd curve, \"quoted\" \\ and (more)"],
        (name, _) => $"Unknown: {name}.");

    /// <summary>2026-01-10 15:00 in a zone two hours ahead.</summary>
    public static FilterClock Clock { get; } = new(
        new DateTimeOffset(2026, 1, 10, 13, 0, 0, TimeSpan.Zero), TimeZoneInfo.CreateCustomTimeZone("two", TimeSpan.FromHours(2), "two", "two"));

    public static FilterNode? Parse(string text) => FilterParser.Parse(text, Keys);
}
