namespace Experiments.Engine.Schema;

/// <summary>A configuration, an argument or a file that cannot be used; the message names the thing, its value and the remedy.</summary>
public sealed class UsageException : Exception
{
    /// <summary>Creates the exception from every problem found.</summary>
    /// <param name="problems">One sentence each: rule, value, remedy.</param>
    public UsageException(IReadOnlyList<string> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    /// <summary>Creates the exception from a single problem.</summary>
    public UsageException(string problem) : this([problem]) { }

    /// <summary>Every problem found, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }
}

/// <summary>Data or weights that turned out to be unusable while working; ends the job with exit code 1.</summary>
public sealed class DataException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One sentence: the thing, its value, the remedy.</param>
    /// <param name="failureClass">See <see cref="FailedEvent.FailureClass"/>.</param>
    /// <param name="inner">What was caught, if anything.</param>
    public DataException(string message, string failureClass = "data", Exception? inner = null)
        : base(message, inner) => FailureClass = failureClass;

    /// <summary>See <see cref="FailedEvent.FailureClass"/>.</summary>
    public string FailureClass { get; }
}
