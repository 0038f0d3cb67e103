using Experiments.Web.Datasets;
using Experiments.Web.Evaluations;
using Experiments.Web.Hosting;
using Experiments.Web.Worker;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.InMemory;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Experiments.Web.Queue;

/// <summary>Puts queue and worker into the host.</summary>
public static class QueueServices
{
    /// <summary>
    /// Registers Hangfire with its queue in memory, which is safe because a job's row is the truth and the reconciler
    /// hints anew after every start, the worker that supervises engine processes, and what runs the
    /// checks of data sets beside them.
    /// </summary>
    public static IServiceCollection AddJobQueue(this IServiceCollection services, ExperimentsSettings settings)
    {
        // A storage of this host's own. Hangfire would else take the process's latest, which another host in it may have made and closed.
        services.AddSingleton<JobStorage>(_ => new InMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(1) }));
        // Likewise what makes a job's object: Hangfire's own way is the process's latest activator, and a host that starts beside
        // another would have its hints followed by the other's runner.
        services.AddSingleton<JobActivator>(host => new AspNetCoreJobActivator(host.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire(hangfire => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings());
        services.AddHangfireServer(server =>
        {
            server.WorkerCount = settings.Concurrency;
            server.ServerName = settings.WorkerName;
            // Engine processes write their checkpoints in this time.
            server.ShutdownTimeout = settings.StopGrace + TimeSpan.FromSeconds(10);
        });
        services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.StopGrace + TimeSpan.FromSeconds(20));
        services.AddSingleton<QueueSignal>();
        services.AddSingleton<DeviceSlots>();
        services.TryAddSingleton<CheckpointFinder>();
        services.AddSingleton<AttemptPlan>();
        services.AddSingleton<AttemptSupervisor>();
        services.AddSingleton<JobRunner>();
        services.AddHostedService<Reaper>();
        services.AddHostedService<Reconciler>();
        services.AddHostedService<DatasetChecker>();
        return services;
    }
}
