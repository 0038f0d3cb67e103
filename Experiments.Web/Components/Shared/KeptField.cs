namespace Experiments.Web.Components.Shared;

/// <summary>A field as the browser kept it.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Value">What was typed.</param>
public sealed record KeptField(string? Field, string? Value);
