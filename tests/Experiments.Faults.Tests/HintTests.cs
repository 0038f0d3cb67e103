using Experiments.Data.Workers;
using Experiments.Web.Hosting;
using Experiments.Web.Queue;
using Experiments.Web.Workers;
using Hangfire;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace Experiments.Faults.Tests;

/// <summary>What a worker that died leaves in the shared queue keeps no other from its work.</summary>
public sealed class HintTests(OwnServer own) : IClassFixture<OwnServer>, IAsyncDisposable
{
    private const int LeaseSeconds = 1;
    private const string Queue = "default";
    private readonly FakeTimeProvider _time = new();
    private Lab? _lab;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_lab is not null) await _lab.DisposeAsync();
    }

    [Fact]
    public async Task A_lock_of_a_killed_worker_is_waited_for_no_longer_than_a_lease()
    {
        await using var host = await HostAsync();
        var storage = host.Services.GetRequiredService<JobStorage>();
        using var dead = storage.GetConnection();
        _ = dead.AcquireDistributedLock("job:1:state-lock", TimeSpan.Zero);
        using var other = storage.GetConnection();
        // It throws when the time is over: a lock that is kept for ten minutes would make it.
        other.AcquireDistributedLock("job:1:state-lock", TimeSpan.FromMinutes(1)).Dispose();
    }

    [Fact]
    public async Task A_hint_that_its_taker_no_longer_renews_is_given_anew_after_a_lease_and_before_those_behind_it()
    {
        await using var host = await HostAsync();
        var storage = host.Services.GetRequiredService<JobStorage>();
        var hints = host.Services.GetRequiredService<IJobHints>();
        await hints.GiveAsync(Token);
        Assert.Equal([1L], Waiting(storage));
        using var dead = storage.GetConnection();
        _ = dead.FetchNextJob([Queue], Token);
        await hints.GiveAsync(Token);
        Assert.Equal([3L], Waiting(storage));
        _ = dead.FetchNextJob([Queue], Token);

        _time.Advance(TimeSpan.FromSeconds(LeaseSeconds));
        await hints.GiveAsync(Token);
        Assert.Equal([1L], Waiting(storage));
        await hints.GiveAsync(Token);
        Assert.Equal([1L], Waiting(storage));
    }

    private static IEnumerable<long> Waiting(JobStorage storage) => storage.GetMonitoringApi().EnqueuedJobs(Queue, 0, 10).Select(j => (long)j.Value.Job.Args[0]);

    /// <summary>A site that is built and not started, on a database with a sweep queued and one worker on record that runs one job at a time.</summary>
    private async Task<WebApplication> HostAsync()
    {
        Needs.Part(own.Server is not null, "PostgreSQL's programs are not installed.");
        _lab = new Lab(own.Server!.CreateDatabase(Guid.NewGuid().ToString("N")));
        await _lab.QueueAsync(SmallSweep.Yaml(seeds: 1), Token);
        var settings = new ExperimentsSettings { RunsFolder = _lab.Folder, ConnectionString = _lab.Database, LeaseSeconds = LeaseSeconds, QuietConsole = true };
        var host = ExperimentsHost.Build(settings, builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time)));
        await host.Services.GetRequiredService<WorkerStore>().RegisterAsync(host.Services.GetRequiredService<ProgramVersion>().Self(isSite: false), Token);
        return host;
    }
}
