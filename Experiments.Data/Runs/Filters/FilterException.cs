namespace Experiments.Data.Runs.Filters;

/// <summary>A text that is no filter. The message says the rule, what stands there and the remedy.</summary>
/// <param name="message">Message.</param>
/// <param name="position">Where the token begins that is wrong, in characters from 0; the text's length for its end.</param>
/// <param name="length">Its length; 0 at the end of the text.</param>
public sealed class FilterException(string message, int position, int length) : Exception(message)
{
    /// <summary>Where the token begins that is wrong, in characters from 0; the text's length for its end.</summary>
    public int Position { get; } = position;

    /// <summary>Its length; 0 at the end of the text.</summary>
    public int Length { get; } = length;
}
