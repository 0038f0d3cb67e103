namespace Experiments.Engine.Evaluation;

/// <summary>
/// What a classifier's scores say of an image: its class, and the place of the true one. An image is right in top-k when
/// its true class is among the k with the highest scores.
/// </summary>
public static class ClassificationMetrics
{
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
