using Experiments.Data.Model;
using Experiments.Web.Attempts;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Experiments.Web.Tests.Commands;

/// <summary>The program as a process of its own: what it says, and its exit code.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task An_address_in_use_is_told_in_one_sentence()
    {
        await using var other = await TestSite.StartAsync(TestSite.Settings(_folder.Path));
        var exit = await RunAsync("serve", "--runs", Path.Combine(_folder.Path, "second"), "--urls", other.Address);

        Assert.Equal(2, exit.ExitCode);
        Assert.Equal($"The address {other.Address} is in use by another program: stop that one, or choose another with --urls, for example --urls http://127.0.0.1:5081.", exit.Error.Trim());
    }

    [Fact]
    public async Task A_runs_folder_that_cannot_be_written_is_named()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var exit = await RunAsync("serve", "--runs", Path.Combine(file, "runs"));

        Assert.Equal(2, exit.ExitCode);
        Assert.StartsWith($"The folder \"{Path.Combine(file, "runs")}\" cannot be written", exit.Error, StringComparison.Ordinal);
        Assert.Contains("Experiments:RunsFolder", exit.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", exit.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_newer_than_the_program_is_left_alone()
    {
        await using (await TestSite.StartAsync(TestSite.Settings(_folder.Path))) { }
        var file = Path.Combine(_folder.Path, "experiments.db");
        await using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO __EFMigrationsHistory VALUES ('99991231235959_FromTheFuture', '99.0.0')";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var exit = await RunAsync("serve", "--runs", _folder.Path);
        Assert.Equal(2, exit.ExitCode);
        Assert.Contains(file, exit.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", exit.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_arguments_are_told_with_where_to_find_help()
    {
        var exit = await RunAsync("serve", "--nonsense");

        Assert.Equal(2, exit.ExitCode);
        Assert.Contains("--nonsense", exit.Error, StringComparison.Ordinal);
        Assert.Contains("--help", exit.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluations_are_queued_beside_a_running_site_and_what_is_refused_is_told()
    {
        await using var site = await TestSite.StartAsync(TestSite.Settings(_folder.Path));
        var sweep = await site.CreateAsync(TestSite.Tiny());
        await site.UntilAsync(await site.FirstJobAsync(sweep), j => j.State == JobState.Succeeded);
        var run = sweep.RunIds[0].ToString(System.Globalization.CultureInfo.InvariantCulture);

        var look = await RunAsync("evaluate", run, "--protocol", "MS", "--scales", "1,2", "--dry-run", "--runs", _folder.Path);
        Assert.Equal(0, look.ExitCode);
        Assert.Single(await site.JobIdsAsync(sweep));

        var queued = await RunAsync("evaluate", "--sweep", sweep.SweepId.ToString(System.Globalization.CultureInfo.InvariantCulture), "--subset", "train", "--runs", _folder.Path);
        Assert.True(queued.ExitCode == 0, queued.Error);
        var job = await site.UntilAsync((await site.JobIdsAsync(sweep))[^1], j => j.State is JobState.Succeeded or JobState.Failed);
        Assert.True(job.State == JobState.Succeeded, job.FailureMessage);
        Assert.Equal("SS train", job.ProtocolName);

        var refused = await RunAsync("evaluate", run, "--checkpoint", "best", "--runs", _folder.Path);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("names the checkpoint \"best\", but the run keeps last: set checkpoint to one of these, or train with selection.keepBest true.", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluating_in_a_folder_without_a_database_makes_none()
    {
        var exit = await RunAsync("evaluate", "1", "--runs", Path.Combine(_folder.Path, "none"));
        Assert.Equal(2, exit.ExitCode);
        Assert.StartsWith($"There is no database \"{Path.Combine(_folder.Path, "none", "experiments.db")}\": name the runs folder of the site with --runs", exit.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "none")));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<EngineExit> RunAsync(params string[] arguments)
    {
        var (fileName, prefix) = EngineLocation.Start(Path.Combine(AppContext.BaseDirectory, "Experiments.Web.dll"));
        await using var process = EngineProcess.Start(new EngineCommand { FileName = fileName, Arguments = [.. prefix, .. arguments] }, TimeProvider.System, NullLogger.Instance);
        return await process.Completion.WaitAsync(TestSite.Watchdog, TestContext.Current.CancellationToken);
    }
}
