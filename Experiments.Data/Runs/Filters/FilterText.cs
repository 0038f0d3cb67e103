namespace Experiments.Data.Runs.Filters;

/// <summary>Writes filters: what <see cref="FilterParser"/> reads as the same filter.</summary>
public static class FilterText
{
    private static readonly Dictionary<FilterOperator, string> Symbols = new()
    {
        [FilterOperator.Equal] = "=",
        [FilterOperator.NotEqual] = "!=",
        [FilterOperator.Less] = "<",
        [FilterOperator.LessOrEqual] = "<=",
        [FilterOperator.Greater] = ">",
        [FilterOperator.GreaterOrEqual] = ">=",
        [FilterOperator.Contains] = "~",
        [FilterOperator.NotContains] = "!~",
    };

    private static readonly string[] Reserved = ["and", "or", "not"];

    /// <summary>Every operator as it is written.</summary>
    public static IReadOnlyDictionary<FilterOperator, string> Operators => Symbols;

    /// <summary>The filter, with as few parentheses and quotes as it needs.</summary>
    public static string Of(FilterNode node) => node switch
    {
        FilterComparison c => $"{Quote(c.Key.Name)} {Symbols[c.Operator]} {Quote(c.Value)}",
        FilterNot not => $"not {Within(not.Operand, not.Operand is FilterBoth or FilterEither)}",
        // The parser joins from the left: what was joined on the right keeps its parentheses.
        FilterBoth both => $"{Within(both.Left, both.Left is FilterEither)} and {Within(both.Right, both.Right is FilterEither or FilterBoth)}",
        FilterEither either => $"{Of(either.Left)} or {Within(either.Right, either.Right is FilterEither)}",
        _ => throw new ArgumentOutOfRangeException(nameof(node), node, "No such part."),
    };

    /// <summary>A key or a value as it is written: in quotes where it needs them.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > 0 && text.All(FilterLexer.IsOfWord) && !Reserved.Contains(text, StringComparer.OrdinalIgnoreCase)
            ? text
            : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    private static string Within(FilterNode node, bool parentheses) => parentheses ? $"({Of(node)})" : Of(node);
}
