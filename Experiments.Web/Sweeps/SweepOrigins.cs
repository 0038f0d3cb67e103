using System.Globalization;
using Experiments.Data.Runs;
using Experiments.Engine.Schema;

namespace Experiments.Web.Sweeps;

/// <summary>What the form of a sweep begins with, as its address names it: a preset or recipe, an earlier sweep to extend or to copy, a run. Nothing named, or nothing there, is the defaults.</summary>
/// <param name="runs">Runs.</param>
/// <param name="sweeps">Earlier sweeps.</param>
public sealed class SweepOrigins(RunQueries runs, SweepDefinitions sweeps)
{
    /// <summary>The definition to begin with, and why it is not what was named where it is not.</summary>
    /// <param name="preset">Preset or recipe.</param>
    /// <param name="extend">Sweep to extend.</param>
    /// <param name="like">Sweep to copy.</param>
    /// <param name="from">Run.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<(SweepDefinition Definition, string? Notice)> FindAsync(string? preset, long? extend, long? like, long? from, CancellationToken cancellationToken = default)
    {
        if (SweepPresets.Find(preset) is { } known) return (known.Definition, null);
        var notice = preset is { Length: > 0 } ? $"There is no starting point \"{preset}\". Available: {string.Join(", ", SweepPresets.All.Select(p => p.Id))}." : null;
        // One that extends another itself goes on with that.
        if (extend is { } extended) return await SweepAsync(extended, d => d with { Extends = d.Extends ?? extended }, notice, cancellationToken);
        if (like is { } copied) return await SweepAsync(copied, d => d with { Extends = null }, notice, cancellationToken);
        if (from is not { } run) return (new SweepDefinition(), notice);
        return await runs.FindAsync(run, cancellationToken) is { } detail
            ? (SweepStart.FromRun(detail.Run), notice)
            : (new SweepDefinition(), string.Create(CultureInfo.InvariantCulture, $"Run {run} does not exist in this database, so the form starts from the defaults. Choose a run in the runs table."));
    }

    private async Task<(SweepDefinition Definition, string? Notice)> SweepAsync(long sweep, Func<SweepDefinition, SweepDefinition> change, string? notice, CancellationToken cancellationToken)
    {
        try
        {
            return await sweeps.FindAsync(sweep, cancellationToken) is { } json
                ? (change(SweepDefinition.FromJson(json)), notice)
                : (new SweepDefinition(), string.Create(CultureInfo.InvariantCulture, $"Sweep {sweep} does not exist in this database, so the form starts from the defaults."));
        }
        catch (UsageException e)
        {
            return (new SweepDefinition(), e.Message);
        }
    }
}
