using Experiments.Engine.Schema;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using TorchSharp;

namespace Experiments.Architecture.Tests;

// Types that break the rules of DependencyTests, one way each: they show that the rules can see it.
internal sealed class UsesTensors
{
    public List<torch.Tensor> Tensors { get; } = [];
}

internal sealed class UsesTensorsInALambda
{
    public Func<long> Count(int n) => () => torch.zeros(n).numel();
}

internal sealed class UsesTensorsInAnAsyncMethod
{
    public async Task<long> CountAsync()
    {
        await Task.Yield();
        return torch.zeros(1).numel();
    }
}

internal sealed class UsesTensorsInAnIterator
{
    public IEnumerable<long> Counts()
    {
        yield return torch.zeros(1).numel();
    }
}

internal sealed class UsesImages
{
    public SkiaSharp.SKBitmap? Bitmap { get; init; }
}

internal sealed class UsesEntityFramework
{
    public DbContext? Context { get; init; }
}

internal sealed class UsesHangfire
{
    public Hangfire.BackgroundJobServerOptions Options { get; } = new();
}

internal sealed class UsesAspNet
{
    public HttpContext? Context { get; init; }
}

internal sealed class UsesTheSchema
{
    public RunConfiguration Configuration { get; } = new();
}
