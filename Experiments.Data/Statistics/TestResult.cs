namespace Experiments.Data.Statistics;

/// <summary>Outcome of a two-sided test of "no difference".</summary>
/// <param name="Statistic">The test's statistic.</param>
/// <param name="PValue">Two-sided p-value, 0 to 1.</param>
/// <param name="SmallestPValue">The smallest p-value that so few values can give; 0 where there is no such floor.</param>
public sealed record TestResult(double Statistic, double PValue, double SmallestPValue = 0);
