using Experiments.Web.Worker;
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

    public void Dispose() => _folder.Dispose();

    private static async Task<EngineExit> RunAsync(params string[] arguments)
    {
        var (fileName, prefix) = EngineLocation.Start(Path.Combine(AppContext.BaseDirectory, "Experiments.Web.dll"));
        await using var process = EngineProcess.Start(new EngineCommand { FileName = fileName, Arguments = [.. prefix, .. arguments] }, TimeProvider.System, NullLogger.Instance);
        return await process.Completion.WaitAsync(TestSite.Watchdog, TestContext.Current.CancellationToken);
    }
}
