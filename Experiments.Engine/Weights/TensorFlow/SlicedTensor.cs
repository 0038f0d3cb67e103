namespace Experiments.Engine.Weights.TensorFlow;

/// <summary>A tensor that a checkpoint holds in slices: one that is all of it, or the parts of a partitioned variable.</summary>
internal static class SlicedTensor
{
    private const int MostSlices = 256;

    /// <summary>Adds a tensor, after checking that its slices cover it, each element once.</summary>
    /// <param name="content">Takes the tensor.</param>
    /// <param name="name">Name.</param>
    /// <param name="type">Type.</param>
    /// <param name="shape">Shape of the whole.</param>
    /// <param name="slices">Its slices, as the file states them.</param>
    /// <param name="fill">Gives what reads one of them, by its place in the list.</param>
    public static void Add(WeightsContent content, string name, ElementType type, long[] shape, IReadOnlyList<TensorFlowSlice> slices, Func<int, TensorFill> fill)
    {
        var bytes = content.ByteCount(name, type, shape);
        if (slices.Count > MostSlices) throw content.Unusable($"has tensor {name} in {slices.Count} slices, where {MostSlices} are the most: it is damaged");
        // The pairs that are compared.
        content.Take((long)slices.Count * slices.Count);
        var parts = slices.Select(s => s.Within(content, name, shape)).ToList();
        var covered = parts.Sum(p => p.Count) * type.Size();
        var isTwice = parts.Index().Any(p => parts.Take(p.Index).Any(p.Item.Overlaps));
        if (covered != bytes || isTwice)
            throw content.Unusable($"holds {covered} of the {bytes} bytes of tensor {name}{(isTwice ? ", some of them twice" : "")}: it is damaged, or the rest is in other files of the checkpoint, which are not joined; save it in one piece");

        TensorFill[] fills = [.. parts.Select((_, i) => fill(i))];
        if (parts is [_])
        {
            content.Add(name, type, shape, fills[0]);
            return;
        }

        // A slice is read beside the tensor that it is put into.
        content.Take(parts.Count == 0 ? 0 : parts.Max(p => p.Count) * type.Size());
        content.Add(name, type, shape, target =>
        {
            for (var i = 0; i < fills.Length; i++)
            {
                var slice = new byte[parts[i].Count * type.Size()];
                fills[i](slice);
                parts[i].Place(slice, target, shape, type.Size());
            }
        });
    }
}
