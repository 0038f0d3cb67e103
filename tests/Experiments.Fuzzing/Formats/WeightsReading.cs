using Experiments.Engine.Weights;

namespace Experiments.Fuzzing.Formats;

/// <summary>A format of weights: read through <see cref="WeightsFile.Open"/>, tensor by tensor.</summary>
public abstract class WeightsReading : FuzzedFormat
{
    /// <inheritdoc/>
    public override long Read(string path)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var file = WeightsFile.Open(path);
        var held = GC.GetAllocatedBytesForCurrentThread() - before;
        var largest = 0L;
        foreach (var tensor in file.Entries.Values)
        {
            // A tensor's own bytes are let go before the next is read; what came with them may be kept by the reader.
            before = GC.GetAllocatedBytesForCurrentThread();
            var bytes = tensor.ReadBytes().Length;
            held += GC.GetAllocatedBytesForCurrentThread() - before - bytes;
            largest = Math.Max(largest, bytes);
        }

        return held + largest;
    }

    /// <summary>A committed file.</summary>
    protected static FuzzSeed Golden(string name) => new(name, File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "weights", name)));
}
