namespace Experiments.Data.Metrics;

/// <summary>A stretch of a curve; a single point when the curve is short.</summary>
/// <param name="Step">Last step in it.</param>
/// <param name="Mean">Mean of its finite values; null when it has none.</param>
/// <param name="Min">Smallest finite value.</param>
/// <param name="Max">Largest finite value.</param>
/// <param name="NotFinite">How many of its values are NaN or infinite.</param>
public sealed record SeriesBucket(int Step, double? Mean, double? Min, double? Max, int NotFinite);

/// <summary>Puts the points of a curve into buckets as they come, in order of their steps.</summary>
/// <param name="first">Smallest step of the curve.</param>
/// <param name="width">Steps a bucket, at least 1.</param>
internal sealed class CurveBuckets(long first, long width)
{
    private readonly List<SeriesBucket> _done = [];
    private long _bucket = -1;
    private int _step;
    private double _mean;
    private double _min;
    private double _max;
    private int _finite;
    private int _notFinite;

    /// <summary>Takes the next point; steps go up.</summary>
    /// <param name="step">Its step.</param>
    /// <param name="value">Its value; null when it is not finite.</param>
    public void Add(int step, double? value)
    {
        var bucket = (step - first) / width;
        if (bucket != _bucket) Close();
        (_bucket, _step) = (bucket, step);
        if (value is not { } finite)
        {
            _notFinite++;
            return;
        }

        _finite++;
        // A sum of values near the largest number would be infinite.
        _mean = _finite == 1 ? finite : _mean * ((_finite - 1.0) / _finite) + finite / _finite;
        if (_finite == 1 || finite < _min) _min = finite;
        if (_finite == 1 || finite > _max) _max = finite;
    }

    /// <summary>All buckets.</summary>
    public IReadOnlyList<SeriesBucket> End()
    {
        Close();
        return _done;
    }

    private void Close()
    {
        if (_bucket >= 0) _done.Add(_finite == 0 ? new(_step, null, null, null, _notFinite) : new(_step, _mean, _min, _max, _notFinite));
        (_bucket, _finite, _notFinite) = (-1, 0, 0);
    }
}
