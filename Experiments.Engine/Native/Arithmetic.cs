using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Engine.Native;

/// <summary>
/// Arithmetic with numbers that outlive the call. TorchSharp gives libtorch a number as a <see cref="Scalar"/>, which owns native memory and frees it when
/// it is collected; where it is made on the way into a call (<c>x.mul_(0.5)</c>, and inside <c>x + y</c> and <c>x.add_(y)</c>, whose factor 1 is one), the
/// runtime may collect it as soon as its handle was read, while libtorch still reads it. What libtorch then finds is freed memory: "Expected
/// false to be true", or another number. Here each is disposed of after the call. The analyzer bans the other ways in the engine
/// (<c>BannedSymbols.Engine.txt</c>); <c>x − y</c> has no such factor.
/// </summary>
internal static class Arithmetic
{
    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b)
    {
        using var one = 1.ToScalar();
        return a.add(b, one);
    }

    /// <summary>a + number.</summary>
    public static Tensor Plus(this Tensor a, double number)
    {
        using var scalar = number.ToScalar();
        return a.add(scalar);
    }

    /// <summary>a ← a + b; gives a.</summary>
    public static Tensor AddInPlace(this Tensor a, Tensor b)
    {
        using var one = 1.ToScalar();
        return a.add_(b, one);
    }

    /// <summary>a ← a + factor·b; gives a.</summary>
    public static Tensor AddInPlace(this Tensor a, Tensor b, double factor)
    {
        using var scalar = factor.ToScalar();
        return a.add_(b, scalar);
    }

    /// <summary>a ← a + number; gives a.</summary>
    public static Tensor AddInPlace(this Tensor a, double number)
    {
        using var scalar = number.ToScalar();
        return a.add_(scalar);
    }

    /// <summary>a ← number·a; gives a.</summary>
    public static Tensor MultiplyInPlace(this Tensor a, double number)
    {
        using var scalar = number.ToScalar();
        return a.mul_(scalar);
    }

    /// <summary>a ← a / number; gives a.</summary>
    public static Tensor DivideInPlace(this Tensor a, double number)
    {
        using var scalar = number.ToScalar();
        return a.div_(scalar);
    }

    /// <summary>a ← a + factor·b·c; gives a.</summary>
    public static Tensor AddProductInPlace(this Tensor a, Tensor b, Tensor c, double factor)
    {
        using var scalar = factor.ToScalar();
        return a.addcmul_(b, c, scalar);
    }

    /// <summary>a ← a + factor·b / c; gives a.</summary>
    public static Tensor AddQuotientInPlace(this Tensor a, Tensor b, Tensor c, double factor)
    {
        using var scalar = factor.ToScalar();
        return a.addcdiv_(b, c, scalar);
    }

    /// <summary>Every element ← number; gives a.</summary>
    public static Tensor FillInPlace(this Tensor a, double number)
    {
        using var scalar = number.ToScalar();
        return a.fill_(scalar);
    }

    /// <summary>A tensor of the shape of another, every element the number.</summary>
    public static Tensor FullLike(Tensor a, double number)
    {
        using var scalar = number.ToScalar();
        return full_like(a, scalar, requires_grad: false);
    }

    /// <summary>Where a is the number.</summary>
    public static Tensor Is(this Tensor a, long number)
    {
        using var scalar = number.ToScalar();
        return a.eq(scalar);
    }

    /// <summary>Where a is not the number.</summary>
    public static Tensor IsNot(this Tensor a, long number)
    {
        using var scalar = number.ToScalar();
        return a.ne(scalar);
    }

    /// <summary>Where a is below the number.</summary>
    public static Tensor IsBelow(this Tensor a, double number)
    {
        using var scalar = number.ToScalar();
        return a.lt(scalar);
    }

    /// <summary>a, or the number where a is below it.</summary>
    public static Tensor AtLeast(this Tensor a, int number)
    {
        using var scalar = number.ToScalar();
        return a.clamp_min(scalar);
    }

    /// <summary>a with the number where the mask is true.</summary>
    public static Tensor Filled(this Tensor a, Tensor mask, int number)
    {
        using var scalar = number.ToScalar();
        return a.masked_fill(mask, scalar);
    }
}
