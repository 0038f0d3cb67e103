using MathNet.Numerics.LinearAlgebra;

namespace Experiments.Data.Statistics.Effects;

/// <summary>
/// The space that some columns span, as an orthonormal basis (Gram and Schmidt, each column orthogonalised twice). It gives ranks
/// and least-squares residuals of nested models, deficient ones included.
/// </summary>
internal sealed class ColumnSpan
{
    /// <summary>A column of which less is left beside the others counts as their combination.</summary>
    private const double Tolerance = 1e-9;

    private readonly List<Vector<double>> _basis = [];

    public ColumnSpan(params IEnumerable<IReadOnlyList<Vector<double>>> groups)
    {
        foreach (var group in groups) Add(group);
    }

    /// <summary>Dimension.</summary>
    public int Rank => _basis.Count;

    /// <summary>Takes columns in; the answer is how many dimensions they add.</summary>
    public int Add(IReadOnlyList<Vector<double>> columns)
    {
        var before = Rank;
        foreach (var column in columns)
        {
            var rest = Residual(Residual(column));
            var norm = rest.L2Norm();
            if (norm > Tolerance * column.L2Norm()) _basis.Add(rest / norm);
        }

        return Rank - before;
    }

    /// <summary>What the least-squares fit on the columns leaves of a vector.</summary>
    public Vector<double> Residual(Vector<double> values)
    {
        var rest = values.Clone();
        foreach (var direction in _basis) rest -= direction * direction.DotProduct(rest);
        return rest;
    }

    /// <summary>Sum of squares that the fit leaves.</summary>
    public double ResidualSquares(Vector<double> values)
    {
        var rest = Residual(Residual(values));
        return rest.DotProduct(rest);
    }
}
