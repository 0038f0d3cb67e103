namespace Experiments.Data.Runs.Filters;

/// <summary>How a key is compared.</summary>
public enum FilterOperator
{
    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>!=</c>: whatever is not <c>=</c>, a run without a value too.</summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,

    /// <summary><c>~</c>: contains.</summary>
    Contains,

    /// <summary><c>!~</c>: whatever does not contain.</summary>
    NotContains,
}

/// <summary>A filter of runs, or a part of one. Parts are equal where they say the same in the same form.</summary>
public abstract record FilterNode
{
    /// <summary>The comparisons in it, in order.</summary>
    public IEnumerable<FilterComparison> Comparisons => this switch
    {
        FilterComparison one => [one],
        FilterNot not => not.Operand.Comparisons,
        FilterBoth both => both.Left.Comparisons.Concat(both.Right.Comparisons),
        FilterEither either => either.Left.Comparisons.Concat(either.Right.Comparisons),
        _ => [],
    };

    /// <inheritdoc/>
    public sealed override string ToString() => FilterText.Of(this);
}

/// <summary>Both parts hold.</summary>
/// <param name="Left">One.</param>
/// <param name="Right">The other.</param>
public sealed record FilterBoth(FilterNode Left, FilterNode Right) : FilterNode;

/// <summary>One part holds, or both do.</summary>
/// <param name="Left">One.</param>
/// <param name="Right">The other.</param>
public sealed record FilterEither(FilterNode Left, FilterNode Right) : FilterNode;

/// <summary>The part does not hold.</summary>
/// <param name="Operand">The part.</param>
public sealed record FilterNot(FilterNode Operand) : FilterNode;

/// <summary>A key compared with a value.</summary>
/// <param name="Key">Key.</param>
/// <param name="Operator">How.</param>
/// <param name="Value">The value as it was written, without its quotes.</param>
public sealed record FilterComparison(FilterKey Key, FilterOperator Operator, string Value) : FilterNode;
