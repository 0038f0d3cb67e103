namespace Experiments.Web.Queue;

/// <summary>Waiting for the host.</summary>
public static class HostLifetimeExtensions
{
    /// <summary>Waits until the host has started; false when it is going down instead.</summary>
    public static async Task<bool> StartedAsync(this IHostApplicationLifetime lifetime, CancellationToken stopping)
    {
        var started = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var up = lifetime.ApplicationStarted.Register(() => started.TrySetResult(true));
        await using var down = stopping.Register(() => started.TrySetResult(false));
        return await started.Task && !stopping.IsCancellationRequested;
    }
}
