using System.Runtime.CompilerServices;
using Experiments.Engine.Native;

namespace Experiments.Engine.Tests;

internal static class TorchSetup
{
    [ModuleInitializer]
    internal static void Load() => TorchLibrary.EnsureLoaded();
}
