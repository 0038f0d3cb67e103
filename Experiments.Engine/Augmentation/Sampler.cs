namespace Experiments.Engine.Augmentation;

/// <summary>
/// The order in which training images are taken: a fresh permutation for each epoch, one after the other, so that a
/// batch may end one epoch and begin the next. What iteration i takes is a function of (seed, i) alone.
/// </summary>
/// <param name="seed">The run's seed.</param>
/// <param name="count">Number of training images, at least 1.</param>
/// <param name="batchSize">Images an iteration.</param>
public sealed class Sampler(int seed, int count, int batchSize)
{
    private readonly Lock _gate = new();
    private (long Epoch, int[] Order) _last = (-1, []);

    /// <summary>The image at a position of an iteration's batch.</summary>
    /// <param name="iteration">Iteration, from 0.</param>
    /// <param name="position">0 … batch size − 1.</param>
    public int ImageAt(int iteration, int position)
    {
        var (epoch, place) = Math.DivRem(((long)iteration * batchSize) + position, count);
        return Order(epoch)[place];
    }

    private int[] Order(long epoch)
    {
        lock (_gate)
        {
            if (_last.Epoch != epoch) _last = (epoch, Chance.For(seed, ChancePurpose.Sampler, epoch).Permutation(count));
            return _last.Order;
        }
    }
}
