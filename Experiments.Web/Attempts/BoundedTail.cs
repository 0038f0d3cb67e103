namespace Experiments.Web.Attempts;

/// <summary>
/// Keeps the last characters of a stream that may be endless and may never send a line break (a progress bar, a
/// library that floods its warnings). One writer, any number of readers.
/// </summary>
public sealed class BoundedTail(int capacity)
{
    private readonly char[] _ring = new char[capacity];
    private readonly Lock _lock = new();
    private int _next;
    private bool _wrapped;

    /// <summary>Adds text; what no longer fits is forgotten from the front.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        lock (_lock)
        {
            if (text.Length > _ring.Length)
            {
                text = text[^_ring.Length..];
                _wrapped = true;
            }

            foreach (var c in text)
            {
                _ring[_next++] = c;
                if (_next < _ring.Length) continue;
                _next = 0;
                _wrapped = true;
            }
        }
    }

    /// <summary>What is kept; begins in the middle of a line when something was forgotten.</summary>
    public override string ToString()
    {
        lock (_lock)
        {
            return _wrapped ? string.Concat(_ring.AsSpan(_next), _ring.AsSpan(0, _next)) : new string(_ring, 0, _next);
        }
    }
}
