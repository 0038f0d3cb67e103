namespace Experiments.Engine.Schema;

/// <summary>What a setting can change.</summary>
public enum SettingKind
{
    /// <summary>Can change the numbers: part of the fingerprint when it differs from its default.</summary>
    Scientific,

    /// <summary>Not meant to change the numbers (paths, intervals, devices): never part of the fingerprint.</summary>
    Execution,
}

/// <summary>
/// Describes one hyper-parameter of a <see cref="RunConfiguration"/>: its help, kind and range. The default is the
/// property's own initialiser. Forms, validation, grids and the fingerprint are all derived from it.
/// </summary>
/// <param name="help">One sentence a researcher understands, units included.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string help) : Attribute
{
    /// <summary>One sentence a researcher understands, units included.</summary>
    public string Help { get; } = help;

    /// <summary>Whether the setting is scientific (the default) or about execution only.</summary>
    public SettingKind Kind { get; init; } = SettingKind.Scientific;

    /// <summary>Smallest allowed value (inclusive); applies to each element of a list.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Largest allowed value (inclusive); applies to each element of a list.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>Whether it is filled in when a run is created (a hash) and follows from other settings: no person's choice.</summary>
    public bool IsFilledIn { get; init; }

    /// <summary>Exact number of elements a list must have; 0 for any.</summary>
    public int Length { get; init; }
}
