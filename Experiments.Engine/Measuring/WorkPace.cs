using Experiments.Engine.Schema;

namespace Experiments.Engine.Measuring;

/// <summary>
/// Iterations or images that are done a second, as the work tells and another thread reads. A stretch goes from one step of the work to a later one, never
/// into a step: however seldom they end, the pace is theirs. What came before the first step that was told is in none.
/// </summary>
internal sealed class WorkPace(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private (int Done, long Time)? _from;
    private (int Done, long Time) _to;

    /// <summary>The work tells how far it is.</summary>
    /// <param name="done">Iterations or images that are done.</param>
    public void Advance(int done)
    {
        lock (_gate)
        {
            _to = (done, clock.GetTimestamp());
            _from ??= _to;
        }
    }

    /// <summary>The pace since the look before; nothing while no further step has ended.</summary>
    public IReadOnlyList<SystemFigure> Look()
    {
        lock (_gate)
        {
            if (_from is not { } from || _to.Done <= from.Done) return [];
            _from = _to;
            return [new(SystemSeries.Throughput, (_to.Done - from.Done) / Math.Max(1e-9, clock.GetElapsedTime(from.Time, _to.Time).TotalSeconds))];
        }
    }
}
