using Experiments.Data.Access;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Experiments.Web.Access;

/// <summary>
/// Who sits before an open page. Compared with the account every few seconds: who is removed, signed out or given another role sees it on the
/// page at once. What such a person still tries to do meanwhile is refused by <see cref="ActGuard"/>.
/// </summary>
internal sealed class PagePerson : ServerAuthenticationStateProvider, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _gone = new();
    private readonly AccountStore _accounts;
    private readonly TimeProvider _time;
    private readonly ILogger<PagePerson> _logger;
    private bool _watching;

    public PagePerson(AccountStore accounts, TimeProvider time, ILogger<PagePerson> logger)
    {
        (_accounts, _time, _logger) = (accounts, time, logger);
        AuthenticationStateChanged += Begin;
    }

    public void Dispose()
    {
        AuthenticationStateChanged -= Begin;
        _gone.Cancel();
        _gone.Dispose();
    }

    private void Begin(Task<AuthenticationState> state)
    {
        if (_watching) return;
        _watching = true;
        _ = WatchAsync(state);
    }

    private async Task WatchAsync(Task<AuthenticationState> state)
    {
        if (Person.Of((await state).User) is not { AccountId: not null } person) return;
        using var timer = new PeriodicTimer(Every, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_gone.Token))
            {
                var now = await NowAsync(person);
                if (now == person) continue;
                SetAuthenticationState(Task.FromResult(new AuthenticationState(now?.ToPrincipal(SignIns.Scheme) ?? new())));
                if (now is null) return;
                person = now;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
    }

    private async Task<Person?> NowAsync(Person person)
    {
        try
        {
            return await CurrentPerson.NowAsync(_accounts, person, _gone.Token);
        }
        catch (Exception e) when (e is not (OperationCanceledException or ObjectDisposedException))
        {
            // The database is away for a moment. The page reads nothing then either, and the next look tells.
            _logger.LogWarning(e, "The account of an open page could not be looked at");
            return person;
        }
    }
}
