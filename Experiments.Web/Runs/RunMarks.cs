using Experiments.Data.Runs;
using Experiments.Engine.Schema;
using Experiments.Web.Access;

namespace Experiments.Web.Runs;

/// <summary>What a person can put beside runs to find them by: tags, and whether they are put aside. Everything that changes something goes through <see cref="ActGuard"/> first.</summary>
/// <param name="guard">Asks for the right, and writes down what was done.</param>
/// <param name="store">Rows.</param>
public sealed class RunMarks(ActGuard guard, RunMarkStore store)
{
    /// <summary>Longest tag, characters.</summary>
    public const int LongestTag = 64;

    /// <summary>Every tag that a run has.</summary>
    public Task<IReadOnlyList<string>> TagsAsync(CancellationToken cancellationToken = default) => store.TagsAsync(cancellationToken);

    /// <summary>Gives runs these tags and no others.</summary>
    /// <returns>How many runs changed.</returns>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    /// <exception cref="UsageException">A tag is none; nothing was changed.</exception>
    public Task<int> SetTagsAsync(IReadOnlyCollection<long> runIds, IReadOnlyCollection<string> tags, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.Tag, $"{Names(runIds)}: {string.Join(", ", tags ?? [])}", () => store.SetTagsAsync(runIds, Checked(tags), cancellationToken), cancellationToken);

    /// <summary>Adds a tag to runs.</summary>
    /// <returns>How many runs changed.</returns>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    /// <exception cref="UsageException">It is no tag; nothing was changed.</exception>
    public Task<int> TagAsync(IReadOnlyCollection<long> runIds, string tag, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.Tag, $"{Names(runIds)}: {tag}", () => store.TagAsync(runIds, Checked([tag]), [], cancellationToken), cancellationToken);

    /// <summary>Takes a tag from runs.</summary>
    /// <returns>How many runs changed.</returns>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task<int> UntagAsync(IReadOnlyCollection<long> runIds, string tag, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.Tag, $"{Names(runIds)}: no longer {tag}", () => store.TagAsync(runIds, [], [tag], cancellationToken), cancellationToken);

    /// <summary>Puts runs aside: they count as before and are left out of the table of runs unless asked for.</summary>
    /// <returns>How many runs changed.</returns>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task<int> ArchiveAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.Archive, Names(runIds), () => store.ArchiveAsync(runIds, archived: true, cancellationToken), cancellationToken);

    /// <summary>Takes runs back that were put aside.</summary>
    /// <returns>How many runs changed.</returns>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task<int> UnarchiveAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.Archive, $"{Names(runIds)}: no longer", () => store.ArchiveAsync(runIds, archived: false, cancellationToken), cancellationToken);

    /// <summary>A tag as it is stored.</summary>
    /// <exception cref="UsageException">It is empty, or longer than <see cref="LongestTag"/>.</exception>
    public static string Tag(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // PostgreSQL takes no NUL in a text; a line break would hide the rest of a tag.
        var tag = string.Concat(text.Where(c => !char.IsControl(c))).Trim();
        if (tag.Length == 0) throw new UsageException("The tag is empty: write a word, for example baseline.");
        return tag.Length <= LongestTag ? tag : throw new UsageException($"The tag has {tag.Length} characters: it must have at most {LongestTag}; shorten it.");
    }

    private static List<string> Checked(IReadOnlyCollection<string>? tags) => [.. (tags ?? []).Select(Tag)];

    private static string Names(IReadOnlyCollection<long> runIds) => $"{(runIds.Count == 1 ? "run" : "runs")} {string.Join(", ", runIds)}";
}
