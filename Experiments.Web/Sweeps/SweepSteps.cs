using System.Globalization;
using Experiments.Engine.Schema;

namespace Experiments.Web.Sweeps;

/// <summary>A range in steps as a person types it, <c>0.1..0.9 step 0.1</c>: every value from the first end to the last, counted in decimals so that 0.3 is 0.3.</summary>
internal static class SweepSteps
{
    /// <summary>Most values of one range.</summary>
    public const int Most = 1000;

    private const string Word = "step";

    // Far from where decimals end, so that nothing below can overflow.
    private const decimal Largest = 1e15m;

    /// <summary>Reads a range in steps.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="values">Its values; none where something is wrong with it.</param>
    /// <param name="problem">What is wrong with it; null where nothing is.</param>
    /// <returns>Whether the text has the form of one at all.</returns>
    public static bool TryRead(string text, out IReadOnlyList<string> values, out string? problem)
    {
        (values, problem) = ([], null);
        if (text.Split(SweepAxis.To, 2) is not [var first, var rest]
            || rest.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var last, Word, .. var after]) return false;
        problem = after is not [var by] || !Number(first, out var min) || !Number(last, out var max) || !Number(by, out var step)
            ? $"\"{text}\" is no range in steps: write two numbers and a step, for example 0.1..0.9 step 0.1."
            : Check(text, min, max, step, out values);
        return true;
    }

    private static string? Check(string text, decimal min, decimal max, decimal step, out IReadOnlyList<string> values)
    {
        values = [];
        if (step <= 0) return $"\"{text}\" has no step above 0: give one, for example 0.1..0.9 step 0.1.";
        if (min >= max) return $"\"{text}\" must begin below its end: swap the two.";
        if ((double)(max - min) / (double)step >= Most) return string.Create(CultureInfo.InvariantCulture, $"\"{text}\" has more than {Most} values: take a larger step.");
        var count = (int)((max - min) / step) + 1;
        values = [.. Enumerable.Range(0, count).Select(i => SettingDescriptor.Format((double)(min + (i * step))))];
        return null;
    }

    private static bool Number(string text, out decimal value) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && Math.Abs(value) <= Largest;
}
