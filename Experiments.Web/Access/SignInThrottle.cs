using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Experiments.Web.Access;

/// <summary>
/// Slows guessing down: so many tries a minute from an address, whatever account they are for. The lock of a single account, by ASP.NET Core
/// Identity, comes on top.
/// </summary>
/// <param name="tries">Tries a minute from one address.</param>
public sealed class SignInThrottle(int tries = SignInThrottle.TriesAMinute) : IDisposable
{
    /// <summary>Tries a minute from one address unless said otherwise.</summary>
    public const int TriesAMinute = 20;

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetFixedWindowLimiter(
        address, _ => new FixedWindowRateLimiterOptions { PermitLimit = tries, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));

    /// <summary>Whether an address may try now.</summary>
    public bool MayTry(string address)
    {
        using var lease = _limiter.AttemptAcquire(Network(address));
        return lease.IsAcquired;
    }

    // Whoever has one address of the sixth version usually has the other 2^64 of its network.
    private static string Network(string address) => IPAddress.TryParse(address, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6
        ? Convert.ToHexString(ip.GetAddressBytes().AsSpan(0, 8))
        : address;

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
