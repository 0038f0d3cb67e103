using System.Text;

namespace Experiments.Data.Runs.Filters;

/// <summary>Kinds of tokens.</summary>
internal enum FilterTokenKind
{
    /// <summary>A key, a value, or a word of the language.</summary>
    Word,

    /// <summary>A key or a value in quotes, which are left out.</summary>
    Quoted,

    /// <summary>A comparison.</summary>
    Operator,

    /// <summary><c>(</c></summary>
    Open,

    /// <summary><c>)</c></summary>
    Close,

    /// <summary>After the last token.</summary>
    End,
}

/// <summary>A piece of a filter.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; of a quoted one what stands between the quotes.</param>
/// <param name="Position">Where it begins, in characters from 0.</param>
/// <param name="Length">Characters, quotes included.</param>
/// <param name="IsClosed">Whether a quoted one has its closing quote.</param>
internal sealed record FilterToken(FilterTokenKind Kind, string Text, int Position, int Length, bool IsClosed = true)
{
    /// <summary>Where it ends.</summary>
    public int End => Position + Length;

    /// <summary>Whether it is a word of the language, in any case.</summary>
    public bool Is(string word) => Kind == FilterTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Cuts a filter into tokens. Nothing in it is an error here: a quote that is not closed ends with the text.</summary>
internal static class FilterLexer
{
    private static readonly string[] Operators = ["<=", ">=", "!=", "!~", "==", "<", ">", "=", "~", "!"];

    /// <summary>The tokens, an <see cref="FilterTokenKind.End"/> last.</summary>
    public static List<FilterToken> Read(string text)
    {
        var tokens = new List<FilterToken>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            tokens.Add(Next(text, at));
            at = tokens[^1].End;
        }

        tokens.Add(new FilterToken(FilterTokenKind.End, "", text.Length, 0));
        return tokens;
    }

    /// <summary>Whether a character can stand in a word without quotes.</summary>
    public static bool IsOfWord(char c) => !char.IsWhiteSpace(c) && c is not ('(' or ')' or '"' or '\'' or '=' or '!' or '<' or '>' or '~' or '\\');

    private static FilterToken Next(string text, int at)
    {
        switch (text[at])
        {
            case '(':
                return new FilterToken(FilterTokenKind.Open, "(", at, 1);
            case ')':
                return new FilterToken(FilterTokenKind.Close, ")", at, 1);
            case '"' or '\'':
                return Quoted(text, at);
        }

        if (Array.Find(Operators, o => string.CompareOrdinal(text, at, o, 0, o.Length) == 0) is { } symbol) return new FilterToken(FilterTokenKind.Operator, symbol, at, symbol.Length);
        // What can stand in no word is a token of its own, for the parser to refuse.
        var end = at + 1;
        while (IsOfWord(text[at]) && end < text.Length && IsOfWord(text[end])) end++;
        return new FilterToken(FilterTokenKind.Word, text[at..end], at, end - at);
    }

    /// <summary>A text in quotes; a backslash takes the next character as it is.</summary>
    private static FilterToken Quoted(string text, int at)
    {
        var inside = new StringBuilder();
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] == text[at]) return new FilterToken(FilterTokenKind.Quoted, inside.ToString(), at, i + 1 - at);
            if (text[i] == '\\' && i + 1 < text.Length) i++;
            inside.Append(text[i]);
        }

        return new FilterToken(FilterTokenKind.Quoted, inside.ToString(), at, text.Length - at, IsClosed: false);
    }
}
