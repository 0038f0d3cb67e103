using System.Globalization;

namespace Experiments.Data.Runs.Filters;

/// <summary>What a run has under a key: a text, a number (milliseconds for dates, 1 for true), both or neither.</summary>
/// <param name="Text">Text; several tags are separated by line breaks.</param>
/// <param name="Number">Number.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct RunValue(string? Text, double? Number)
{
    /// <summary>Of a text, which may be a number too.</summary>
    public static RunValue Of(string? text) => new(text, text is not null && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null);

    /// <summary>Of a number.</summary>
    public static RunValue Of(double? number) => new(null, number);

    /// <summary>Whether there is neither.</summary>
    public bool IsEmpty => Text is null && Number is null;
}

/// <summary>Whether a value is as a comparison wants it. <c>!=</c> and <c>!~</c> hold exactly where <c>=</c> and <c>~</c> do not.</summary>
internal static class FilterTest
{
    /// <summary>The test of a comparison that was checked when it was read.</summary>
    public static Func<RunValue, bool> Of(FilterComparison comparison, FilterClock clock) => comparison.Operator switch
    {
        FilterOperator.NotEqual => Not(Of(comparison with { Operator = FilterOperator.Equal }, clock)),
        FilterOperator.NotContains => Not(Of(comparison with { Operator = FilterOperator.Contains }, clock)),
        FilterOperator.Contains => value => Parts(comparison.Key, value).Any(p => p.Contains(comparison.Value, StringComparison.OrdinalIgnoreCase)),
        _ => comparison.Key.Type switch
        {
            FilterType.Number => Numbers(comparison.Operator, FilterRules.Number(comparison.Value)!.Value),
            FilterType.Date => Dates(comparison.Operator, FilterMoment.Read(comparison.Value, clock)!.Value),
            FilterType.Truth => Truths(FilterRules.Truth(comparison.Value)!.Value),
            _ => value => Parts(comparison.Key, value).Any(p => p.Equals(comparison.Value, StringComparison.OrdinalIgnoreCase)),
        },
    };

    private static Func<RunValue, bool> Not(Func<RunValue, bool> test) => value => !test(value);

    private static Func<RunValue, bool> Truths(bool wanted) => value =>
        (value.Number is { } number ? number != 0 : value.Text is not null && bool.TryParse(value.Text, out var truth) && truth) == wanted;

    private static Func<RunValue, bool> Numbers(FilterOperator by, double wanted) => by switch
    {
        FilterOperator.Less => v => v.Number < wanted,
        FilterOperator.LessOrEqual => v => v.Number <= wanted,
        FilterOperator.Greater => v => v.Number > wanted,
        FilterOperator.GreaterOrEqual => v => v.Number >= wanted,
        // A number is written as exactly as it is stored.
        _ => v => v.Number.Equals(wanted),
    };

    private static Func<RunValue, bool> Dates(FilterOperator by, FilterMoment moment) => by switch
    {
        FilterOperator.Less => v => v.Number < moment.FromMs,
        FilterOperator.LessOrEqual => v => v.Number < Math.Max(moment.ToMs, moment.FromMs + 1),
        FilterOperator.Greater => v => v.Number >= moment.ToMs,
        FilterOperator.GreaterOrEqual => v => v.Number >= moment.FromMs,
        _ => v => v.Number >= moment.FromMs && v.Number < moment.ToMs,
    };

    /// <summary>A run may have several tags; of anything else it has one, or none.</summary>
    private static string[] Parts(FilterKey key, RunValue value) => value.Text is null ? [] : key.Field == RunField.Tag ? value.Text.Split('\n') : [value.Text];
}
