using System.Net;

namespace Experiments.Web.Access;

/// <summary>When people must sign in.</summary>
public enum SignInMode
{
    /// <summary>Where the site listens to other machines; on this machine alone nobody must.</summary>
    Auto,

    /// <summary>Always.</summary>
    Always,
}

/// <summary>Settings of who may use the site, and which folders it may read for them.</summary>
public sealed record AccessSettings
{
    /// <summary>When people must sign in; default where the site listens to other machines.</summary>
    public SignInMode SignIn { get; init; }

    /// <summary>Whether every address that the site was told to listen to is this machine's alone.</summary>
    public bool IsLoopback { get; init; } = true;

    /// <summary>Whether people must sign in.</summary>
    public bool RequiresSignIn => SignIn == SignInMode.Always || !IsLoopback;

    /// <summary>Folders below which people may name data, absolute; admins may name any.</summary>
    public IReadOnlyList<string> DataRoots { get; init; } = [];

    /// <summary>Addresses and networks of proxies whose word on the visitor's address and scheme is taken; default none.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>Reads the settings.</summary>
    /// <param name="section">Section of the program's configuration.</param>
    /// <param name="urls">Addresses that the site listens to, separated by semicolons.</param>
    /// <param name="problems">Takes every problem, each naming the key to set.</param>
    public static AccessSettings Read(IConfigurationSection section, string urls, List<string> problems)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(urls);
        ArgumentNullException.ThrowIfNull(problems);
        var mode = SignInMode.Auto;
        if (section["SignIn"] is { Length: > 0 } given && (!Enum.TryParse(given, ignoreCase: true, out mode) || !Enum.IsDefined(mode) || char.IsAsciiDigit(given[0])))
            problems.Add($"{section.Key}:SignIn is \"{given}\": it must be auto (sign in where other machines can reach the site) or always.");
        return new AccessSettings
        {
            SignIn = mode,
            IsLoopback = Split(urls).All(IsLoopbackUrl),
            DataRoots = [.. Split(section["DataRoots"]).Select(r => Root(section, r, problems)).OfType<string>()],
            Proxies = [.. Split(section["Proxies"]).Select(p => Network(section, p, problems)).OfType<IPNetwork>()],
        };
    }

    /// <summary>Whether a name is this machine's own: localhost or an address of the loopback network.</summary>
    public static bool IsLoopbackHost(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    private static string[] Split(string? text) => (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsLoopbackUrl(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && IsLoopbackHost(uri.Host);

    private static string? Root(IConfigurationSection section, string root, List<string> problems)
    {
        if (Directory.Exists(root)) return Path.GetFullPath(root);
        problems.Add($"{section.Key}:DataRoots has \"{root}\", which is no folder on this machine: make it, or take it out (--data-roots; several are separated by semicolons).");
        return null;
    }

    private static IPNetwork? Network(IConfigurationSection section, string text, List<string> problems)
    {
        if (IPNetwork.TryParse(text, out var network)) return network;
        if (IPAddress.TryParse(text, out var address)) return new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128);
        problems.Add($"{section.Key}:Proxies has \"{text}\": give addresses or networks of proxies, such as 127.0.0.1 or 10.0.0.0/8, separated by semicolons.");
        return null;
    }
}
