using System.Globalization;
using Experiments.Engine.Schema;

namespace Experiments.Web.Sweeps.Expressions;

/// <summary>What an expression gives.</summary>
public enum ExpressionType
{
    /// <summary>A double.</summary>
    Number,

    /// <summary>A string; a choice such as <c>l2-sp</c> too.</summary>
    Text,

    /// <summary>A bool.</summary>
    Truth,
}

/// <summary>
/// A checked expression over the settings of a configuration: a constraint, the condition of an axis, or the value of a linked
/// setting. Its types were checked when it was read, so that evaluating it cannot fail; a number may come out as NaN or ∞.
/// </summary>
public sealed class Expression
{
    private readonly Func<RunConfiguration, object> _evaluate;

    internal Expression(string text, ExpressionType type, IReadOnlySet<string> settings, Func<RunConfiguration, object> evaluate)
    {
        Text = text;
        Type = type;
        Settings = settings;
        _evaluate = evaluate;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>What it gives.</summary>
    public ExpressionType Type { get; }

    /// <summary>Keys of the settings that its value depends on.</summary>
    public IReadOnlySet<string> Settings { get; }

    /// <summary>Reads a condition: something that is true or false of a configuration.</summary>
    /// <param name="text">For example <c>regulariser.kind = l2-sp implies regulariser.alpha &gt; 0</c>.</param>
    /// <param name="what">What it is called in an error: <c>Constraint</c>, <c>Condition of regulariser.beta</c>.</param>
    /// <exception cref="UsageException">It cannot be read; names the column and what is wrong there.</exception>
    public static Expression Condition(string text, string what)
    {
        var expression = Read(text, what);
        return expression.Type == ExpressionType.Truth
            ? expression
            : throw new UsageException($"{what} \"{text}\" gives a {(expression.Type == ExpressionType.Number ? "number" : "text")}: it must be true or false of a configuration; compare it, for example training.crop <= 96.");
    }

    /// <summary>Reads an expression of any type.</summary>
    /// <exception cref="UsageException">It cannot be read; names the column and what is wrong there.</exception>
    public static Expression Read(string text, string what)
    {
        try
        {
            return new ExpressionParser(text).Parse();
        }
        catch (ExpressionException e)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{what} \"{text}\", column {e.Position + 1}: {e.Message}{(e.Message[^1] is '.' or '?' ? "" : ".")}"));
        }
    }

    /// <summary>Whether a condition holds.</summary>
    public bool Holds(RunConfiguration configuration) => (bool)_evaluate(configuration);

    /// <summary>The value: a double, a string or a bool.</summary>
    public object Of(RunConfiguration configuration) => _evaluate(configuration);
}
