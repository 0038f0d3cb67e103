using System.Collections;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace Experiments.Engine.Weights;

/// <summary>The tensors of a file by name, each made when it is first looked at, and freed with this.</summary>
internal sealed class LazyTensors(IReadOnlyDictionary<string, StoredTensor> entries) : IReadOnlyDictionary<string, Tensor>, IDisposable
{
    private readonly Dictionary<string, Tensor> _made = new(StringComparer.Ordinal);

    public int Count => entries.Count;

    public IEnumerable<string> Keys => entries.Keys;

    public IEnumerable<Tensor> Values => entries.Keys.Select(name => this[name]);

    public Tensor this[string key]
    {
        get
        {
            if (_made.TryGetValue(key, out var tensor)) return tensor;
            // The file owns it, whatever scope it happens to be made in.
            tensor = entries[key].ReadTensor().DetachFromDisposeScope();
            _made.Add(key, tensor);
            return tensor;
        }
    }

    public bool ContainsKey(string key) => entries.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Tensor value)
    {
        value = entries.ContainsKey(key) ? this[key] : null;
        return value is not null;
    }

    public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() =>
        entries.Keys.Select(name => KeyValuePair.Create(name, this[name])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        foreach (var tensor in _made.Values) tensor.Dispose();
        _made.Clear();
    }
}
