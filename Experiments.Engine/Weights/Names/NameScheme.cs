using Experiments.Engine.Weights.Conventions;

namespace Experiments.Engine.Weights.Names;

/// <summary>How a kernel lies in memory.</summary>
public enum TensorLayout
{
    /// <summary>As in our networks: out×in×k×k, out×in.</summary>
    Same,

    /// <summary>TensorFlow's convolutions: k×k×in×out.</summary>
    KernelFirst,

    /// <summary>A fully connected layer stored as a 1×1 convolution in TensorFlow's order: 1×1×in×out.</summary>
    PointwiseKernelFirst,
}

/// <summary>A family of names on their side and on ours.</summary>
/// <param name="Theirs">Pattern of the file's names, see <see cref="NamePattern"/>.</param>
/// <param name="Ours">Pattern of our networks' keys.</param>
/// <param name="Layout">How the file stores these tensors.</param>
/// <param name="FromDepth">Networks of fewer layers are not written by this rule.</param>
internal sealed record NameRule(NamePattern Theirs, NamePattern Ours, TensorLayout Layout, int FromDepth)
{
    /// <summary>Declares a rule.</summary>
    public NameRule(string theirs, string ours, TensorLayout layout = TensorLayout.Same, int fromDepth = 0)
        : this(new NamePattern(theirs), new NamePattern(ours), layout, fromDepth)
    {
    }
}

/// <summary>Names of a scheme that are no tensor of ours, and why.</summary>
/// <param name="Pattern">What they look like.</param>
/// <param name="Why">Why they are not taken, in words; empty where nobody wants to hear of it.</param>
internal sealed record NamesWithoutTensor(System.Text.RegularExpressions.Regex Pattern, string Why);

/// <summary>Where a tensor of a file belongs.</summary>
/// <param name="Key">Our key.</param>
/// <param name="Layout">How the file stores it.</param>
public sealed record TensorPlace(string Key, TensorLayout Layout);

/// <summary>
/// How somebody names the tensors of a ResNet and of what stands on it, as a table of rules that work both ways; see
/// <see cref="NameSchemes"/> for the tables. Our side are the keys of our networks' state: <c>backbone.…</c>,
/// <c>fc.…</c>, <c>pyramid.…</c>, <c>head.…</c>, <c>aux.…</c>.
/// </summary>
public sealed class NameScheme
{
    internal NameScheme()
    {
    }

    /// <summary>Its name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, as in "names of …".</summary>
    public required string Title { get; init; }

    /// <summary>Some of its names, for messages.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>
    /// Pairs of the file's tensors (subtracted, from): a convolution's bias in front of a batch norm shifts what is
    /// normalised, so it is subtracted from the moving mean, and our network needs no bias.
    /// </summary>
    public IReadOnlyDictionary<string, string> Subtracted { get; init; } = new Dictionary<string, string>();

    /// <summary>How networks with such names were fed, where their file does not say.</summary>
    public InputConvention Convention { get; init; } = new();

    /// <summary>The table.</summary>
    internal IReadOnlyList<NameRule> Rules { get; init; } = [];

    /// <summary>Names that are no tensor of ours, and why.</summary>
    internal IReadOnlyList<NamesWithoutTensor> Others { get; init; } = [];

    /// <summary>Starts of names that mean nothing here.</summary>
    internal IReadOnlyList<string> Prefixes { get; init; } = [];

    /// <summary>Where a tensor of the file belongs; null for a name that is none of the scheme's.</summary>
    public TensorPlace? Find(string name)
    {
        var bare = Bare(name);
        foreach (var rule in Rules)
        {
            if (rule.Theirs.Read(bare) is { } values && rule.Ours.Write(values) is { } key) return new TensorPlace(key, rule.Layout);
        }

        return null;
    }

    /// <summary>Why a name is no tensor of ours: empty for no reason worth a word, null for a name that the scheme does not know.</summary>
    public string? WhyNot(string name)
    {
        var bare = Bare(name);
        return Others.Concat(NameSchemes.NeverTensors).FirstOrDefault(o => o.Pattern.IsMatch(bare))?.Why;
    }

    /// <summary>The scheme's names of our keys, and how it stores them; keys that it has no name for are left out.</summary>
    /// <param name="keys">All keys of one network: how some units are named depends on the network's depth.</param>
    public IReadOnlyDictionary<string, TensorPlace> NamesOf(IReadOnlyCollection<string> keys)
    {
        var depth = NetworkKeys.DepthOf(keys);
        var names = new Dictionary<string, TensorPlace>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            foreach (var rule in Rules.Where(r => depth >= r.FromDepth))
            {
                if (rule.Ours.Read(key) is not { } values) continue;
                var withDepth = new Dictionary<string, string>(values, StringComparer.Ordinal) { ["depth"] = $"{depth}" };
                if (rule.Theirs.Write(withDepth) is not { } name) continue;
                names[key] = new TensorPlace(name, rule.Layout);
                break;
            }
        }

        return names;
    }

    /// <summary>How many of the names the scheme knows.</summary>
    internal int Known(IEnumerable<string> names) => names.Count(n => Find(n) is not null || WhyNot(n) is { Length: > 0 });

    /// <summary>A stored shape in our layout.</summary>
    internal static IReadOnlyList<long> ToOurs(IReadOnlyList<long> stored, TensorLayout layout) => (layout, stored) switch
    {
        (TensorLayout.KernelFirst, [var high, var wide, var inputs, var outputs]) => [outputs, inputs, high, wide],
        (TensorLayout.PointwiseKernelFirst, [1, 1, var inputs, var outputs]) => [outputs, inputs],
        (TensorLayout.PointwiseKernelFirst, [var inputs, var outputs]) => [outputs, inputs],
        _ => stored,
    };

    private string Bare(string name)
    {
        var found = true;
        while (found)
        {
            found = false;
            foreach (var prefix in Prefixes)
            {
                if (!name.StartsWith(prefix, StringComparison.Ordinal) || name.Length == prefix.Length) continue;
                name = name[prefix.Length..];
                found = true;
            }
        }

        return name;
    }
}
