using Experiments.Data.Access;
using Microsoft.AspNetCore.Components.Authorization;

namespace Experiments.Web.Access;

/// <summary>
/// Who asks, in the scope of one request or of one open page. What a session says is compared with the account as it is now:
/// one that was removed, signed out or given another role is so at once.
/// </summary>
public interface ICurrentPerson
{
    /// <summary>The other side's address; empty where there is none.</summary>
    string Address { get; }

    /// <summary>The person; null for nobody.</summary>
    Task<Person?> FindAsync(CancellationToken cancellationToken = default);
}

/// <summary>The person behind a request or an open page.</summary>
/// <param name="services">Services of the scope.</param>
/// <param name="accounts">Accounts.</param>
internal sealed class CurrentPerson(IServiceProvider services, AccountStore accounts) : ICurrentPerson
{
    private Person? _asking;
    private bool _isRequest;

    /// <inheritdoc/>
    public string Address { get; private set; } = "";

    /// <summary>Says who sent the request whose scope this is.</summary>
    public void Request(HttpContext context)
    {
        (_asking, _isRequest) = (Person.Of(context.User), true);
        Address = AddressOf(context);
    }

    /// <summary>Says where the browser of the open page is whose scope this is.</summary>
    public void Page(string address) => Address = address;

    /// <summary>The other side of a request.</summary>
    public static string AddressOf(HttpContext? context) => context?.Connection.RemoteIpAddress is { } ip ? (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).ToString() : "";

    /// <inheritdoc/>
    public async Task<Person?> FindAsync(CancellationToken cancellationToken = default)
    {
        var person = _isRequest
            ? _asking
            : Person.Of((await services.GetRequiredService<AuthenticationStateProvider>().GetAuthenticationStateAsync()).User);
        return await NowAsync(accounts, person, cancellationToken);
    }

    /// <summary>A person as the account is now; null where the session has ended.</summary>
    internal static async Task<Person?> NowAsync(AccountStore accounts, Person? person, CancellationToken cancellationToken)
    {
        if (person?.AccountId is not { } id) return person;
        return await accounts.FindAsync(id, cancellationToken) is { } account && account.SecurityStamp == person.Stamp
            ? Person.Of(account, person.Scope)
            : null;
    }
}

/// <summary>A person who is known from the start: the one at the command line.</summary>
/// <param name="person">The person.</param>
internal sealed class KnownPerson(Person person) : ICurrentPerson
{
    /// <inheritdoc/>
    public string Address => "";

    /// <inheritdoc/>
    public Task<Person?> FindAsync(CancellationToken cancellationToken = default) => Task.FromResult<Person?>(person);
}
