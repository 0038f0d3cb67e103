namespace Experiments.Data.Statistics;

/// <summary>Least, lower quartile, median, upper quartile and greatest of values (Tukey 1977), the quartiles between neighbours linearly (Hyndman and Fan's type 7).</summary>
/// <param name="Least">Least.</param>
/// <param name="LowerQuartile">A quarter lies below.</param>
/// <param name="Median">Half lies below.</param>
/// <param name="UpperQuartile">Three quarters lie below.</param>
/// <param name="Greatest">Greatest.</param>
public sealed record FiveNumbers(double Least, double LowerQuartile, double Median, double UpperQuartile, double Greatest)
{
    /// <summary>Of values; null for none.</summary>
    public static FiveNumbers? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : new FiveNumbers(sorted[0], Bca.At(sorted, 0.25), Bca.At(sorted, 0.5), Bca.At(sorted, 0.75), sorted[^1]);
    }
}
