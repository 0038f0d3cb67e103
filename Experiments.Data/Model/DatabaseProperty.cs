namespace Experiments.Data.Model;

/// <summary>A fact about the database as a whole.</summary>
public sealed class DatabaseProperty
{
    /// <summary>Name.</summary>
    public required string Name { get; set; }

    /// <summary>Value.</summary>
    public required string Value { get; set; }
}
