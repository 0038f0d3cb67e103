using Experiments.Engine.Schema;

namespace Experiments.Web.Runs;

/// <summary>A sweep that somebody wants: rows × seeds, each run scored under every protocol.</summary>
public sealed record SweepRequest
{
    /// <summary>Experiment that the runs join; created when there is none of that name.</summary>
    public string Experiment { get; init; } = "Default";

    /// <summary>Name of the sweep and of its results grid.</summary>
    public required string Name { get; init; }

    /// <summary>One configuration a row of the table; their seeds do not count.</summary>
    public required IReadOnlyList<RunConfiguration> Rows { get; init; }

    /// <summary>Seeds of every row.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>Templates of the protocols, one a column.</summary>
    public required IReadOnlyList<Protocol> Protocols { get; init; }

    /// <summary>Settings that head the rows, in order; empty takes those in which the rows differ.</summary>
    public IReadOnlyList<string> HeaderKeys { get; init; } = [];

    /// <summary>The configuration that the rows change; the defaults when not given.</summary>
    public RunConfiguration Base { get; init; } = new();

    /// <summary>How the sweep was defined, JSON, in the form that its author reads back.</summary>
    public string DefinitionJson { get; init; } = "{}";

    /// <summary>Whether runs that are there already (same fingerprint and seed, trained or under way) are used instead of made again; default false.</summary>
    public bool UseExisting { get; init; }

    /// <summary>Words to find the runs by.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];
}
