namespace Experiments.Web.Sweeps.Expressions;

/// <summary>An expression that cannot be read.</summary>
/// <param name="message">What is wrong at the place, and the remedy; without the expression itself.</param>
/// <param name="position">Where, in characters from 0.</param>
public sealed class ExpressionException(string message, int position) : Exception(message)
{
    /// <summary>Where, in characters from 0.</summary>
    public int Position { get; } = position;
}
