namespace Experiments.Data.Sweeps.Designs;

/// <summary>No design can be made of what was given. The message is one sentence: rule, value, remedy.</summary>
public sealed class DesignException(string message) : Exception(message);
