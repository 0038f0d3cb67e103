using System.Globalization;

namespace Experiments.Web.Sweeps.Expressions;

/// <summary>Kinds of tokens.</summary>
internal enum TokenKind
{
    /// <summary>A setting's key, a value such as <c>l2-sp</c>, or a word of the language.</summary>
    Word,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text in quotes, which are left out.</summary>
    Text,

    /// <summary>An operator, a parenthesis or a comma.</summary>
    Symbol,

    /// <summary>After the last token.</summary>
    End,
}

/// <summary>A piece of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text.</param>
/// <param name="Position">Where it begins, in characters from 0.</param>
internal sealed record Token(TokenKind Kind, string Text, int Position);

/// <summary>Cuts an expression into tokens. A hyphen between letters belongs to the word (l2-sp); a minus has spaces around it.</summary>
internal static class ExpressionLexer
{
    private static readonly string[] Symbols = ["<=", ">=", "!=", "==", "<", ">", "=", "+", "-", "*", "/", "(", ")", ","];

    /// <summary>The tokens, an <see cref="TokenKind.End"/> last.</summary>
    /// <exception cref="ExpressionException">A character that is no part of the language, or a quote that is not closed.</exception>
    public static List<Token> Read(string text)
    {
        var tokens = new List<Token>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var token = Next(text, at);
            tokens.Add(token);
            at += token.Text.Length + (token.Kind == TokenKind.Text ? 2 : 0);
        }

        tokens.Add(new Token(TokenKind.End, "", text.Length));
        return tokens;
    }

    private static Token Next(string text, int at)
    {
        var c = text[at];
        if (c is '"' or '\'')
        {
            var end = text.IndexOf(c, at + 1);
            return end < 0 ? throw new ExpressionException($"the quote {c} is not closed; close it", at) : new Token(TokenKind.Text, text[(at + 1)..end], at);
        }

        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))) return Number(text, at);
        if (char.IsAsciiLetter(c) || c == '_')
        {
            var end = at + 1;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' || (text[end] is '.' or '-' && end + 1 < text.Length && char.IsAsciiLetterOrDigit(text[end + 1])))) end++;
            return new Token(TokenKind.Word, text[at..end], at);
        }

        var symbol = Array.Find(Symbols, s => string.CompareOrdinal(text, at, s, 0, s.Length) == 0);
        return symbol is null ? throw new ExpressionException($"\"{c}\" is no part of the language; put a text in quotes", at) : new Token(TokenKind.Symbol, symbol, at);
    }

    private static Token Number(string text, int at)
    {
        var end = at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '.' || (text[end] is '-' or '+' && text[end - 1] is 'e' or 'E'))) end++;
        var word = text[at..end];
        return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? new Token(TokenKind.Number, word, at)
            : throw new ExpressionException($"\"{word}\" is no number; write 0.01 or 1e-4", at);
    }
}
