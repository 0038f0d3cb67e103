using System.Globalization;

namespace Experiments.Data.Runs.Filters;

/// <summary>
/// Reads a filter by recursive descent; docs/filters.md says it in words:
/// <code>
/// filter     := both {"or" both}
/// both       := negated {"and" negated}
/// negated    := "not" negated | "(" filter ")" | comparison
/// comparison := key operator value ["ago"] | key
/// operator   := "=" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=" | "~" | "!~"
/// </code>
/// A key alone is one that is true or false.
/// </summary>
public sealed class FilterParser
{
    /// <summary>Longest filter, characters.</summary>
    public const int MostCharacters = 4000;

    private const int MostNested = 50;

    /// <summary>Most comparisons: each may be a question to the database.</summary>
    private const int MostComparisons = 100;

    private readonly FilterVocabulary _vocabulary;
    private readonly List<FilterToken> _tokens;
    private int _at;
    private int _nested;
    private int _comparisons;

    private FilterParser(string text, FilterVocabulary vocabulary) => (_vocabulary, _tokens) = (vocabulary, FilterLexer.Read(text));

    private FilterToken Current => _tokens[_at];

    /// <summary>Reads a filter; null where the text is empty: all runs.</summary>
    /// <param name="text">Text.</param>
    /// <param name="vocabulary">The keys there are.</param>
    /// <exception cref="FilterException">It is none; says where and why.</exception>
    public static FilterNode? Parse(string? text, FilterVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (text.Length > MostCharacters)
            throw new FilterException(string.Create(CultureInfo.InvariantCulture, $"The filter has {text.Length} characters: it may have {MostCharacters}; shorten it."), MostCharacters, text.Length - MostCharacters);
        var parser = new FilterParser(text, vocabulary);
        var node = parser.Either();
        if (parser.Current.Kind != FilterTokenKind.End)
            throw parser.Wrong(parser.Current.Kind == FilterTokenKind.Close ? "Nothing is open that this ) closes: remove it, or open one before." : $"\"{parser.Current.Text}\" does not go on from what stands before: join conditions by and, or or.");
        return node;
    }

    private FilterNode Either()
    {
        var left = Both();
        while (Take("or")) left = new FilterEither(left, Both());
        return left;
    }

    private FilterNode Both()
    {
        var left = Negated();
        while (Take("and")) left = new FilterBoth(left, Negated());
        return left;
    }

    private FilterNode Negated()
    {
        if (++_nested > MostNested) throw Wrong(string.Create(CultureInfo.InvariantCulture, $"More than {MostNested} levels of parentheses and not: write it flatter."));
        FilterNode node;
        if (Take("not")) node = new FilterNot(Negated());
        else if (Current.Kind == FilterTokenKind.Open) node = Parenthesised();
        else node = Comparison();
        _nested--;
        return node;
    }

    private FilterNode Parenthesised()
    {
        var open = _tokens[_at++];
        var node = Either();
        if (Current.Kind == FilterTokenKind.End) throw new FilterException("This ( is not closed: close it by ).", open.Position, open.Length);
        if (Current.Kind != FilterTokenKind.Close) throw Wrong($"\"{Current.Text}\" does not go on from what stands before: join conditions by and, or or, or close the ( before.");
        _at++;
        return node;
    }

    private FilterComparison Comparison()
    {
        if (++_comparisons > MostComparisons) throw Wrong(string.Create(CultureInfo.InvariantCulture, $"The filter has more than {MostComparisons} conditions: shorten it."));
        var token = Operand("a condition, for example state = failed");
        var key = _vocabulary.Find(token.Text) ?? throw Wrong(token, _vocabulary.UnknownKey(token.Text));
        if (Current.Kind != FilterTokenKind.Operator)
        {
            return key.Type == FilterType.Truth
                ? new FilterComparison(key, FilterOperator.Equal, "true")
                : throw Wrong(Current.Kind == FilterTokenKind.End ? token : Current, $"{key.Name} is compared with nothing: write for example {Example(key)}.");
        }

        var symbol = _tokens[_at++];
        var by = OperatorOf(symbol);
        if (FilterRules.ProblemOf(key, by) is { } wrongOperator) throw Wrong(symbol, wrongOperator);
        var value = Operand($"what {key.Name} is compared with, for example {Example(key)}");
        if (FilterRules.ProblemOf(key, by, value.Text, _vocabulary) is { } wrongValue) throw Wrong(value, wrongValue);
        if (key.Type == FilterType.Date) Take("ago");
        return new FilterComparison(key, by, value.Text);
    }

    private FilterToken Operand(string wanted)
    {
        var token = Current;
        switch (token.Kind)
        {
            case FilterTokenKind.Quoted when !token.IsClosed:
                throw Wrong("The quote is not closed: close it.");
            case FilterTokenKind.Word when token.Is("and") || token.Is("or") || token.Is("not"):
                throw Wrong($"\"{token.Text}\" stands where {wanted} must: write it before, or put the word in quotes.");
            case FilterTokenKind.Word when !token.Text.All(FilterLexer.IsOfWord):
                throw Wrong($"\"{token.Text}\" is no part of the language: put the text in quotes.");
            case FilterTokenKind.Word or FilterTokenKind.Quoted:
                _at++;
                return token;
            case FilterTokenKind.End:
                throw Wrong($"The filter ends where {wanted} must stand: go on, or remove what is left over.");
            default:
                throw Wrong($"\"{token.Text}\" stands where {wanted} must: write it before, or put the text in quotes.");
        }
    }

    private static FilterOperator OperatorOf(FilterToken symbol)
    {
        var text = symbol.Text == "==" ? "=" : symbol.Text;
        foreach (var (by, written) in FilterText.Operators)
        {
            if (written == text) return by;
        }

        throw Wrong(symbol, $"\"{symbol.Text}\" compares nothing: write {string.Join(", ", FilterText.Operators.Values)}.");
    }

    private static string Example(FilterKey key) => key.Type switch
    {
        FilterType.Number => $"{FilterText.Quote(key.Name)} > {(key.IsShare ? "0.4" : key.Default is { Length: > 0 } value ? FilterText.Quote(value) : "1")}",
        FilterType.Date => $"{key.Name} > 3d",
        FilterType.Truth => $"{key.Name} = true",
        FilterType.Choice => $"{key.Name} = {(key.Choices.Count > 0 ? FilterText.Quote(key.Choices[0]) : "x")}",
        _ => $"{FilterText.Quote(key.Name)} ~ text",
    };

    private bool Take(string word)
    {
        if (!Current.Is(word)) return false;
        _at++;
        return true;
    }

    private FilterException Wrong(string message) => Wrong(Current, message);

    private static FilterException Wrong(FilterToken token, string message) => new(message, token.Position, token.Length);
}
