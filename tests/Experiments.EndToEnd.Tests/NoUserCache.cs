using System.Runtime.CompilerServices;

namespace Experiments.EndToEnd.Tests;

internal static class NoUserCache
{
    /// <summary>No test writes into the user's own cache; the processes that tests start inherit this.</summary>
    [ModuleInitializer]
    internal static void SwitchOff() => Environment.SetEnvironmentVariable("EXPERIMENTS_CACHE", "off");
}
