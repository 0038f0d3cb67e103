using Experiments.Data.Runs.Filters;
using FsCheck;
using FsCheck.Fluent;

namespace Experiments.Data.Tests.Runs.Filters;

/// <summary>Filters of every form, over every type of key, with values that need quotes.</summary>
internal static class AnyFilter
{
    private static readonly string[] Texts = ["l2-sp", "", "and", "OR", "a b", "it's", "say \"x\"", "back\\slash", "(x)", "=", "!~", "ünïcode ✓", "new\nline", "0"];

    public static Arbitrary<FilterNode> Nodes() => Arb.From(Gen.Sized(size => Node(Math.Min(size, 12))));

    private static Gen<FilterNode> Node(int size) => size <= 1
        ? Comparison()
        : Gen.OneOf(
            Comparison(),
            Node(size - 1).Select(n => (FilterNode)new FilterNot(n)),
            from left in Node(size / 2)
            from right in Node(size / 2)
            select (FilterNode)new FilterBoth(left, right),
            from left in Node(size / 2)
            from right in Node(size / 2)
            select (FilterNode)new FilterEither(left, right));

    private static Gen<FilterNode> Comparison() =>
        from key in Gen.Elements(Keys())
        from compared in Gen.Elements(FilterRules.OperatorsOf(key).ToArray())
        from value in Value(key, compared)
        select (FilterNode)new FilterComparison(key, compared, value);

    private static FilterKey[] Keys() =>
    [
        .. MadeVocabulary.Keys.Keys,
        .. MadeVocabulary.Keys.Curves.SelectMany(c => new[] { FilterVocabulary.CurveKey(c, CurveValue.Last), FilterVocabulary.CurveKey(c, CurveValue.Max), FilterVocabulary.CurveKey(c, CurveValue.At, 70) }),
    ];

    private static Gen<string> Value(FilterKey key, FilterOperator by) => key.Type switch
    {
        FilterType.Number => Gen.Elements(key.IsShare ? ["0.4", "46%", "1"] : new[] { "-1", "0.01", "1e-4", "+3" }),
        FilterType.Truth => Gen.Elements("true", "False"),
        FilterType.Date => Gen.Elements(by is FilterOperator.Equal or FilterOperator.NotEqual ? ["2026-11-01", "today"] : new[] { "2026-11-01T10:00", "3d", "yesterday" }),
        FilterType.Choice when by is FilterOperator.Equal or FilterOperator.NotEqual => Gen.Elements(key.Choices.ToArray()),
        _ => Gen.Elements(Texts),
    };
}

/// <summary>Texts made of pieces of the language in any order.</summary>
internal static class AnyText
{
    private static readonly string[] Pieces = ["state", "tag", "miou", "train/loss:min", " = ", "=", "<", " ~ ", "!", "and", " or ", "not ", "(", ")", "\"", "'", "\\", "0.4", "3d", "failed", " ", "é", "\n", "created"];

    public static Arbitrary<string> Texts() => Arb.From(Gen.Elements(Pieces).ArrayOf().Select(string.Concat));
}
