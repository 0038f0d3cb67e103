using System.Globalization;
using Experiments.Data.Access;
using Experiments.Engine.Schema;
using Experiments.Web.Commands;
using Experiments.Web.Hosting;
using Experiments.Web.Tests.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Experiments.Web.Tests.Commands;

/// <summary>Accounts kept from the machine itself.</summary>
public sealed class UsersCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ExperimentsSettings Settings => TestSite.Settings(_folder.Path);

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task Accounts_are_added_listed_changed_and_removed_and_all_is_written_down()
    {
        Assert.Equal(CommandLine.Done, await AddAsync("ada", "admin"));
        await AddAsync("reed", "Reader");
        await UsersCommand.RoleAsync(Settings, "REED", "researcher", _output, Stop);
        await UsersCommand.PasswordAsync(Settings, "reed", new StringReader("other words apart\n"), _output, Stop);
        await UsersCommand.ListAsync(Settings, _output, Stop);
        await UsersCommand.RemoveAsync(Settings, "reed", _output, Stop);

        Assert.Equal(
            """
            ada is added as admin.
            reed is added as reader.
            REED is researcher now.
            reed has a new password; sessions have ended.
            ada  admin  last sign-in: never
            reed  researcher  last sign-in: never
            reed is removed; sessions and tokens have ended.

            """, _output.ToString().ReplaceLineEndings("\n"), ignoreLineEndingDifferences: true);
        await using var services = await CommandServices.OpenAsync(Settings, Stop);
        var lines = await services.GetRequiredService<AuditStore>().ListAsync("", null, 10, Stop);
        Assert.Equal(["remove account", "reset password", "change role", "add account", "add account"], lines.Select(l => l.Act));
        Assert.All(lines, l => Assert.StartsWith("command line (", l.Who, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_done_says_why()
    {
        await AddAsync("ada", "admin");
        Assert.Equal("This is the last admin: make another account an admin first.", (await Assert.ThrowsAsync<UsageException>(() => UsersCommand.RemoveAsync(Settings, "ada", _output, Stop))).Message);
        Assert.Equal("There is no account \"eve\": it may have been removed.", (await Assert.ThrowsAsync<UsageException>(() => UsersCommand.RemoveAsync(Settings, "eve", _output, Stop))).Message);
        Assert.Equal("The role is \"boss\": it must be reader, researcher, admin.", (await Assert.ThrowsAsync<UsageException>(() => AddAsync("eve", "boss"))).Message);
        Assert.StartsWith("The standard input holds no password", (await Assert.ThrowsAsync<UsageException>(() => UsersCommand.AddAsync(Settings, "eve", "reader", new StringReader(""), _output, Stop))).Message, StringComparison.Ordinal);
        Assert.StartsWith("The password has 5 characters", (await Assert.ThrowsAsync<UsageException>(() => UsersCommand.AddAsync(Settings, "eve", "reader", new StringReader("short"), _output, Stop))).Message, StringComparison.Ordinal);
        Assert.Contains("already taken", (await Assert.ThrowsAsync<UsageException>(() => AddAsync("Ada", "reader"))).Message, StringComparison.Ordinal);
    }

    private Task<int> AddAsync(string name, string role) => UsersCommand.AddAsync(Settings, name, role, new StringReader(AccessSite.Password), _output, Stop);
}
