namespace Experiments.Web.Bundles;

/// <summary>What a verification finds, in its order and each once: a tampered file is often told twice, by its hash and by what follows from it.</summary>
internal sealed class BundleFindings
{
    // Insertion order, which a set does not promise.
    private readonly OrderedDictionary<string, bool> _problems = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, bool> _notes = new(StringComparer.Ordinal);

    /// <summary>What is wrong, a sentence each.</summary>
    public IReadOnlyList<string> Problems => [.. _problems.Keys];

    /// <summary>What could not be checked, a sentence each.</summary>
    public IReadOnlyList<string> Notes => [.. _notes.Keys];

    /// <summary>Something is wrong.</summary>
    public void Say(string problem) => _problems.TryAdd(problem, true);

    /// <summary>Something could not be checked.</summary>
    public void Note(string note) => _notes.TryAdd(note, true);
}
