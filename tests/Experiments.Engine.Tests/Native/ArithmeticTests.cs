using System.Reflection;
using Experiments.Engine.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Native;

public sealed class ArithmeticTests
{
    /// <summary>The engine relies on it where it writes a − b: only sums have a factor that is made on the way.</summary>
    [Theory]
    [InlineData("THSTensor_sub", 2)]
    [InlineData("THSTensor_sub_", 2)]
    [InlineData("THSTensor_mul", 2)]
    [InlineData("THSTensor_add", 3)]
    [InlineData("THSTensor_add_", 3)]
    public void Sums_take_a_number_along_and_differences_and_products_do_not(string name, int parameters)
    {
        var methods = typeof(torch).Assembly.GetTypes().SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)).Where(m => m.Name == name);

        Assert.Equal(parameters, Assert.Single(methods).GetParameters().Length);
    }

    [Fact]
    public void Each_gives_what_its_name_says()
    {
        using var scope = NewDisposeScope();
        Tensor Of(params float[] values) => tensor(values);
        float[] Data(Tensor t) => t.to(float32).data<float>().ToArray();

        Assert.Equal([5f, 7f], Data(Of(1, 2).Plus(Of(4, 5))));
        Assert.Equal([1.5f, 2.5f], Data(Of(1, 2).Plus(0.5)));
        Assert.Equal([5f, 7f], Data(Of(1, 2).AddInPlace(Of(4, 5))));
        Assert.Equal([3f, 4.5f], Data(Of(1, 2).AddInPlace(Of(4, 5), 0.5)));
        Assert.Equal([1.5f, 2.5f], Data(Of(1, 2).AddInPlace(0.5)));
        Assert.Equal([2f, 3f], Data(Of(1, 2).AddInPlace(1)));
        Assert.Equal([0.5f, 1f], Data(Of(1, 2).MultiplyInPlace(0.5)));
        Assert.Equal([2f, 4f], Data(Of(1, 2).DivideInPlace(0.5)));
        Assert.Equal([7f, 14.5f], Data(Of(1, 2).AddProductInPlace(Of(3, 5), Of(4, 5), 0.5)));
        Assert.Equal([2f, 2.5f], Data(Of(1, 2).AddQuotientInPlace(Of(4, 5), Of(2, 5), 0.5)));
        Assert.Equal([3f, 3f], Data(Of(1, 2).FillInPlace(3)));
        Assert.Equal([3f, 3f], Data(Arithmetic.FullLike(Of(1, 2), 3)));
        Assert.Equal([1f, 0f], Data(Of(1, 2).Is(1)));
        Assert.Equal([0f, 1f], Data(Of(1, 2).IsNot(1)));
        Assert.Equal([1f, 0f], Data(Of(1, 2).IsBelow(1.5)));
        Assert.Equal([1f, 2f], Data(Of(0, 2).AtLeast(1)));
        Assert.Equal([9f, 2f], Data(Of(1, 2).Filled(Of(1, 2).Is(1), 9)));
    }

    /// <summary>With TorchSharp's own <c>x.add_(y)</c> this fails within seconds: "Expected false to be true".</summary>
    [Fact]
    public void A_number_lives_as_long_as_the_call_that_reads_it_whatever_is_collected_meanwhile()
    {
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            using var sum = zeros(1 << 16);
            using var one = ones(1 << 16);
            for (var i = 0; i < 3000; i++)
            {
                sum.zero_();
                sum.AddInPlace(one).AddInPlace(one, 0.5).MultiplyInPlace(2);
                Assert.Equal(3, sum[12345].item<float>());
            }
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }
}
