namespace Experiments.Engine.Datasets.Caching;

/// <summary>Where the engine keeps what it can make anew.</summary>
internal static class CacheFolder
{
    /// <summary>Names another folder, or <c>off</c> for none.</summary>
    public const string Variable = "EXPERIMENTS_CACHE";

    /// <summary>
    /// The folder that <c>EXPERIMENTS_CACHE</c> names, else <c>experiments</c> in the user's cache folder
    /// (<c>XDG_CACHE_HOME</c>, <c>~/.cache</c>, or the system's for local application data); null where there is none.
    /// </summary>
    public static string? Path()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        if (string.Equals(named, "off", StringComparison.OrdinalIgnoreCase)) return null;
        if (!string.IsNullOrEmpty(named)) return System.IO.Path.GetFullPath(named);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var parent = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
            : home.Length > 0 ? System.IO.Path.Combine(home, ".cache") : "";
        return parent.Length > 0 ? System.IO.Path.Combine(parent, "experiments") : null;
    }
}
