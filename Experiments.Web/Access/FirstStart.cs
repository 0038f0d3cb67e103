using System.Security.Cryptography;
using System.Text;
using Experiments.Data.Access;
using Experiments.Web.Components;

namespace Experiments.Web.Access;

/// <summary>
/// The first account. A site that asks people to sign in and has no account makes a token at its start, prints it on the console and keeps its
/// hash, in memory alone; who has it makes the first admin. It ends with its use, or with the site.
/// </summary>
/// <param name="settings">Settings.</param>
/// <param name="accounts">Accounts.</param>
public sealed class FirstStart(AccessSettings settings, AccountStore accounts)
{
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Groups = 5;
    private const int GroupLength = 4;

    private byte[]? _hash;

    /// <summary>Makes a token if one is needed.</summary>
    /// <returns>The token; null where nobody must sign in, or there is an account.</returns>
    public async Task<string?> OpenAsync(CancellationToken cancellationToken = default)
    {
        if (!settings.RequiresSignIn || await accounts.AnyAsync(cancellationToken)) return null;
        var token = RandomNumberGenerator.GetString(Letters, Groups * GroupLength);
        _hash = Hash(token);
        return string.Join('-', token.Chunk(GroupLength).Select(g => new string(g)));
    }

    /// <summary>Makes a token if one is needed and says so.</summary>
    /// <param name="address">The site's address.</param>
    /// <param name="output">The console: a log file would keep the token.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task AnnounceAsync(string address, TextWriter output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(output);
        if (await OpenAsync(cancellationToken) is not { } token) return;
        await output.WriteLineAsync($"There is no account yet. Open {address.TrimEnd('/')}{Urls.FirstStart} and make the first admin with this token, which works once:");
        await output.WriteLineAsync($"    {token}");
    }

    /// <summary>Whether a token is the one; blanks, dashes and case do not count.</summary>
    public bool Fits(string? token)
    {
        var hash = _hash;
        return hash is not null && CryptographicOperations.FixedTimeEquals(hash, Hash(string.Concat((token ?? "").Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant()));
    }

    /// <summary>Ends the token.</summary>
    public void Close() => _hash = null;

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));
}
