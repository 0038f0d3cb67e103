namespace Experiments.Web.Results;

/// <summary>How a row is to be run again.</summary>
/// <param name="SameSeeds">With the seeds that it has, to see whether the same bits come out; otherwise with new ones.</param>
/// <param name="Count">Number of new seeds.</param>
/// <param name="ArmId">The configuration of the row; null for all.</param>
public sealed record RerunRequest(bool SameSeeds, int Count, long? ArmId = null);
