using System.Globalization;
using System.Numerics;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights.PyTorch;

/// <summary>
/// Finds the weights in what was pickled. A dictionary with tensors is a state dictionary; otherwise that under a
/// usual name (<c>state_dict</c>, <c>model</c>, ...) is taken and the rest, such as the optimiser's state, is left; if
/// there is none either, all tensors count. Names of nested dictionaries are joined by dots. Numbers and texts beside
/// the tensors become metadata, and so does what was left out.
/// </summary>
internal static class StateDictionary
{
    private const int MostDepth = 32;
    private const int MostNameLength = 1024;
    private const string DataParallel = "module.";

    /// <summary>Where checkpoints keep the network, the most telling name first.</summary>
    private static readonly string[] UsualNames =
        ["state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params", "module"];

    /// <summary>Adds the tensors of a pickled object.</summary>
    /// <exception cref="DataException">There are none, or the object refers to itself.</exception>
    public static void Read(WeightsContent content, object? root)
    {
        var (weights, place) = Choose(content, root);
        if (weights is TorchTensor single)
        {
            Add(content, "tensor", single);
            return;
        }

        var tensors = new List<(string Name, TorchTensor Tensor)>();
        Walk(content, weights, (name, tensor) =>
        {
            content.Take(2L * name.Length + 64);
            tensors.Add((name, tensor));
        });
        if (tensors.Count == 0) throw content.Unusable("holds no tensors; give a file with a state_dict()");

        // Every name of a network that ran in DataParallel begins so.
        var isParallel = tensors.TrueForAll(t => t.Name.StartsWith(DataParallel, StringComparison.Ordinal));
        foreach (var (name, tensor) in tensors) Add(content, isParallel ? name[DataParallel.Length..] : name, tensor);
        if (place.Length > 0) content.Say("reader.dictionary", place);
        if (isParallel) content.Say("reader.prefix", DataParallel);
        AddTexts(content, root);
    }

    private static (object? Weights, string Place) Choose(WeightsContent content, object? root)
    {
        var place = new List<string>();
        var at = root;
        while (at is PickleDictionary dictionary)
        {
            if (place.Count == MostDepth) throw TooDeep(content);
            var name = UsualNames.FirstOrDefault(n => dictionary.Items.Exists(i => i.Key as string == n && i.Value is PickleDictionary d && HasTensors(content, d)));
            if (name is null) break;
            place.Add(name);
            at = dictionary.Items.Last(i => i.Key as string == name).Value;
        }

        return (at, string.Join('.', place));
    }

    private static bool HasTensors(WeightsContent content, PickleDictionary dictionary)
    {
        var found = false;
        Walk(content, dictionary, (_, _) => found = true);
        return found;
    }

    /// <summary>Visits every tensor, in order, with a stack of its own: a pickle may nest deeper than the thread's.</summary>
    private static void Walk(WeightsContent content, object? root, Action<string, TorchTensor> visit)
    {
        var stack = new Stack<(IEnumerator<KeyValuePair<object?, object?>> Items, string Prefix)>();
        if (Items(root) is { } first) stack.Push((first, ""));
        while (stack.TryPeek(out var top))
        {
            if (!top.Items.MoveNext())
            {
                stack.Pop();
                continue;
            }

            // Containers that are shared many times over are walked many times: it is counted, and so it ends.
            content.Take(16);
            var (key, value) = top.Items.Current;
            if (value is TorchTensor tensor)
            {
                visit(top.Prefix + Name(content, key, top.Prefix), tensor);
            }
            else if (Items(value) is { } items)
            {
                if (stack.Count == MostDepth) throw TooDeep(content);
                content.Take(200);
                stack.Push((items, top.Prefix + Name(content, key, top.Prefix) + "."));
            }
        }
    }

    private static IEnumerator<KeyValuePair<object?, object?>>? Items(object? value) => value switch
    {
        PickleDictionary dictionary => dictionary.Items.GetEnumerator(),
        PickleList list => Numbered(list.Items).GetEnumerator(),
        PickleTuple tuple => Numbered(tuple.Items).GetEnumerator(),
        _ => null,
    };

    private static IEnumerable<KeyValuePair<object?, object?>> Numbered(IEnumerable<object?> items) =>
        items.Select((item, i) => KeyValuePair.Create<object?, object?>((long)i, item));

    private static string Name(WeightsContent content, object? key, string prefix)
    {
        var name = Text(key) ?? throw content.Unusable("has a dictionary whose keys are neither texts nor numbers, which give no name to a tensor; save a state_dict()");
        if (name.Length + prefix.Length > MostNameLength) throw content.Unusable($"has a name of more than {MostNameLength} characters: it is damaged");
        content.Take(2L * (name.Length + prefix.Length));
        return name;
    }

    private static void Add(WeightsContent content, string name, TorchTensor tensor) =>
        content.Add(name, tensor.Storage.ElementType, tensor.Shape, tensor.Fill);

    /// <summary>Numbers and texts of the outermost dictionary, and of dictionaries right in it (<c>args.lr</c>).</summary>
    private static void AddTexts(WeightsContent content, object? root)
    {
        if (root is not PickleDictionary outer) return;
        foreach (var (key, value) in outer.Items)
        {
            if (Text(key) is not { } name) continue;
            if (Text(value) is { } text) content.Say(name, text);
            if (value is not PickleDictionary inner) continue;
            foreach (var item in inner.Items)
            {
                content.Take(16);
                if (Text(item.Key) is { } part && Text(item.Value) is { } innerText) content.Say($"{name}.{part}", innerText);
            }
        }
    }

    private static string? Text(object? value) => value switch
    {
        string text => text,
        bool truth => truth ? "true" : "false",
        long or double or BigInteger => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static DataException TooDeep(WeightsContent content) =>
        content.Unusable($"nests its dictionaries more than {MostDepth} deep, or one holds itself: it is damaged, or made to keep the reader busy");
}
