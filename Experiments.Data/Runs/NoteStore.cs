using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Runs;

/// <summary>What people wrote about a run.</summary>
/// <param name="Text">Markdown.</param>
/// <param name="Version">Number of its last change, 0 before the first.</param>
public sealed record Notes(string Text, int Version);

/// <summary>Somebody else saved the notes meanwhile: nothing was written over.</summary>
public sealed class NotesChangedException : Exception
{
    /// <summary>With what is there now.</summary>
    public NotesChangedException(Notes theirs)
        : this($"Somebody saved these notes meanwhile (version {theirs?.Version}): nothing was written over; look at theirs and yours, and save again.") => Theirs = theirs!;

    /// <summary>With a message.</summary>
    public NotesChangedException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public NotesChangedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public NotesChangedException()
    {
    }

    /// <summary>What is there now.</summary>
    public Notes Theirs { get; } = new("", 0);
}

/// <summary>Keeps the notes of runs; nobody writes over a version that he has not seen.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class NoteStore(IDbContextFactory<ExperimentsContext> contexts)
{
    /// <summary>Saves a run's notes over the version that the writer has seen; what is there already is no change.</summary>
    /// <param name="runId">Run.</param>
    /// <param name="text">Markdown.</param>
    /// <param name="seenVersion">Version that it was written over.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="NotesChangedException">Another version is there; it is in the exception.</exception>
    /// <exception cref="KeyNotFoundException">There is no such run.</exception>
    public Task<Notes> SaveAsync(long runId, string text, int seenVersion, CancellationToken cancellationToken = default) => contexts.InTransactionAsync(
        async db =>
        {
            // One UPDATE decides which of two writers was first.
            var changed = await db.Runs.Where(r => r.Id == runId && r.NotesVersion == seenVersion)
                .ExecuteUpdateAsync(u => u.SetProperty(r => r.Notes, text).SetProperty(r => r.NotesVersion, seenVersion + 1), cancellationToken);
            if (changed > 0) return new Notes(text, seenVersion + 1);
            var theirs = await db.Runs.Where(r => r.Id == runId).Select(r => new Notes(r.Notes, r.NotesVersion)).FirstOrDefaultAsync(cancellationToken)
                ?? throw new KeyNotFoundException($"There is no run {runId} to write notes about.");
            return theirs.Text == text ? theirs : throw new NotesChangedException(theirs);
        },
        cancellationToken);
}
