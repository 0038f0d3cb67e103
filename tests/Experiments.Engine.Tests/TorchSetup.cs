using System.Runtime.CompilerServices;
using Experiments.Engine.Native;

namespace Experiments.Engine.Tests;

internal static class TorchSetup
{
    [ModuleInitializer]
    internal static void Load()
    {
        // No test writes into the user's own cache; the engine processes that tests start inherit this.
        Environment.SetEnvironmentVariable("EXPERIMENTS_CACHE", "off");
        TorchLibrary.EnsureLoaded();
    }
}
