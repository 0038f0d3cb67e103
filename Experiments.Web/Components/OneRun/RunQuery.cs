using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Experiments.Web.Components.OneRun;

/// <summary>
/// What the address of a run's page says after the question mark. The page reads it and hands it to its parts: parts come and go with the address, and the
/// framework does not take components that begin to listen to the address while it tells of a change.
/// </summary>
public sealed class RunQuery
{
    private readonly Dictionary<string, StringValues> _values;

    private RunQuery(Dictionary<string, StringValues> values) => _values = values;

    /// <summary>One that says nothing.</summary>
    public static RunQuery Empty { get; } = new([]);

    /// <summary>Reads an absolute address.</summary>
    public static RunQuery Of(string address) => new(QueryHelpers.ParseQuery(new Uri(address).Query));

    /// <summary>A text; null where it is not there or empty.</summary>
    public string? Text(string name) => _values.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A whole number from 0; null where it is not there or none.</summary>
    public long? Number(string name) => long.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Whether it says <c>true</c>.</summary>
    public bool Flag(string name) => string.Equals(Text(name), "true", StringComparison.OrdinalIgnoreCase);
}
