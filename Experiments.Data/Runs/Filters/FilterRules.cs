using System.Globalization;

namespace Experiments.Data.Runs.Filters;

/// <summary>What can be compared with what.</summary>
internal static class FilterRules
{
    private static readonly FilterOperator[] Ordered = [FilterOperator.Less, FilterOperator.LessOrEqual, FilterOperator.Greater, FilterOperator.GreaterOrEqual];
    private static readonly FilterOperator[] Containing = [FilterOperator.Contains, FilterOperator.NotContains];

    /// <summary>The operators that a key can be compared by.</summary>
    public static IReadOnlyList<FilterOperator> OperatorsOf(FilterKey key) => key.Type switch
    {
        FilterType.Text or FilterType.Choice => [FilterOperator.Equal, FilterOperator.NotEqual, .. Containing],
        FilterType.Truth => [FilterOperator.Equal, FilterOperator.NotEqual],
        _ => [FilterOperator.Equal, FilterOperator.NotEqual, .. Ordered],
    };

    /// <summary>Why a key cannot be compared so; null where it can.</summary>
    public static string? ProblemOf(FilterKey key, FilterOperator by) => OperatorsOf(key).Contains(by)
        ? null
        : $"{key.Name} is {Kind(key)} and cannot be compared by {FilterText.Operators[by]}: use {string.Join(", ", OperatorsOf(key).Select(o => FilterText.Operators[o]))}.";

    /// <summary>Why a key cannot be compared with a value; null where it can.</summary>
    public static string? ProblemOf(FilterKey key, FilterOperator by, string value, FilterVocabulary vocabulary)
    {
        switch (key.Type)
        {
            case FilterType.Number:
                return ProblemOfNumber(key, value);
            case FilterType.Choice:
                return Containing.Contains(by) || key.Choices.Contains(value, StringComparer.OrdinalIgnoreCase) ? null : $"{key.Name} is never \"{value}\". {vocabulary.Remedy(value, key.Choices)}";
            case FilterType.Truth:
                return Truth(value) is not null ? null : $"{key.Name} is true or false, not \"{value}\": write {key.Name} = true, or not {key.Name}.";
            case FilterType.Date:
                if (FilterMoment.Read(value, Epoch) is not { } moment) return $"{key.Name} is compared with an instant, not with \"{value}\": write {FilterMoment.Forms}.";
                return moment.IsInstant && by is (FilterOperator.Equal or FilterOperator.NotEqual)
                    ? $"{value} ago is one instant, which nothing is at exactly: write {key.Name} > {value} for the time since then."
                    : null;
            default:
                return null;
        }
    }

    private static string? ProblemOfNumber(FilterKey key, string value)
    {
        if (Number(value) is not { } number) return $"{key.Name} is compared with a number, not with \"{value}\": write 0.01, 1e-4 or 46%.";
        return key.IsShare && number is (< 0 or > 1) ? $"{key.Name} is a share from 0 to 1, not {value}: write {Share(number)}." : null;
    }

    /// <summary>A number, <c>46%</c> as 0.46; null where the text is none.</summary>
    public static double? Number(string text)
    {
        var percent = text.EndsWith('%');
        return double.TryParse(percent ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? (percent ? number / 100 : number) : null;
    }

    /// <summary>True, false, or null where the text is neither.</summary>
    public static bool? Truth(string text) => bool.TryParse(text, out var truth) ? truth : null;

    private static FilterClock Epoch { get; } = new(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc);

    private static string Share(double number) => number is > 1 and <= 100 ? string.Create(CultureInfo.InvariantCulture, $"{number}% or {number / 100}") : "0.46 or 46%";

    private static string Kind(FilterKey key) => key.Type switch
    {
        FilterType.Truth => "true or false",
        FilterType.Choice => "one of a few words",
        FilterType.Date => "an instant",
        FilterType.Number => "a number",
        _ => "a text",
    };
}
