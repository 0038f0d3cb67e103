using Experiments.Data.Access;
using Experiments.Data.Model;
using Experiments.Web.Access;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>One's own password and tokens.</summary>
public sealed partial class AccountPage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly NewPassword _password = new();
    private NewToken _new = new();
    private Person? _person;
    private IReadOnlyList<TokenRow> _tokens = [];
    private string? _passwordProblem;
    private string? _tokenProblem;
    private string? _made;
    private bool _busy;

    [Inject]
    private ICurrentPerson Current { get; set; } = null!;

    [Inject]
    private AccountActions Accounts { get; set; } = null!;

    [Inject]
    private TokenActions Tokens { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _person = await Current.FindAsync(_gone.Token);
        if (_person is not null) _tokens = await Tokens.OwnAsync(_gone.Token);
    }

    private Task ChangePasswordAsync() => ActAsync(
        async () =>
        {
            await Accounts.ChangePasswordAsync(_password.Old, _password.New, _gone.Token);
            Navigation.NavigateTo($"{Urls.SignIn}?notice=password", forceLoad: true);
        },
        problem => _passwordProblem = problem);

    private Task MakeTokenAsync() => ActAsync(
        async () =>
        {
            _made = null;
            _made = await Tokens.MakeAsync(_new.Name, _new.Scope, _new.Days, _gone.Token);
            _new = new NewToken();
            _tokens = await Tokens.OwnAsync(_gone.Token);
        },
        problem => _tokenProblem = problem);

    private Task RevokeAsync(TokenRow token) => ActAsync(
        async () =>
        {
            await Tokens.RevokeAsync(token.TokenId, _gone.Token);
            _tokens = await Tokens.OwnAsync(_gone.Token);
        },
        problem => _tokenProblem = problem);

    private async Task ActAsync(Func<Task> act, Action<string> said)
    {
        if (_busy) return;
        (_busy, _passwordProblem, _tokenProblem) = (true, null, null);
        try
        {
            await act();
        }
        catch (Engine.Schema.UsageException e)
        {
            said(e.Message);
        }
        finally
        {
            _busy = false;
        }
    }

    private sealed class NewPassword
    {
        public string Old { get; set; } = "";

        public string New { get; set; } = "";
    }

    private sealed class NewToken
    {
        public string Name { get; set; } = "";

        public TokenScope Scope { get; set; }

        public int? Days { get; set; } = 90;
    }
}
