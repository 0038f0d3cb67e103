using System.Globalization;
using Experiments.Data.Model;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Hosting;
using Spectre.Console;

namespace Experiments.Web.Commands;

/// <summary><c>users</c>: keeps accounts from the machine itself, for who is locked out of the browser too. A site may be serving the database.</summary>
internal static class UsersCommand
{
    /// <summary>Prints every account.</summary>
    public static Task<int> ListAsync(ExperimentsSettings settings, TextWriter output, CancellationToken cancellationToken) => DoAsync(settings, async accounts =>
    {
        foreach (var account in await accounts.ListAsync(cancellationToken))
        {
            var last = account.LastSignInMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) : "never";
            await output.WriteLineAsync($"{account.Name}  {Words(account.Role)}  last sign-in: {last}");
        }
    }, cancellationToken);

    /// <summary>Adds an account with the password of the standard input.</summary>
    /// <exception cref="UsageException">Name, role or password cannot be used.</exception>
    public static Task<int> AddAsync(ExperimentsSettings settings, string name, string role, TextReader input, TextWriter output, CancellationToken cancellationToken) =>
        DoAsync(settings, async accounts =>
        {
            await accounts.AddAsync(name, RoleOf(role), await PasswordAsync(input), cancellationToken);
            await output.WriteLineAsync($"{name} is added as {Words(RoleOf(role))}.");
        }, cancellationToken);

    /// <summary>Removes an account.</summary>
    /// <exception cref="UsageException">There is none, or it is the last admin.</exception>
    public static Task<int> RemoveAsync(ExperimentsSettings settings, string name, TextWriter output, CancellationToken cancellationToken) => DoAsync(settings, async accounts =>
    {
        await accounts.RemoveAsync(name, cancellationToken);
        await output.WriteLineAsync($"{name} is removed; sessions and tokens have ended.");
    }, cancellationToken);

    /// <summary>Gives an account another role.</summary>
    /// <exception cref="UsageException">There is none, it is the last admin, or there is no such role.</exception>
    public static Task<int> RoleAsync(ExperimentsSettings settings, string name, string role, TextWriter output, CancellationToken cancellationToken) => DoAsync(settings, async accounts =>
    {
        await accounts.SetRoleAsync(name, RoleOf(role), cancellationToken);
        await output.WriteLineAsync($"{name} is {Words(RoleOf(role))} now.");
    }, cancellationToken);

    /// <summary>Gives an account the password of the standard input.</summary>
    /// <exception cref="UsageException">There is none, or the password cannot be used.</exception>
    public static Task<int> PasswordAsync(ExperimentsSettings settings, string name, TextReader input, TextWriter output, CancellationToken cancellationToken) => DoAsync(settings, async accounts =>
    {
        await accounts.ResetPasswordAsync(name, await PasswordAsync(input), cancellationToken);
        await output.WriteLineAsync($"{name} has a new password; sessions have ended.");
    }, cancellationToken);

    private static async Task<int> DoAsync(ExperimentsSettings settings, Func<AccountActions, Task> act, CancellationToken cancellationToken)
    {
        await using var services = await CommandServices.OpenOrMakeAsync(settings, cancellationToken, s => s.AddCommandLinePerson().AddAccounts());
        await using var scope = services.CreateAsyncScope();
        await act(scope.ServiceProvider.GetRequiredService<AccountActions>());
        return CommandLine.Done;
    }

    /// <summary>A line of the standard input, or what is typed unseen: an argument would stand in the shell's history and in every list of processes.</summary>
    private static async Task<string> PasswordAsync(TextReader input)
    {
        if (ReferenceEquals(input, Console.In) && !Console.IsInputRedirected) return await AnsiConsole.PromptAsync(new TextPrompt<string>("Password:").Secret());
        return await input.ReadLineAsync() ?? throw new UsageException("The standard input holds no password: pipe a line into it, or type it at a terminal.");
    }

    private static AccountRole RoleOf(string text) => Enum.GetValues<AccountRole>().Where(r => Words(r).Equals(text, StringComparison.OrdinalIgnoreCase)).Select(r => (AccountRole?)r).FirstOrDefault()
        ?? throw new UsageException($"The role is \"{text}\": it must be {string.Join(", ", Enum.GetValues<AccountRole>().Select(Words))}.");

    private static string Words(AccountRole role) => role.ToString().ToLowerInvariant();
}
