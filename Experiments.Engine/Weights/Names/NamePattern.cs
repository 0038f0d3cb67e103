using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Experiments.Engine.Weights.Names;

/// <summary>
/// A family of tensor names such as <c>layer{block}.{unit}.conv{k}.weight</c>. What stands in braces is a place:
/// <c>{name}</c> for a whole number as our networks count it, <c>{name:form}</c> for another way of writing the same
/// value (see <see cref="PlaceForm"/>). Read and written by the same text, so a rule of two patterns works both ways.
/// </summary>
internal sealed partial class NamePattern
{
    private readonly List<(string Literal, string? Place, PlaceForm? Form)> _parts = [];
    private readonly Regex _regex;

    /// <summary>Reads a pattern.</summary>
    public NamePattern(string text)
    {
        Text = text;
        var regex = new StringBuilder("^");
        var at = 0;
        foreach (Match match in Places().Matches(text))
        {
            var (name, form) = (match.Groups["name"].Value, PlaceForm.Get(match.Groups["form"].Value));
            var literal = text[at..match.Index];
            _parts.Add((literal, name, form));
            regex.Append(Regex.Escape(literal)).Append(CultureInfo.InvariantCulture, $"(?<{name}>{form.Regex})");
            at = match.Index + match.Length;
        }

        _parts.Add((text[at..], null, null));
        regex.Append(Regex.Escape(text[at..])).Append('$');
        _regex = new Regex(regex.ToString(), RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
    }

    /// <summary>The pattern as it is declared.</summary>
    public string Text { get; }

    /// <summary>The values in a name's places, as our networks write them; null for a name of another family.</summary>
    public IReadOnlyDictionary<string, string>? Read(string name)
    {
        if (_regex.Match(name) is not { Success: true } match) return null;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (_, place, form) in _parts)
        {
            if (place is null) continue;
            if (form!.ToOurs(match.Groups[place].Value) is not { } value) return null;
            values[place] = value;
        }

        return values;
    }

    /// <summary>The name with these values in its places; null where a value has no such form.</summary>
    public string? Write(IReadOnlyDictionary<string, string> values)
    {
        var name = new StringBuilder();
        foreach (var (literal, place, form) in _parts)
        {
            name.Append(literal);
            if (place is null) continue;
            if (!values.TryGetValue(place, out var value) || form!.ToTheirs(value) is not { } text) return null;
            name.Append(text);
        }

        return name.ToString();
    }

    [GeneratedRegex(@"\{(?<name>\w+)(:(?<form>[^}]+))?\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Places();
}

/// <summary>A way of writing the value of a place, both ways.</summary>
/// <param name="Regex">What it looks like.</param>
/// <param name="ToOurs">Its text as our networks write it; null for none.</param>
/// <param name="ToTheirs">The other way; null where the value has no such form.</param>
internal sealed record PlaceForm(string Regex, Func<string, string?> ToOurs, Func<string, string?> ToTheirs)
{
    private const string Number = "0|[1-9][0-9]{0,3}";

    private static readonly Dictionary<string, PlaceForm> Forms = new(StringComparer.Ordinal)
    {
        [""] = new(Number, Same, Same),
        ["+1"] = new(Number, n => Shifted(n, -1, 0, 9998), n => Shifted(n, 1, 1, 9999)),
        // Blocks 1 and 4, or 2 and 3, where Caffe counts from 2.
        ["outer+1"] = Words(("1", "2"), ("4", "5")),
        ["inner+1"] = Words(("2", "3"), ("3", "4")),
        // Units a, b, c, ...; in deep networks a, b1, b2, ...
        ["letter"] = new("[a-z]", s => Of(s[0] - 'a'), n => Value(n) < 26 ? ((char)('a' + Value(n))).ToString() : null),
        ["a-b1"] = new("a|b[1-9][0-9]{0,2}", s => s == "a" ? "0" : s[1..], n => n == "0" ? "a" : $"b{n}"),
        ["abc"] = Words(("1", "a"), ("2", "b"), ("3", "c")),
        // Layers of a stem in a PyTorch Sequential: convolution, batch norm, ReLU three times.
        ["stem-conv"] = Words(("1", "0"), ("2", "3"), ("3", "6")),
        ["stem-bn"] = Words(("1", "1"), ("2", "4"), ("3", "7")),
        ["bn"] = Words(("weight", "weight"), ("bias", "bias"), ("running_mean", "running_mean"), ("running_var", "running_var")),
        ["slim-bn"] = Words(("weight", "gamma"), ("bias", "beta"), ("running_mean", "moving_mean"), ("running_var", "moving_variance")),
        ["caffe-bn"] = Words(("running_mean", "mean"), ("running_var", "variance")),
        ["caffe-scale"] = Words(("weight", "gamma"), ("bias", "beta")),
        ["affine"] = Words(("weight", "weight"), ("bias", "bias")),
        ["stat"] = Words(("running_mean", "running_mean"), ("running_var", "running_var")),
        ["our-head"] = Words(("head", "head"), ("aux", "aux")),
        ["head"] = Words(("head", "decode_head"), ("aux", "auxiliary_head")),
        ["depth"] = Words(("18", "18"), ("34", "34"), ("50", "50"), ("101", "101"), ("152", "152")),
    };

    /// <summary>The form of that name.</summary>
    public static PlaceForm Get(string name) => Forms[name];

    private static PlaceForm Words(params (string Ours, string Theirs)[] words) => new(
        string.Join('|', words.Select(w => w.Theirs)),
        theirs => words.FirstOrDefault(w => w.Theirs == theirs).Ours,
        ours => words.FirstOrDefault(w => w.Ours == ours).Theirs);

    private static string Same(string text) => text;

    private static int Value(string number) => int.Parse(number, CultureInfo.InvariantCulture);

    private static string Of(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Shifted(string number, int by, int least, int most) =>
        Value(number) + by is var shifted && shifted >= least && shifted <= most ? Of(shifted) : null;
}
