namespace Experiments.Web.Commanding;

/// <summary>How well what somebody typed fits a text: every word of it must be found, as it is or with letters left out.</summary>
public static class FuzzyMatch
{
    private const double AtWord = 100;
    private const double Inside = 60;
    private const double WithGaps = 30;
    private const double EachPlace = 0.1;
    private const double EachLetter = 0.02;
    private const double EachLeftOut = 0.3;

    /// <summary>The score, higher where it fits better; null where a word is not found.</summary>
    /// <param name="words">Words that were typed.</param>
    /// <param name="text">Text to find them in.</param>
    public static double? Score(IReadOnlyList<string> words, string text)
    {
        var sum = -EachLetter * text.Length;
        foreach (var word in words)
        {
            if (OfWord(word, text) is not { } score) return null;
            sum += score;
        }

        return sum;
    }

    private static double? OfWord(string word, string text)
    {
        var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return WithLettersLeftOut(word, text);
        for (var next = at; next >= 0; next = text.IndexOf(word, next + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (BeginsWord(text, next)) return AtWord - (EachPlace * next);
            if (next + 1 >= text.Length) break;
        }

        return Inside - (EachPlace * at);
    }

    /// <summary>Each letter in its order: the fewer stretches the better, and the better where they begin words, as in <c>dlr</c> for "double learning rate".</summary>
    private static double? WithLettersLeftOut(string word, string text)
    {
        var score = WithGaps;
        var at = -1;
        foreach (var letter in word)
        {
            var next = text.IndexOf(letter.ToString(), at + 1, StringComparison.OrdinalIgnoreCase);
            if (next < 0) return null;
            if (next != at + 1) score -= (BeginsWord(text, next) ? 1 : 3) + (EachLeftOut * (next - at - 1));
            at = next;
        }

        return Math.Max(score, 1);
    }

    private static bool BeginsWord(string text, int at) => at == 0 || !char.IsLetterOrDigit(text[at - 1]);
}
