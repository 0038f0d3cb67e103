using Experiments.Web.Evaluations;
using Experiments.Web.Hosting;
using Experiments.Web.Attempts;
using Experiments.Web.Workers;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Experiments.Web.Queue;

/// <summary>Puts queue and worker into a host.</summary>
public static class QueueServices
{
    private static readonly TimeSpan HintsKept = TimeSpan.FromHours(1);

    /// <summary>
    /// Registers Hangfire, what supervises engine processes, and the loops that keep jobs and workers honest. On one database file Hangfire keeps
    /// its queue in memory, which is safe because a job's row is the truth and the reconciler hints anew after every start; on PostgreSQL
    /// it keeps it there, for every worker.
    /// </summary>
    public static IServiceCollection AddJobQueue(this IServiceCollection services, ExperimentsSettings settings)
    {
        // A storage of this host's own. Hangfire would else take the process's latest, which another host in it may have made and closed.
        services.AddSingleton(_ => settings.DatabaseFile is null ? Shared(settings) : new InMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = HintsKept }));
        // Likewise what makes a job's object: Hangfire's own way is the process's latest activator, and a host that starts beside
        // another would have its hints followed by the other's runner.
        services.AddSingleton<JobActivator>(host => new AspNetCoreJobActivator(host.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire(hangfire => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings());
        if (settings.Concurrency > 0)
        {
            services.AddHangfireServer(server =>
            {
                server.WorkerCount = settings.Concurrency;
                server.ServerName = settings.WorkerName;
                if (settings.DatabaseFile is null) server.Queues = [.. settings.Queues];
                // Engine processes write their checkpoints in this time.
                server.ShutdownTimeout = settings.StopGrace + TimeSpan.FromSeconds(10);
            });
        }

        services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.StopGrace + TimeSpan.FromSeconds(20));
        services.AddSingleton<QueueSignal>();
        services.AddSingleton<DeviceSlots>();
        services.TryAddSingleton<CheckpointFinder>();
        services.AddSingleton<AttemptPlan>();
        services.AddSingleton<AttemptSupervisor>();
        services.AddSingleton<JobRunner>();
        if (settings.DatabaseFile is null) services.AddSingleton<IJobHints, SharedHints>();
        else services.AddSingleton<IJobHints, LocalHints>();
        services.TryAddSingleton<SiteHealth>();
        services.AddSingleton<DiskWatch>();
        services.AddHostedService(host => host.GetRequiredService<DiskWatch>());
        services.AddHostedService<Reaper>();
        services.AddHostedService<WorkerPresence>();
        services.AddHostedService<WorkerWatch>();
        services.AddHostedService<Reconciler>();
        return services;
    }

    private static JobStorage Shared(ExperimentsSettings settings)
    {
        var options = new PostgreSqlStorageOptions
        {
            // A hint belongs to whoever took it as long as that one renews it: a training of days is not given away.
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = TimeSpan.FromSeconds(settings.LeaseSeconds),
            // A process that is killed while a hint changes its state leaves a lock, and who follows that hint next would wait for it: ten minutes,
            // by default. Locks are held for the moment of that change; one that is taken too early makes a hint late or double, which harms nothing.
            DistributedLockTimeout = TimeSpan.FromSeconds(settings.LeaseSeconds),
            // The server says when there is something new; it is looked for besides, should that word be lost.
            EnableLongPolling = true,
            QueuePollInterval = TimeSpan.FromSeconds(2),
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(settings.ConnectionString, options), options) { JobExpirationTimeout = HintsKept };
    }
}
