using System.Globalization;
using Experiments.Data.Model;

namespace Experiments.Data.Runs.Filters;

/// <summary>Every key that a filter may name: what all runs have, and the settings, metrics and curves that are given from outside.</summary>
public sealed class FilterVocabulary
{
    private static readonly (string End, CurveValue Value)[] Ends = [(":last", CurveValue.Last), (":min", CurveValue.Min), (":max", CurveValue.Max)];

    private readonly Dictionary<string, FilterKey> _byName;
    private readonly Func<string, IReadOnlyCollection<string>, string> _remedy;

    /// <summary>Of these keys beside <see cref="Fields"/>.</summary>
    /// <param name="keys">Settings and metrics. A setting with the name of a field is that field.</param>
    /// <param name="curves">Names of the curves that runs have.</param>
    /// <param name="remedy">What is said about an unknown name, given those there are: which it may have meant.</param>
    public FilterVocabulary(IEnumerable<FilterKey> keys, IReadOnlyCollection<string> curves, Func<string, IReadOnlyCollection<string>, string> remedy)
    {
        (Curves, _remedy) = (curves, remedy);
        _byName = Fields.ToDictionary(k => k.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var key in keys) _byName.TryAdd(key.Name, key);
        Keys = [.. _byName.Values];
    }

    /// <summary>What every run has.</summary>
    public static IReadOnlyList<FilterKey> Fields { get; } =
    [
        Of("name", FilterType.Text, RunField.Name, "Name of the run."),
        Of("state", FilterType.Choice, RunField.State, "State of the run.") with { Choices = [.. Enum.GetNames<RunState>().Select(s => s.ToLowerInvariant())] },
        Of("tag", FilterType.Text, RunField.Tag, "A tag of the run."),
        Of("sweep", FilterType.Text, RunField.Sweep, "Name of its sweep."),
        Of("experiment", FilterType.Text, RunField.Experiment, "Name of its experiment."),
        Of("seed", FilterType.Number, RunField.Seed, "Seed."),
        Of("created", FilterType.Date, RunField.Created, "When it was created."),
        Of("started", FilterType.Date, RunField.Started, "When its first job was claimed."),
        Of("ended", FilterType.Date, RunField.Ended, "When its last job ended."),
        Of("took", FilterType.Number, RunField.Took, "Seconds from its start to its end, or to now."),
        Of("archived", FilterType.Truth, RunField.Archived, "Whether it was put aside; such runs are left out unless a filter names this key."),
        Of("check", FilterType.Truth, RunField.Check, "Whether it repeats another run with the same seed; never counted in n."),
        Of("notes", FilterType.Text, RunField.Notes, "What people wrote about it."),
        Of("id", FilterType.Number, RunField.Id, "Number of the run."),
        Of("fingerprint", FilterType.Text, RunField.Fingerprint, "Fingerprint: runs with the same one are repeats of each other."),
        Of("sweep.id", FilterType.Number, RunField.SweepId, "Number of its sweep."),
        Of("experiment.id", FilterType.Number, RunField.ExperimentId, "Number of its experiment."),
    ];

    /// <summary>All keys but curves, fields first.</summary>
    public IReadOnlyList<FilterKey> Keys { get; }

    /// <summary>Names of the curves that runs have.</summary>
    public IReadOnlyCollection<string> Curves { get; }

    /// <summary>
    /// The key of a name, in any case; null where there is none. A curve is <c>train/loss</c> for its newest value, <c>train/loss:min</c>,
    /// <c>train/loss:max</c>, or <c>train/loss@1000</c> at an iteration.
    /// </summary>
    public FilterKey? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_byName.TryGetValue(name, out var key)) return key;
        if (Curve(name, CurveValue.Last, 0) is { } curve) return curve;
        foreach (var (end, value) in Ends)
        {
            if (name.EndsWith(end, StringComparison.OrdinalIgnoreCase)) return Curve(name[..^end.Length], value, 0);
        }

        return name.LastIndexOf('@') is > 0 and var at && int.TryParse(name.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            ? Curve(name[..at], CurveValue.At, step)
            : null;
    }

    /// <summary>The key of a number of a curve.</summary>
    public static FilterKey CurveKey(string curve, CurveValue value, int step = 0) => new(
        value switch
        {
            CurveValue.Last => curve,
            CurveValue.Min => $"{curve}:min",
            CurveValue.Max => $"{curve}:max",
            _ => string.Create(CultureInfo.InvariantCulture, $"{curve}@{step}"),
        },
        FilterType.Number)
    {
        Metric = new CurveMetric(curve, value, step),
    };

    /// <summary>What is said about an unknown name, given those there are.</summary>
    public string Remedy(string name, IReadOnlyCollection<string> candidates) => _remedy(name, candidates);

    /// <summary>What is said about a name that is no key.</summary>
    public string UnknownKey(string name) => $"There is no key \"{name}\". {Remedy(name, [.. Keys.Select(k => k.Name), .. Curves])}";

    private FilterKey? Curve(string name, CurveValue value, int step) =>
        Curves.FirstOrDefault(c => c.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } curve ? CurveKey(curve, value, step) : null;

    private static FilterKey Of(string name, FilterType type, RunField field, string help) => new(name, type) { Field = field, Help = help };
}
