using Experiments.Engine.Schema;
using Experiments.Web.Hosting;

namespace Experiments.Web.Tests.Hosting;

public sealed class RunsFolderMarkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_folder_belongs_to_the_database_that_marked_it_first()
    {
        RunsFolderMark.Take(_folder.Path, "one");
        RunsFolderMark.Take(_folder.Path, "one");
        RunsFolderMark.Require(_folder.Path, "one");

        var refusal = Assert.Throws<UsageException>(() => RunsFolderMark.Take(_folder.Path, "two"));

        Assert.Contains($"belongs to another database, last served by process {Environment.ProcessId} on {Environment.MachineName}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--runs", refusal.Message, StringComparison.Ordinal);
        RunsFolderMark.Require(_folder.Path, "one");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("other")]
    public void A_worker_needs_the_sites_folder(string? marked)
    {
        if (marked is not null) RunsFolderMark.Take(_folder.Path, marked);

        Assert.Contains("is not the runs folder of this database", Assert.Throws<UsageException>(() => RunsFolderMark.Require(_folder.Path, "one")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_sites_with_a_database_each_cannot_share_a_folder_of_runs()
    {
        await using (await TestSite.StartAsync(TestSite.Settings(_folder.Path)))
        {
            var other = Path.Combine(_folder.Path, "other.db");
            var refusal = await Assert.ThrowsAsync<UsageException>(() => TestSite.StartAsync(TestSite.Settings(_folder.Path) with { ConnectionString = $"Data Source={other}", DatabaseFile = other }));
            Assert.Contains("belongs to another database", refusal.Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Dispose();
}
