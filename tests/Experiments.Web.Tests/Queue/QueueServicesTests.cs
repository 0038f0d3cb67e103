using Experiments.Web.Hosting;
using Experiments.Web.Queue;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;

namespace Experiments.Web.Tests.Queue;

public sealed class QueueServicesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Hints_of_a_host_are_followed_by_its_own_runner_whatever_other_host_the_process_has()
    {
        await using var first = ExperimentsHost.Build(TestSite.Settings(Directory.CreateDirectory(Path.Combine(_folder.Path, "first")).FullName));
        await using var second = ExperimentsHost.Build(TestSite.Settings(Directory.CreateDirectory(Path.Combine(_folder.Path, "second")).FullName));
        _ = first.Services.GetRequiredService<IGlobalConfiguration>();
        _ = second.Services.GetRequiredService<IGlobalConfiguration>();
        foreach (var host in new[] { first, second })
        {
            using var scope = host.Services.GetRequiredService<JobActivator>().BeginScope((JobActivatorContext?)null);
            Assert.Same(host.Services.GetRequiredService<JobRunner>(), scope.Resolve(typeof(JobRunner)));
        }

        Assert.NotSame(first.Services.GetRequiredService<JobStorage>(), second.Services.GetRequiredService<JobStorage>());
    }
}
