namespace Experiments.Data.Runs.Filters;

/// <summary>What can stand at a place of a filter.</summary>
public enum FilterExpectation
{
    /// <summary>A key, <c>not</c> or a parenthesis.</summary>
    Key,

    /// <summary>An operator.</summary>
    Operator,

    /// <summary>A value.</summary>
    Value,

    /// <summary><c>and</c>, <c>or</c> or a closing parenthesis.</summary>
    Join,
}

/// <summary>Something that can be written at a place of a filter.</summary>
/// <param name="Text">What is written, quotes included.</param>
/// <param name="Help">What it is, in a few words; may be empty.</param>
public sealed record FilterSuggestion(string Text, string Help);

/// <summary>A place in a filter that is being written: what is expected there, and what of it stands there already.</summary>
/// <param name="Expects">What is expected.</param>
/// <param name="Start">Where the token begins that is being written, in characters from 0.</param>
/// <param name="Length">Its length; 0 where none has begun.</param>
/// <param name="Begun">What stands there, without quotes.</param>
/// <param name="Key">The key whose operator or value is expected.</param>
public sealed record FilterPlace(FilterExpectation Expects, int Start, int Length, string Begun, FilterKey? Key)
{
    /// <summary>Most suggestions at a time.</summary>
    public const int MostSuggestions = 12;

    private static readonly string[] Joins = ["and", "or"];

    /// <summary>The place of the caret.</summary>
    /// <param name="text">The filter, as far as it is written.</param>
    /// <param name="caret">Where the caret is, in characters from 0.</param>
    /// <param name="vocabulary">The keys there are.</param>
    public static FilterPlace At(string text, int caret, FilterVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(vocabulary);
        caret = Math.Clamp(caret, 0, text.Length);
        var tokens = FilterLexer.Read(text[..caret]);
        var begun = tokens.Count > 1 && tokens[^2].End == caret && IsUnfinished(tokens[^2]) ? tokens[^2] : null;
        var (expects, key) = (FilterExpectation.Key, (FilterKey?)null);
        foreach (var token in tokens.Where(t => t != begun && t.Kind != FilterTokenKind.End)) (expects, key) = After(expects, key, token, vocabulary);
        if (begun is null) return new FilterPlace(expects, caret, 0, "", key);
        // What is written on behind the caret is replaced with it.
        var end = caret;
        while (begun.Kind == FilterTokenKind.Word && end < text.Length && FilterLexer.IsOfWord(text[end])) end++;
        return new FilterPlace(expects, begun.Position, end - begun.Position, begun.Text, key);
    }

    /// <summary>What can be written here, the likeliest first.</summary>
    /// <param name="vocabulary">The keys there are.</param>
    /// <param name="values">Values that runs have under <see cref="Key"/>, where a value is expected.</param>
    public IReadOnlyList<FilterSuggestion> Suggest(FilterVocabulary vocabulary, IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        var all = Expects switch
        {
            FilterExpectation.Key => vocabulary.Keys.Select(k => (Name: k.Name, k.Help))
                .Concat(vocabulary.Curves.Select(c => (Name: c, Help: "Newest value of the curve; :min, :max or @iteration for another.")))
                .Append((Name: "not", Help: "What follows does not hold.")),
            FilterExpectation.Operator when Key is not null => FilterRules.OperatorsOf(Key).Select(o => (Name: FilterText.Operators[o], Help: HelpOf(o, Key))),
            FilterExpectation.Value when Key is not null => (Key.Type switch
            {
                FilterType.Choice => Key.Choices,
                FilterType.Truth => ["true", "false"],
                FilterType.Date => ["today", "yesterday", "12h", "3d", "2w"],
                _ => values,
            }).Select(v => (Name: v, Help: "")),
            FilterExpectation.Join => Joins.Select(j => (Name: j, Help: "")),
            _ => [],
        };
        var isWord = Expects is FilterExpectation.Key or FilterExpectation.Value;
        return
        [
            .. all.Where(s => s.Name.Contains(Begun, StringComparison.OrdinalIgnoreCase) && !(s.Name == Begun && Expects != FilterExpectation.Value))
                .OrderByDescending(s => s.Name.StartsWith(Begun, StringComparison.OrdinalIgnoreCase))
                .Take(MostSuggestions)
                .Select(s => new FilterSuggestion(isWord && s.Name != "not" ? FilterText.Quote(s.Name) : s.Name, s.Help)),
        ];
    }

    private static bool IsUnfinished(FilterToken token) => token.Kind is FilterTokenKind.Word or FilterTokenKind.Operator || token is { Kind: FilterTokenKind.Quoted, IsClosed: false };

    private static (FilterExpectation Expects, FilterKey? Key) After(FilterExpectation expects, FilterKey? key, FilterToken token, FilterVocabulary vocabulary)
    {
        switch (token.Kind)
        {
            case FilterTokenKind.Open:
                return (FilterExpectation.Key, null);
            case FilterTokenKind.Close:
                return (FilterExpectation.Join, null);
            case FilterTokenKind.Operator:
                return (FilterExpectation.Value, key);
        }

        if (token.Is("and") || token.Is("or") || token.Is("not")) return (FilterExpectation.Key, null);
        return expects == FilterExpectation.Key ? (FilterExpectation.Operator, vocabulary.Find(token.Text)) : (FilterExpectation.Join, null);
    }

    private static string HelpOf(FilterOperator by, FilterKey key) => by switch
    {
        FilterOperator.Equal => key.Type == FilterType.Date ? "on that day" : "is",
        FilterOperator.NotEqual => "is not",
        FilterOperator.Less => key.Type == FilterType.Date ? "before" : "less than",
        FilterOperator.LessOrEqual => "at most",
        FilterOperator.Greater => key.Type == FilterType.Date ? "after, or since a time ago" : "more than",
        FilterOperator.GreaterOrEqual => "at least",
        FilterOperator.Contains => "contains",
        _ => "does not contain",
    };
}
