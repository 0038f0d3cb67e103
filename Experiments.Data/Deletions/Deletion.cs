namespace Experiments.Data.Deletions;

/// <summary>How runs are to be deleted.</summary>
/// <param name="By">Who deletes them; empty where that is not known.</param>
/// <param name="Reason">Why; may be empty.</param>
/// <param name="EvenIfUsed">Whether to do it although tables, studies or other runs use them; default false: refused, with a list.</param>
public sealed record Deletion(string By = "", string Reason = "", bool EvenIfUsed = false);

/// <summary>Something that uses a run that is to be deleted.</summary>
/// <param name="Text">What it is and how it uses the run, a phrase: <c>results table "ADE20K" shows run 5</c>.</param>
/// <param name="GridId">The results grid to link to, if it is one.</param>
/// <param name="RunId">The run to link to, if it is one.</param>
public sealed record RunUse(string Text, long? GridId, long? RunId);

/// <summary>Runs cannot be deleted, restored or purged as asked; the message says which, why and the remedy. Nothing was changed.</summary>
public sealed class BinException : Exception
{
    /// <summary>With a message.</summary>
    public BinException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public BinException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public BinException()
    {
    }

    /// <summary>What uses the runs; empty where that is not the reason.</summary>
    public IReadOnlyList<RunUse> Uses { get; init; } = [];

    /// <summary>Runs that are in use, with all that uses them in the message.</summary>
    public static BinException InUse(IReadOnlyList<RunUse> uses)
    {
        ArgumentNullException.ThrowIfNull(uses);
        return new BinException($"In use, and nothing was deleted: {string.Join("; ", uses.Select(u => u.Text))}. Delete what uses it first, or say that it is to go all the same.") { Uses = uses };
    }
}
