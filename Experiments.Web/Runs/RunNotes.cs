using Experiments.Data.Runs;
using Experiments.Engine.Schema;
using Experiments.Web.Access;

namespace Experiments.Web.Runs;

/// <summary>Saves what people write about runs.</summary>
/// <param name="guard">Asks for the right, and writes down what was done.</param>
/// <param name="notes">Keeps them.</param>
public sealed class RunNotes(ActGuard guard, NoteStore notes)
{
    /// <summary>Longest notes in characters: what a page sends at once.</summary>
    public const int Longest = 20_000;

    /// <summary>Saves the notes of a run over the version that the writer has seen.</summary>
    /// <param name="run">Run.</param>
    /// <param name="text">Markdown, at most <see cref="Longest"/> characters.</param>
    /// <param name="seenVersion">Version that it was written over.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>What is there now.</returns>
    /// <exception cref="NotesChangedException">Somebody saved another version meanwhile; nothing was written over.</exception>
    /// <exception cref="UsageException">They are too long, or the run is gone.</exception>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task<Notes> SaveAsync(long run, string text, int seenVersion, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.WriteNotes, $"run {run}", () => SaveTextAsync(run, text ?? "", seenVersion, cancellationToken), cancellationToken);

    private async Task<Notes> SaveTextAsync(long run, string text, int seenVersion, CancellationToken cancellationToken)
    {
        // PostgreSQL keeps no NUL, and one kind of line end compares with itself.
        var clean = text.ReplaceLineEndings("\n").Replace("\0", "", StringComparison.Ordinal).TrimEnd();
        if (clean.Length > Longest) throw new UsageException($"These notes have {clean.Length} characters: at most {Longest} are kept; shorten them, or link to a longer text.");
        try
        {
            return await notes.SaveAsync(run, clean, seenVersion, cancellationToken);
        }
        catch (KeyNotFoundException)
        {
            throw new UsageException($"Run {run} does not exist in this database any more: copy your text before you leave this page.");
        }
    }
}
