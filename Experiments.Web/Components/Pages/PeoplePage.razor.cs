using Experiments.Data.Access;
using Experiments.Data.Model;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>Accounts, their roles and tokens.</summary>
public sealed partial class PeoplePage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<Account>? _accounts;
    private IReadOnlyList<TokenRow> _tokens = [];
    private NewPerson _new = new();
    private (string Name, string Password)? _password;
    private string? _problem;
    private long? _removing;
    private bool _busy;

    [Inject]
    private AccountActions Actions { get; set; } = null!;

    [Inject]
    private TokenActions Tokens { get; set; } = null!;

    [Inject]
    private AccessSettings Access { get; set; } = null!;

    [Inject]
    private PageClock Time { get; set; } = null!;

    private long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override Task OnInitializedAsync() => LoadAsync();

    private static string Words(AccountRole role) => role.ToString().ToLowerInvariant();

    private async Task LoadAsync() => (_accounts, _tokens) = (await Actions.ListAsync(_gone.Token), await Tokens.AllAsync(_gone.Token));

    private Task AddAsync() => ActAsync(async () =>
    {
        var (name, password) = (_new.Name.Trim(), AccountActions.NewPassword());
        await Actions.AddAsync(name, _new.Role, password, _gone.Token);
        _password = (name, password);
        _new = new NewPerson();
    });

    private Task ResetAsync(Account account) => ActAsync(async () =>
    {
        var password = AccountActions.NewPassword();
        await Actions.ResetPasswordAsync(account.Name, password, _gone.Token);
        _password = (account.Name, password);
    });

    private Task SetRoleAsync(Account account, ChangeEventArgs e) => ActAsync(() =>
        Enum.TryParse<AccountRole>(e.Value as string, out var role) ? Actions.SetRoleAsync(account.Name, role, _gone.Token) : Task.CompletedTask);

    private Task EndSessionsAsync(Account account) => ActAsync(() => Actions.EndSessionsAsync(account.Name, _gone.Token));

    private Task RemoveAsync(Account account) => ActAsync(() => Actions.RemoveAsync(account.Name, _gone.Token));

    private Task RevokeAsync(TokenRow token) => ActAsync(() => Tokens.RevokeAsync(token.TokenId, _gone.Token));

    private async Task ActAsync(Func<Task> act)
    {
        if (_busy) return;
        (_busy, _problem, _password) = (true, null, null);
        try
        {
            await act();
        }
        catch (UsageException e)
        {
            _problem = e.Message;
        }
        finally
        {
            (_busy, _removing) = (false, null);
        }

        // One who has just taken the role of admin away from themselves sees this page no more.
        try
        {
            await LoadAsync();
        }
        catch (AccessDeniedException e)
        {
            (_problem, _accounts) = (e.Message, null);
        }
    }

    private sealed class NewPerson
    {
        public string Name { get; set; } = "";

        public AccountRole Role { get; set; }
    }
}
