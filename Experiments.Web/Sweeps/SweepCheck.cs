using Experiments.Web.Access;

namespace Experiments.Web.Sweeps;

/// <summary>
/// What is known of a sweep while it is being written: its plan at every keystroke, and once it rests what its files and earlier runs say of it. Of two
/// checks under way the later counts. Not for concurrent use.
/// </summary>
/// <param name="resolver">Looks at the files.</param>
/// <param name="previews">Finds runs that are there and estimates the others.</param>
/// <param name="mostRuns">Most runs of a sweep.</param>
public sealed class SweepCheck(SweepResolver resolver, SweepPreview previews, int mostRuns)
{
    private CancellationTokenSource? _latest;

    /// <summary>The folders that whoever writes may name; what is outside is not looked at.</summary>
    public Confinement Confinement { get; set; } = Confinement.None;

    /// <summary>What the sweep comes to, with its problems.</summary>
    public SweepPlan Plan { get; private set; } = new();

    /// <summary>Time and disk of what is to run; null until it was estimated.</summary>
    public SweepEstimate? Estimate { get; private set; }

    /// <summary>Whether files and earlier runs are still to be looked at.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>The pure part: what the definition says by itself.</summary>
    public void Expand(SweepDefinition definition)
    {
        var outside = Confinement.Problems(definition);
        Plan = outside.Count == 0
            ? SweepExpansion.Expand(definition, mostRuns)
            : new SweepPlan { Problems = [.. outside.Select(p => new SweepProblem(SweepExpansion.KeyOf(p), p))] };
    }

    /// <summary>The same, with the rest to come: <see cref="CheckAsync"/> follows.</summary>
    public void Begin(SweepDefinition definition)
    {
        Expand(definition);
        IsUnderWay = true;
    }

    /// <summary>Looks at the files behind the plan, at runs that are there, and estimates the others.</summary>
    /// <param name="definition">The sweep.</param>
    /// <param name="gone">Ends with the page.</param>
    /// <returns>Whether all of that is known now; not where something was typed meanwhile.</returns>
    public async Task<bool> CheckAsync(SweepDefinition definition, CancellationToken gone)
    {
        Begin(definition);
        var plan = Plan;
        var before = _latest;
        using var mine = CancellationTokenSource.CreateLinkedTokenSource(gone);
        _latest = mine;
        if (before is not null) await before.CancelAsync();
        try
        {
            var resolved = await resolver.ResolveAsync(plan, mine.Token);
            (resolved, var estimate) = await previews.OfAsync(resolved, mine.Token);
            // Somebody typed on meanwhile: what is known about the files of an older text is not shown.
            var isOfNow = ReferenceEquals(Plan, plan);
            if (isOfNow) Plan = resolved;
            Estimate = estimate;
            return isOfNow;
        }
        catch (OperationCanceledException)
        {
            return false; // Another began, or the page was left.
        }
        finally
        {
            if (_latest == mine) (_latest, IsUnderWay) = (null, false);
        }
    }

    /// <summary>Ends the check that is under way.</summary>
    public Task CancelAsync() => _latest?.CancelAsync() ?? Task.CompletedTask;
}
