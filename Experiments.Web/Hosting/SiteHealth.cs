using System.Collections.Concurrent;

namespace Experiments.Web.Hosting;

/// <summary>What is wrong with the site at the moment, for the banner on every page. Safe for concurrent use.</summary>
public sealed class SiteHealth
{
    private readonly ConcurrentDictionary<string, string> _troubles = new(StringComparer.Ordinal);

    /// <summary>Raised when something has become wrong, or right again.</summary>
    public event Action? Changed;

    /// <summary>What is wrong, each a sentence or two; empty where all is well.</summary>
    public IReadOnlyList<string> Troubles => [.. _troubles.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Value)];

    /// <summary>Says how it stands with one thing.</summary>
    /// <param name="thing">What is looked at: <c>disk</c>, <c>database</c>.</param>
    /// <param name="trouble">What is wrong with it; null where nothing is.</param>
    public void Report(string thing, string? trouble)
    {
        var before = _troubles.GetValueOrDefault(thing);
        if (before == trouble) return;
        if (trouble is null) _troubles.TryRemove(thing, out _);
        else _troubles[thing] = trouble;
        Changed?.Invoke();
    }
}
