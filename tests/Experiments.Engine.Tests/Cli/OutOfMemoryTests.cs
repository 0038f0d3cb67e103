using System.Runtime.InteropServices;
using Experiments.Engine.Cli;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Cli;

public class OutOfMemoryTests
{
    [Fact]
    public void What_libtorch_throws_when_memory_runs_out_is_told_from_other_failures()
    {
        var outOfMemory = Assert.ThrowsAny<ExternalException>(() => empty(1L << 45)); // 128 TiB
        Assert.True(EngineProcess.IsOutOfMemory(outOfMemory), outOfMemory.Message);
        var other = Assert.ThrowsAny<ExternalException>(() => zeros(2, 3).view(5));
        Assert.False(EngineProcess.IsOutOfMemory(other), other.Message);
    }
}
