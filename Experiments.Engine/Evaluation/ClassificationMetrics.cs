namespace Experiments.Engine.Evaluation;

/// <summary>
/// Names of a classifier's metrics, as <see cref="Schema.EvaluationEvent.Metrics"/> and tables have them, and the
/// definition of a rank. An image is right in top-k when its true class is among the k with the highest scores.
/// </summary>
public static class ClassificationMetrics
{
    /// <summary>Share of images whose class has the highest score.</summary>
    public const string TopOne = "top-1";

    /// <summary>Share of images whose class is among the five with the highest scores; 1 where there are at most five classes.</summary>
    public const string TopFive = "top-5";

    /// <summary>The class with the highest score; of equal ones the first.</summary>
    /// <param name="scores">A score a class.</param>
    public static int Prediction(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var c = 1; c < scores.Length; c++)
        {
            if (scores[c] > scores[best]) best = c;
        }

        return best;
    }

    /// <summary>Place of a class among the scores, from 1; of equal ones the first in index order comes first.</summary>
    /// <param name="scores">A score a class.</param>
    /// <param name="truth">The class.</param>
    public static int RankOf(ReadOnlySpan<float> scores, int truth)
    {
        var rank = 1;
        for (var c = 0; c < scores.Length; c++)
        {
            if (scores[c] > scores[truth] || (scores[c] == scores[truth] && c < truth)) rank++;
        }

        return rank;
    }
}
