namespace Experiments.Data.Results.Export;

/// <summary>Names for files and labels, which take no sign of any writing but these.</summary>
public static class PlainName
{
    /// <summary>A name in lower-case letters, digits and single dashes.</summary>
    /// <param name="name">Name as a person gave it.</param>
    /// <param name="otherwise">What stands for one without letters and digits.</param>
    /// <param name="longest">Most characters; the rest is cut off.</param>
    public static string Of(string name, string otherwise, int longest = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(name);
        var signs = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
        var text = string.Join('-', signs.Split('-', StringSplitOptions.RemoveEmptyEntries));
        return text.Length == 0 ? otherwise : text[..Math.Min(longest, text.Length)];
    }
}
