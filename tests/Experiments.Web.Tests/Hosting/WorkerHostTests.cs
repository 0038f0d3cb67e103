using Experiments.Engine.Schema;
using Experiments.Web.Hosting;

namespace Experiments.Web.Tests.Hosting;

public sealed class WorkerHostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_worker_has_all_that_it_needs_without_a_sites_pages()
    {
        using var worker = WorkerHost.Build(OnAServer);
        Assert.NotNull(worker);
    }

    [Fact]
    public void A_worker_on_a_database_file_is_refused() =>
        Assert.Contains("which one process serves and works on", Assert.Throws<UsageException>(() => WorkerHost.Build(TestSite.Settings(_folder.Path))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_worker_that_would_do_nothing_is_refused() =>
        Assert.Contains("--concurrency 0", Assert.Throws<UsageException>(() => WorkerHost.Build(OnAServer with { Concurrency = 0 })).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private ExperimentsSettings OnAServer => TestSite.Settings(_folder.Path) with { ConnectionString = "Host=nowhere;Database=none;Username=nobody", DatabaseFile = null };
}
